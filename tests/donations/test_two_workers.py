"""Several workers settle the same things at the same time: each once, and nobody waits for good."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from giving import (
    NOW,
    FakeGateway,
    connect,
    euros,
    make_gift,
    make_plan,
    order_of,
    received,
    report_of,
    settled_gift,
)

from obole.donations.actions.recording import record_money
from obole.donations.actions.refunding import refund_gift
from obole.donations.actions.settling import record_report
from obole.donations.gateways.registry import override
from obole.donations.models import Movement, ProviderRequest
from obole.donations.rules.lifecycle import MoreThanGiven
from obole.donations.rules.vocabulary import Means
from obole.ledger.models import Entry
from obole.ledger.rules.chart import CASH

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = 4


def all_at_once(work):
    """Let several threads do it at the same moment; return what each returned or raised."""
    start = Barrier(WORKERS)

    def do(number):
        start.wait(timeout=30)
        try:
            return work(number)
        except Exception as error:  # noqa: BLE001 - what it is, the test says
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as threads:
        return list(threads.map(do, range(WORKERS)))


def test_one_report_is_posted_once():
    gift = make_gift()
    report = report_of(gift, fee="1")

    outcomes = all_at_once(lambda _: record_report(report=report, gateway="stripe", now=NOW))

    assert outcomes == [gift] * WORKERS
    assert Entry.objects.count() == 1


def test_instalments_that_come_together_are_each_one_gift():
    plan, gateway = make_plan(amount="10", gateway="fake"), FakeGateway()
    gateway.begin(order_of(plan.gifts.get()))
    gateway.paid(plan.key)
    reference = next(iter(gateway.plans))
    gateway.renewed(reference)
    reports = list(gateway.payments.values())

    outcomes = all_at_once(
        lambda number: record_report(report=reports[number % 2], gateway="fake", now=NOW)
    )

    assert len(set(outcomes)) == 2
    assert received(plan.campaign) == euros("20")


def test_the_same_money_by_hand_is_recorded_once():
    gift = make_gift(means=Means.CASH)

    outcomes = all_at_once(
        lambda _: record_money(
            gift=gift,
            source="cash",
            reference="box-1",
            amount=euros("50"),
            day=NOW.date(),
            account=CASH,
            now=NOW,
        )
    )

    assert len(set(outcomes)) == 1
    assert Movement.objects.count() == 1


def test_two_treasurers_refund_no_more_than_the_gift():
    gateway = FakeGateway(name="stripe")
    connect(gateway)
    gift = settled_gift(amount="50")
    gateway.payments[gift.payment_reference] = report_of(gift)

    with override(gateway):
        outcomes = all_at_once(
            lambda _: refund_gift(gift=gift, amount=euros("30"), by="Dominique", now=NOW)
        )

    assert sum(isinstance(each, MoreThanGiven) for each in outcomes) == WORKERS - 1
    assert ProviderRequest.objects.count() == 1
