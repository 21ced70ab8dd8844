"""What is asked of providers, and what they tell: once, whatever does not answer or comes late."""

import json
from datetime import timedelta
from unittest import mock

import pytest
from giving import (
    FakeGateway,
    connect,
    euros,
    make_campaign,
    make_gift,
    make_plan,
    order_of,
    received,
)
from taking_over import take_over

from obole.donations.actions import asking, catching_up, receiving
from obole.donations.actions.plans import PlanOver, change_plan_amount, end_plan
from obole.donations.actions.refunding import ReturnStillPossible, refund_gift
from obole.donations.gateways.registry import override
from obole.donations.models import PaymentAccount, PaymentProblem, Payout, ProviderRequest
from obole.donations.rules.gateway import About, GatewayDown, GatewayRefused, Hint
from obole.donations.rules.lifecycle import MoreThanGiven
from obole.donations.rules.vocabulary import GiftState, Means, PlanState
from obole.foundation.inbox import NobodyExpects, forget_bodies, store_message
from obole.foundation.models import BackgroundTask, InboxMessage
from obole.foundation.worker import run_ready_tasks
from obole.ledger.queries.figures import balance
from obole.ledger.rules.chart import BANK, FEES, OTHER_GATEWAYS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_only")]


@pytest.fixture
def gateway():
    fake = FakeGateway()
    connect(fake)
    with override(fake):
        yield fake


def begun(gateway, **fields):
    gift = make_gift(gateway="fake", **{"begun_at": gateway.now, **fields})
    session = gateway.begin(order_of(gift))
    gift.session_reference, gift.session_ends_at = session.reference, session.expires_at
    gift.save()
    return gift


def paid(gateway, **fields):
    gift = begun(gateway, **fields)
    gateway.paid(gift.key)
    deliver(gateway)
    gift.refresh_from_db()
    return gift


def running(gateway, **fields):
    plan = make_plan(gateway="fake", **fields)
    gateway.begin(order_of(plan.gifts.get()))
    gateway.paid(plan.key)
    deliver(gateway)
    plan.refresh_from_db()
    return plan


def deliver(gateway):
    for body, headers in gateway.notices:
        store_message(
            source="payments:fake",
            key=json.loads(body)["key"],
            body=body,
            headers=headers,
            now=gateway.now,
        )
    run_ready_tasks()


def calls(gateway, name):
    return [detail for called, detail in gateway.calls if called == name]


# Notices.


def test_a_provider_that_answers_500_then_200_settles_once(gateway):
    gift = begun(gateway)
    gateway.paid(gift.key)
    gateway.failing_calls = 1
    deliver(gateway)
    assert received(gift.campaign) == euros("0")

    take_over()
    run_ready_tasks()

    assert received(gift.campaign) == euros("50")
    assert InboxMessage.objects.get().handled_at is not None


def test_a_message_that_gave_up_is_seen_and_taken_up_at_night(gateway):
    gift = begun(gateway)
    gateway.paid(gift.key)
    gateway.failing_calls = 1
    deliver(gateway)
    BackgroundTask.objects.exclude(status="SUCCESSFUL").update(status="FAILED")
    assert "500" in InboxMessage.objects.get().problem

    catching_up.catch_up(now=gateway.now + timedelta(days=2))
    run_ready_tasks()

    assert received(gift.campaign) == euros("50")
    assert InboxMessage.objects.get().problem == ""


def test_a_message_from_nowhere_is_refused():
    with pytest.raises(NobodyExpects):
        store_message(source="letters", key="1", body=b"", headers={}, now=FakeGateway.now)


def test_old_messages_are_emptied_and_still_known(gateway):
    paid(gateway)

    forget_bodies(now=gateway.now + timedelta(days=120))

    assert bytes(InboxMessage.objects.get().body) == b""
    deliver(gateway)
    assert InboxMessage.objects.count() == 1


def test_a_clock_that_was_ahead_does_not_silence_a_gift(gateway):
    gift = begun(gateway)
    gift.checked_at = gateway.now + timedelta(days=400)
    gift.save()
    PaymentAccount.objects.update(caught_up_to=gateway.now + timedelta(days=400))
    gateway.paid(gift.key, pending=True)

    catching_up.look_back(gateway="fake", now=gateway.now)
    run_ready_tasks()

    gift.refresh_from_db()
    assert gift.state == GiftState.PENDING


def test_the_search_begins_again_where_the_provider_did_not_answer(gateway):
    gateway.failing_calls = 1

    with pytest.raises(GatewayDown):
        catching_up.look_back(gateway="fake", now=gateway.now)

    assert PaymentAccount.objects.get().caught_up_to is None


def test_an_order_that_is_paid_twice_is_two_gifts(gateway):
    gift = begun(gateway)
    gateway.paid(gift.key)
    gateway.paid(gift.key)

    deliver(gateway)

    assert received(gift.campaign) == euros("100")
    assert gift.donor.gifts.count() == 2
    assert PaymentProblem.objects.get().kind == "paid-twice"


def test_what_settles_in_another_currency_is_kept_for_the_treasurer(gateway):
    gift = begun(gateway, campaign=make_campaign(currency="CHF"), currency="EUR")
    gateway.paid(gift.key)

    deliver(gateway)

    assert received(gift.campaign).plain() == "0.00"
    assert PaymentProblem.objects.get().kind == "other-currency"


def test_a_debit_that_is_refused_after_it_was_on_its_way_fails(gateway):
    gift = begun(gateway, means=Means.SEPA)
    gateway.paid(gift.key, pending=True)
    deliver(gateway)
    gift.refresh_from_db()
    assert gift.state == GiftState.PENDING

    gateway.refused(gift.key)
    deliver(gateway)

    gift.refresh_from_db()
    assert (gift.state, gift.failure) == (GiftState.FAILED, "insufficient_funds")


# Recurring gifts.


def test_each_renewal_is_a_gift_of_its_plan(gateway):
    plan = running(gateway, amount="10")
    for _ in range(2):
        gateway.renewed(plan.reference)
    deliver(gateway)

    assert plan.state == PlanState.ACTIVE
    assert plan.gifts.filter(state=GiftState.SETTLED).count() == 3
    assert received(plan.campaign) == euros("30")


def test_a_refused_renewal_makes_the_plan_fail_until_it_is_mended(gateway):
    plan = running(gateway, amount="10")
    gateway.renewed(plan.reference, failure="expired_card")
    deliver(gateway)
    plan.refresh_from_db()
    assert plan.state == PlanState.FAILING

    gateway.renewed(plan.reference)
    deliver(gateway)

    plan.refresh_from_db()
    assert plan.state == PlanState.ACTIVE
    assert received(plan.campaign) == euros("20")


def test_money_on_an_ended_plan_is_recorded(gateway):
    plan = running(gateway, amount="10")

    ended = end_plan(plan=plan, by="donor", now=gateway.now)
    gateway.renewed(plan.reference)
    deliver(gateway)

    ended.refresh_from_db()
    assert (ended.state, ended.ended_by) == (PlanState.ENDED, "donor")
    assert received(plan.campaign) == euros("20")


def test_a_plan_ends_although_the_provider_did_not_answer_at_first(gateway):
    plan = running(gateway)
    gateway.failing_calls = 1
    with pytest.raises(GatewayDown):
        end_plan(plan=plan, by="donor", now=gateway.now)

    run_ready_tasks()

    plan.refresh_from_db()
    assert plan.state == PlanState.ENDED
    assert set(calls(gateway, "end_plan")) == {f"end-{plan.key}"}


def test_a_standing_order_ends_without_anybody_being_asked():
    plan = make_plan(means=Means.TRANSFER)

    assert end_plan(plan=plan, by="Dominique", now=plan.begun_at).state == PlanState.ENDED


def test_another_amount_keeps_the_proportion_of_the_cover(gateway):
    plan = running(gateway, amount="10", fee_cover="0.30")

    assert change_plan_amount(plan=plan, amount=euros("20"), now=gateway.now) == ""

    plan.refresh_from_db()
    assert (plan.amount, plan.to_pay) == (euros("20"), euros("20.60"))
    gateway.renewed(plan.reference)
    deliver(gateway)
    assert received(plan.campaign) == euros("30")


def test_an_amount_that_the_donor_must_agree_to_changes_when_they_did(gateway):
    plan = running(gateway, amount="10")
    gateway.consent_url = "https://pay.example/agree"

    url = change_plan_amount(plan=plan, amount=euros("20"), now=gateway.now)

    plan.refresh_from_db()
    assert (url, plan.amount) == ("https://pay.example/agree", euros("10"))


def test_nothing_of_an_ended_plan_is_changed(gateway):
    plan = running(gateway)
    end_plan(plan=plan, by="donor", now=gateway.now)

    with pytest.raises(PlanOver):
        change_plan_amount(plan=plan, amount=euros("20"), now=gateway.now)


# Refunds.


def test_the_books_follow_a_refund_when_the_provider_says_so(gateway):
    gift = paid(gateway)

    for _ in range(2):
        refund_gift(
            gift=gift, amount=euros("20"), by="Dominique", now=gateway.now, form_key="sent once"
        )
    run_ready_tasks()

    assert received(gift.campaign) == euros("30")
    assert ProviderRequest.objects.count() == 1


def test_a_crash_after_the_provider_refunded_refunds_no_second_time(gateway):
    gift = paid(gateway)
    with mock.patch.object(asking, "_note", side_effect=SystemExit), pytest.raises(SystemExit):
        refund_gift(gift=gift, amount=euros("20"), by="Dominique", now=gateway.now)

    run_ready_tasks()

    assert len(calls(gateway, "refund")) == 2
    assert len(set(calls(gateway, "refund"))) == 1
    assert received(gift.campaign) == euros("30")


def test_two_refunds_at_once_are_no_more_than_the_gift(gateway):
    gift = paid(gateway)
    gateway.failing_calls = 1
    refund_gift(gift=gift, amount=euros("30"), by="Dominique", now=gateway.now)

    with pytest.raises(MoreThanGiven):
        refund_gift(gift=gift, amount=euros("30"), by="Camille", now=gateway.now)

    run_ready_tasks()
    assert received(gift.campaign) == euros("20")


def test_a_refund_that_the_provider_refuses_can_be_asked_again(gateway):
    gift = paid(gateway)
    gateway.refusal = "insufficient balance"
    with pytest.raises(GatewayRefused):
        refund_gift(gift=gift, amount=euros("20"), by="Dominique", now=gateway.now)

    gateway.refusal = ""
    refund_gift(gift=gift, amount=euros("20"), by="Dominique", now=gateway.now)
    run_ready_tasks()

    assert received(gift.campaign) == euros("30")


def test_a_debit_is_refunded_within_eight_weeks_only_by_who_knows(gateway):
    gift = paid(gateway, means=Means.SEPA)
    with pytest.raises(ReturnStillPossible):
        refund_gift(gift=gift, amount=euros("50"), by="Dominique", now=gateway.now)

    later = gateway.now + timedelta(weeks=8)
    assert refund_gift(gift=gift, amount=euros("50"), by="Dominique", now=later).refusal == ""


# Payouts.


def test_a_payout_moves_money_to_the_bank_once_and_back_if_it_failed(gateway):
    paid(gateway)
    gateway.paid_out("po-1", amount=euros("49"), fee="1")
    deliver(gateway)
    receiving.look(gateway="fake", hint=Hint(about=About.PAYOUT, reference="po-1"), now=gateway.now)
    accounts = (BANK, FEES, OTHER_GATEWAYS)
    assert [balance(account=each, currency="EUR").plain() for each in accounts] == [
        "49.00",
        "1.00",
        "0.00",
    ]

    gateway.payout_failed("po-1")
    deliver(gateway)

    assert balance(account=BANK, currency="EUR") == euros("0")
    assert Payout.objects.get().failed_at is not None
