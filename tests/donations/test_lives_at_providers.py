"""Lives of gifts at the stand-ins for Stripe and PayPal, from the session to the meter.

Notices arrive in the wrong order and twice, through the address to which providers send them.
"""

import pytest
from django.test import Client
from giving import NOW, euros, make_gift, make_plan, order_of, received
from rehearsing import PAYPAL_KEYS, STRIPE_KEYS, rehearsal
from stages import PayPalStage, StripeStage

from obole.donations.actions import catching_up, connecting
from obole.donations.actions.plans import end_plan
from obole.donations.actions.refunding import refund_gift
from obole.donations.models import Gift, Movement, PaymentProblem
from obole.donations.rules.entries import clearing_account
from obole.donations.rules.vocabulary import GiftState, Means, PlanState
from obole.foundation import clock
from obole.foundation.models import BackgroundTask, InboxMessage
from obole.foundation.worker import run_ready_tasks
from obole.ledger.queries.figures import balance

STAGES = {"stripe": (StripeStage, STRIPE_KEYS), "paypal": (PayPalStage, PAYPAL_KEYS)}
MEANS = {"stripe": Means.CARD, "paypal": Means.PAYPAL}

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def stand_ins():
    with rehearsal() as found:
        yield found


@pytest.fixture(params=STAGES)
def stage(request, stand_ins, newsroom):
    stand_ins.deliveries.take()
    make_stage, keys = STAGES[request.param]
    connecting.connect_account(gateway=request.param, values=keys, by=None, now=NOW)
    return make_stage(stand_ins)


def begin(stage, gift):
    begun = stage.gateway.begin(order_of(gift))
    Gift.objects.filter(pk=gift.pk).update(
        session_reference=begun.reference, session_ends_at=begun.expires_at
    )
    return begun


def hear(stage):
    """Let the notices arrive, the last first, each twice, and settle them."""
    client = Client(enforce_csrf_checks=True)
    for headers, body in reversed(stage.notices() * 2):
        named = {f"HTTP_{name.upper().replace('-', '_')}": text for name, text in headers.items()}
        named.pop("HTTP_CONTENT_TYPE", None)
        address = f"/payments/{stage.gateway.name}/"
        answer = client.post(address, body, content_type="application/json", **named)
        assert answer.status_code == 200
    run_ready_tasks()
    assert not InboxMessage.objects.filter(handled_at=None).exists()
    assert not BackgroundTask.objects.exclude(status="SUCCESSFUL").exists()
    _check_clearing(stage.gateway.name)


def _check_clearing(gateway):
    """Check that the provider's account holds what came, less what went and its fees."""
    coming = {"payment", "refund-failed", "dispute-won"}
    cents = sum(
        (m.amount_minor_units if m.kind in coming else -m.amount_minor_units) - m.fee_minor_units
        for m in Movement.objects.filter(source=gateway)
    )
    assert balance(account=clearing_account(gateway), currency="EUR").minor_units == cents


def test_a_gift_is_paid_disputed_won_and_refunded_in_part(stage):
    gift = make_gift(amount="50", means=MEANS[stage.gateway.name])
    stage.pay(begin(stage, gift))
    hear(stage)
    gift.refresh_from_db()
    assert (gift.state, received(gift.campaign)) == (GiftState.SETTLED, euros("50"))

    report = stage.gateway.fetch_payment(gift.payment_reference)
    stage.dispute(report)
    hear(stage)
    gift.refresh_from_db()
    assert (gift.state, received(gift.campaign)) == (GiftState.DISPUTED, euros("0"))

    stage.win(report)
    hear(stage)
    gift.refresh_from_db()
    assert (gift.state, received(gift.campaign)) == (GiftState.SETTLED, euros("50"))

    refund_gift(gift=gift, amount=euros("20"), by="Dominique", now=clock.now())
    hear(stage)
    gift.refresh_from_db()
    assert (gift.state, received(gift.campaign)) == (GiftState.PARTLY_REFUNDED, euros("30"))
    assert not PaymentProblem.objects.exists()


def test_instalments_are_gifts_until_the_donor_ends_them(stage):
    plan = make_plan(amount="10", means=MEANS[stage.gateway.name])
    stage.pay(begin(stage, plan.gifts.get()))
    hear(stage)
    plan.refresh_from_db()
    stage.renew(plan.reference)
    hear(stage)
    assert (plan.state, received(plan.campaign)) == (PlanState.ACTIVE, euros("20"))

    end_plan(plan=plan, by="donor", now=clock.now())
    hear(stage)

    plan.refresh_from_db()
    assert (plan.state, plan.ended_by) == (PlanState.ENDED, "donor")
    assert plan.gifts.filter(state=GiftState.SETTLED).count() == 2


def test_a_payment_of_which_no_notice_came_is_found_in_the_night(stage):
    gift = make_gift(amount="50", means=MEANS[stage.gateway.name])
    stage.pay(begin(stage, gift))
    stage.notices()

    catching_up.catch_up(now=clock.now())
    run_ready_tasks()

    assert received(gift.campaign) == euros("50")


def test_who_was_refused_has_given_nothing(stage):
    gift = make_gift(amount="50", means=MEANS[stage.gateway.name])
    stage.decline(begin(stage, gift))
    hear(stage)

    assert received(gift.campaign) == euros("0")
    assert not Movement.objects.exists()
