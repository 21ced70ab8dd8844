"""What every payment provider must do, whichever it is: the fake, Stripe and PayPal.

Stripe and PayPal answer from stand-ins that encode our reading of their documentation.
"""

from datetime import UTC, datetime, timedelta

import pytest
from rehearsing import rehearsal
from stages import FakeStage, PayPalStage, StripeStage, an_order

from obole.donations.rules.gateway import (
    About,
    ForgedNotice,
    GatewayDown,
    UnknownToGateway,
)
from obole.donations.rules.vocabulary import MoveKind, Rhythm, Standing
from obole.foundation import clock
from obole.kernel.money import Money

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def stand_ins():
    with rehearsal() as found:
        yield found


@pytest.fixture(params=["fake", "stripe", "paypal"])
def stage(request, stand_ins):
    stand_ins.deliveries.take()
    if request.param == "fake":
        return FakeStage()
    return (StripeStage if request.param == "stripe" else PayPalStage)(stand_ins)


def euros(cents):
    return Money(cents, "EUR")


def begun(stage, **fields):
    return stage.gateway.begin(an_order(stage.gateway, **fields))


def paid(stage, **fields):
    session = begun(stage, **fields)
    stage.pay(session)
    return stage.gateway.fetch_payment(session.reference)


def sums(report):
    return {
        kind: sum(move.amount.minor_units for move in report.moves if move.kind is kind)
        for kind in {move.kind for move in report.moves}
    }


def test_a_repeated_order_is_one_session(stage):
    order = an_order(stage.gateway)

    first = stage.gateway.begin(order)

    assert stage.gateway.begin(order) == first
    assert first.url.startswith("http")


def test_a_session_that_nobody_paid_moves_nothing(stage):
    order = an_order(stage.gateway)

    report = stage.gateway.fetch_payment(stage.gateway.begin(order).reference)

    assert (report.standing, report.moves) == (Standing.OPEN, ())
    assert report.order_key == order.key


def test_a_payment_is_reported_whole_and_alike_each_time(stage):
    order = an_order(stage.gateway)
    session = stage.gateway.begin(order)

    stage.pay(session)
    report = stage.gateway.fetch_payment(session.reference)

    assert report.standing is Standing.PAID
    assert (report.order_key, report.plan_reference) == (order.key, "")
    assert report.payer_email == order.email
    [move] = report.moves
    assert (move.kind, move.amount) == (MoveKind.PAYMENT, order.amount)
    assert euros(0) < move.fee < order.amount
    assert stage.gateway.fetch_payment(report.reference) == report


def test_who_is_declined_has_moved_nothing(stage):
    session = begun(stage)
    stage.decline(session)

    refused = stage.gateway.fetch_payment(session.reference)

    assert (refused.standing, refused.moves) == (Standing.FAILED, ())
    assert refused.failure


def test_a_refund_of_the_same_key_is_one(stage):
    report = paid(stage)
    for key in ("refund-1", "refund-1", "refund-2"):
        stage.gateway.refund(report.reference, amount=euros(1_000), key=f"{key}{report.order_key}")

    after = stage.gateway.fetch_payment(report.reference)

    assert sums(after) == {MoveKind.PAYMENT: 5_000, MoveKind.REFUND: 2_000}
    assert len({(move.kind, move.reference) for move in after.moves}) == len(after.moves)


def test_a_dispute_takes_away_and_a_won_one_brings_back(stage):
    report = paid(stage)

    stage.dispute(report)
    open_one = stage.gateway.fetch_payment(report.reference)
    stage.win(report)
    won = stage.gateway.fetch_payment(report.reference)

    assert sums(open_one) == {MoveKind.PAYMENT: 5_000, MoveKind.DISPUTE: 5_000}
    assert sums(won) == {**sums(open_one), MoveKind.DISPUTE_WON: 5_000}
    assert not open_one.dispute_is_lost
    assert not won.dispute_is_lost
    assert open_one.moves[-1].fee > euros(0)


def test_a_lost_dispute_is_said_to_be_lost(stage):
    report = paid(stage)
    stage.dispute(report)

    stage.lose(report)

    assert stage.gateway.fetch_payment(report.reference).dispute_is_lost


def test_instalments_name_the_order_that_began_them(stage):
    order = an_order(stage.gateway, rhythm=Rhythm.MONTHLY)
    session = stage.gateway.begin(order)
    stage.pay(session)
    first = stage.gateway.fetch_payment(session.reference)

    stage.renew(first.plan_reference)
    plan = stage.gateway.fetch_plan(first.plan_reference)

    assert (plan.order_key, plan.amount, plan.rhythm) == (order.key, order.amount, order.rhythm)
    assert (plan.is_active, plan.is_failing, plan.ended_at) == (True, False, None)
    assert len(plan.payment_references) == 2
    assert plan.payment_references[0] == first.reference
    for reference in plan.payment_references:
        instalment = stage.gateway.fetch_payment(reference)
        assert instalment.reference == reference
        assert (instalment.order_key, instalment.standing) == (order.key, Standing.PAID)
        assert instalment.plan_reference == plan.reference


def test_a_plan_that_was_ended_stays_so(stage):
    plan_reference = paid(stage, rhythm=Rhythm.YEARLY).plan_reference

    for _ in range(2):
        stage.gateway.end_plan(plan_reference, key=f"end-{plan_reference}")
    plan = stage.gateway.fetch_plan(plan_reference)

    assert not plan.is_active
    assert plan.ended_at is not None


def test_another_amount_is_taken_at_once_or_needs_the_donors_consent(stage):
    plan_reference = paid(stage, rhythm=Rhythm.MONTHLY).plan_reference

    url = stage.gateway.change_plan(plan_reference, amount=euros(900), key=f"c{plan_reference}")

    expected = euros(5_000) if url else euros(900)
    assert stage.gateway.fetch_plan(plan_reference).amount == expected
    assert stage.gateway.mend_url(plan_reference, back_url="https://gazette.example/").startswith(
        "http"
    )


def test_each_notice_has_a_key_of_its_own_and_leads_to_what_changed(stage):
    report = paid(stage)
    stage.dispute(report)
    now = stage.gateway.now if hasattr(stage.gateway, "now") else clock.now()

    read = [
        stage.gateway.read_notice(headers=headers, body=body, now=now)
        for headers, body in stage.notices()
    ]

    assert read
    assert len({notice.key for notice in read}) == len(read)
    found = {
        stage.gateway.fetch_payment(notice.hint.reference).reference
        for notice in read
        if notice.hint.about is About.PAYMENT
    }
    assert found == {report.reference}


def test_a_notice_that_was_altered_is_forged(stage):
    paid(stage)
    headers, body = stage.notices()[-1]

    for forged_headers, forged_body in ((headers, body + b" "), ({}, body)):
        with pytest.raises(ForgedNotice):
            stage.gateway.read_notice(headers=forged_headers, body=forged_body, now=clock.now())


def test_what_was_lost_is_found_again(stage):
    report = paid(stage)
    stage.notices()

    hints = list(stage.gateway.hints_since(LONG_AGO))

    assert len(hints) == len(set(hints))
    payments = {hint.reference for hint in hints if hint.about is About.PAYMENT}
    found = {stage.gateway.fetch_payment(each).reference for each in payments}
    assert report.reference in found


def test_what_the_provider_does_not_have_is_unknown(stage):
    for fetch in (stage.gateway.fetch_payment, stage.gateway.fetch_plan):
        with pytest.raises(UnknownToGateway):
            fetch("5O190127TN364715T")


def test_a_payout_is_found_and_read(stage):
    if isinstance(stage, FakeStage):
        stage.gateway.now = clock.now() - timedelta(hours=1)
    paid(stage)
    stage.pay_out()

    payouts = {
        hint.reference
        for hint in stage.gateway.hints_since(clock.now() - timedelta(days=1))
        if hint.about is About.PAYOUT
    }
    reports = [stage.gateway.fetch_payout(each) for each in payouts]

    assert reports
    assert all(report.is_paid and report.amount > euros(0) for report in reports)
    assert {report.reference for report in reports} == payouts


def test_a_server_that_fails_is_asked_again(stage):
    order = an_order(stage.gateway)
    if isinstance(stage, FakeStage):
        stage.gateway.failing_calls = 1
    else:
        # It does what was asked, and fails before it says so.
        stage.rehearsal.faults.plan("lost")

    with pytest.raises(GatewayDown):
        stage.gateway.begin(order)
    session = stage.gateway.begin(order)
    stage.pay(session)

    assert stage.gateway.fetch_payment(session.reference).order_key == order.key
