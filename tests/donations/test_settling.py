"""Reports of a provider become entries in the books, each once, whatever comes twice or late."""

from dataclasses import replace
from datetime import timedelta

import pytest
from giving import (
    NOW,
    FakeGateway,
    euros,
    make_campaign,
    make_gift,
    order_of,
    received,
    report_of,
    settled_gift,
)

from obole.donations.actions.adopting import adopt_payment
from obole.donations.actions.settling import UnknownOrder, record_report
from obole.donations.gateways.registry import override
from obole.donations.models import Movement, PaymentProblem
from obole.donations.rules.gateway import Move
from obole.donations.rules.vocabulary import GiftState, Means, MoveKind
from obole.ledger.queries.figures import balance
from obole.ledger.rules.chart import FEE_COVER, FEES, GIFTS, STRIPE

pytestmark = pytest.mark.django_db


def move(kind, amount, *, name="x", fee="0", days=1):
    return Move(
        kind=kind,
        reference=name,
        amount=euros(amount),
        fee=euros(fee),
        at=NOW + timedelta(days=days),
    )


def balances():
    return {
        code: balance(account=code, currency="EUR").plain()
        for code in (STRIPE, FEES, GIFTS, FEE_COVER)
    }


def test_a_payment_parts_into_gift_cover_and_fee():
    gift = make_gift(amount="50", fee_cover="1.20")

    gift = record_report(report=report_of(gift, fee="1.05"), gateway="stripe", now=NOW)

    assert gift.state == GiftState.SETTLED
    assert received(gift.campaign) == euros("50")
    assert balances() == {
        STRIPE: "50.15",
        FEES: "1.05",
        GIFTS: "-50.00",
        FEE_COVER: "-1.20",
    }


def test_the_same_report_posts_nothing():
    gift = settled_gift()

    again = record_report(report=report_of(gift), gateway="stripe", now=NOW)

    assert again == gift
    assert Movement.objects.count() == 1


def test_a_refund_in_part_leaves_the_meter_before_the_cover():
    gift = settled_gift(amount="50", fee_cover="2")
    part = move(MoveKind.REFUND, "10", name="r1")

    gift = record_report(report=report_of(gift, part), gateway="stripe", now=NOW)

    assert gift.state == GiftState.PARTLY_REFUNDED
    assert balances() == {STRIPE: "42.00", FEES: "0.00", GIFTS: "-40.00", FEE_COVER: "-2.00"}
    rest = move(MoveKind.REFUND, "42", name="r2", days=2)
    gift = record_report(report=report_of(gift, part, rest), gateway="stripe", now=NOW)
    assert gift.state == GiftState.REFUNDED
    assert set(balances().values()) == {"0.00"}


def test_a_refund_beyond_the_gift_is_kept_for_the_treasurer():
    gift = settled_gift(amount="50")
    first = move(MoveKind.REFUND, "30", name="r1")
    second = move(MoveKind.REFUND, "30", name="r2", days=2)

    gift = record_report(report=report_of(gift, first, second), gateway="stripe", now=NOW)

    assert received(gift.campaign) == euros("20")
    problem = PaymentProblem.objects.get()
    assert (problem.kind, problem.reference, problem.gift) == ("more-than-given", "r2", gift)


def test_a_payment_of_an_unknown_order_is_kept_for_the_treasurer():
    gift = make_gift()
    stranger = replace(report_of(gift), order_key="of another shop", reference="pi_other")

    for _ in range(2):
        with pytest.raises(UnknownOrder):
            record_report(report=stranger, gateway="stripe", now=NOW)

    assert Movement.objects.count() == 0
    assert PaymentProblem.objects.get().kind == "unknown-order"


@pytest.mark.parametrize("means", list(Means))
def test_money_of_every_means_counts(means):
    gift = settled_gift(amount="12,50", means=means)

    assert gift.state == GiftState.SETTLED
    assert received(gift.campaign) == euros("12.50")


def test_a_payment_of_an_unknown_order_is_taken_in_by_a_person():
    shop = FakeGateway()
    order = replace(order_of(make_gift()), key="of another shop", email="anne@example.org")
    shop.begin(order)
    payment = shop.paid(order.key, fee="1")
    campaign = make_campaign()
    with override(shop), pytest.raises(UnknownOrder):
        record_report(report=shop.payments[payment], gateway="fake", now=NOW)

    problem = PaymentProblem.objects.get()
    with override(shop):
        gifts = {
            adopt_payment(problem=problem, campaign=campaign, by="Dominique", now=NOW)
            for _ in range(2)
        }

    problem.refresh_from_db()
    assert len(gifts) == 1
    assert received(campaign) == euros("50")
    assert gifts.pop().donor.email == "anne@example.org"
    assert problem.solved_by == "Dominique"


def test_a_dispute_of_more_than_is_left_brings_nothing_back_when_it_is_won():
    gift = settled_gift(amount="50")
    moves = [
        move(MoveKind.REFUND, "40", name="r1"),
        move(MoveKind.DISPUTE, "30", name="d1", days=2),
        move(MoveKind.DISPUTE_WON, "30", name="d1", days=3),
    ]

    gift = record_report(report=report_of(gift, *moves), gateway="stripe", now=NOW)

    assert received(gift.campaign) == euros("10")
    assert PaymentProblem.objects.get().reference == "d1"
