"""Stripe: signatures as its own library makes them, requests, and what its objects mean."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import stripe
from hypothesis import given, settings
from hypothesis import strategies as st
from rehearsing import STRIPE_KEYS, rehearsal
from stages import StripeStage, an_order

from obole.donations.gateways.stripe.api import VERSION, pairs_of
from obole.donations.gateways.stripe.notices import check_signature, read_notice
from obole.donations.rehearsal.stripe.api import nested
from obole.donations.rules.gateway import (
    About,
    ForgedNotice,
    GatewayDown,
    GatewayRefused,
    Hint,
    UnreadableNotice,
)
from obole.donations.rules.vocabulary import Means, MoveKind, Rhythm, Standing
from obole.foundation import clock
from obole.kernel.money import Money

SECRET = STRIPE_KEYS["webhook_secret"]


@pytest.fixture(scope="module")
def stand_ins():
    with rehearsal() as found:
        yield found


@pytest.fixture
def stage(stand_ins):
    stand_ins.deliveries.take()
    return StripeStage(stand_ins)


def kinds(report):
    return [(move.kind, move.amount.minor_units) for move in report.moves]


def signed_by_stripe(body, *, at):
    header = stripe.WebhookSignature.generate_signature_header(body, SECRET, timestamp=at)
    return {"Stripe-Signature": header}


@settings(max_examples=40)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_signatures_are_those_of_stripes_own_library(text):
    now = clock.now()
    body = json.dumps({"text": text})

    header = signed_by_stripe(body, at=int(now.timestamp()))["Stripe-Signature"]

    check_signature(header=header, body=body.encode(), secret=SECRET, now=now)
    with pytest.raises(ForgedNotice):
        check_signature(header=header, body=body.encode(), secret="whsec_other", now=now)


def test_what_the_stand_in_signs_passes_stripes_own_library(stage):
    stage.pay(stage.gateway.begin(an_order(stage.gateway)))

    for headers, body in stage.notices():
        signature = headers["Stripe-Signature"]
        assert stripe.WebhookSignature.verify_header(body.decode(), signature, SECRET, 300)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=,v1=",
        "t=1,t=2,v1=00",
        "v1=00",
        "t=٣,v1=00",
        "t=99999999999999999999999,v1=00",
        "t=1" + ",v1=00" * 5_000,
        "t=1,v1=é",
    ],
)
def test_a_strange_header_is_forged(header):
    with pytest.raises(ForgedNotice):
        check_signature(header=header, body=b"{}", secret=SECRET, now=clock.now())


def test_an_old_signature_is_refused_and_a_clock_that_is_ahead_is_not():
    now = clock.now()
    headers = signed_by_stripe("{}", at=int(now.timestamp()))

    for late in (timedelta(minutes=4), -timedelta(hours=1)):
        check_signature(
            header=headers["Stripe-Signature"], body=b"{}", secret=SECRET, now=now + late
        )
    with pytest.raises(ForgedNotice):
        check_signature(
            header=headers["Stripe-Signature"],
            body=b"{}",
            secret=SECRET,
            now=now + timedelta(minutes=6),
        )


def test_without_a_secret_nothing_is_signed():
    header = stripe.WebhookSignature.generate_signature_header("{}", "", timestamp=1)

    with pytest.raises(ForgedNotice):
        check_signature(header=header, body=b"{}", secret="", now=clock.now())


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "[]",
        '{"id": "evt_1"}',
        '{"id": 7, "type": "charge.succeeded", "created": 1, "data": {"object": {}}}',
        '{"id": "evt_1", "type": "payout.paid", "created": 1, "data": {"object": {}}}',
        '{"id": "evt_1", "type": "payout.paid", "created": "x", "data": {"object": {"id": "po"}}}',
        '{"id": "evt_1", "type": "x", "created": 1e300, "data": {"object": {}}}',
        "[" * 5_000,
    ],
)
def test_a_signed_notice_that_says_nothing_is_unreadable(body):
    now = clock.now()
    headers = signed_by_stripe(body, at=int(now.timestamp()))

    with pytest.raises(UnreadableNotice):
        read_notice(headers=headers, body=body.encode(), secret=SECRET, now=now)


@pytest.mark.parametrize(
    ("kind", "thing", "expected"),
    [
        ("charge.refunded", {"id": "ch_1", "payment_intent": "pi_1"}, (About.PAYMENT, "pi_1")),
        ("charge.refunded", {"id": "ch_1", "payment_intent": None}, (About.NOTHING, "")),
        (
            "charge.dispute.created",
            {"id": "du_1", "payment_intent": {"id": "pi_2"}},
            (About.PAYMENT, "pi_2"),
        ),
        ("invoice.paid", {"id": "in_1", "subscription": "sub_1"}, (About.PLAN, "sub_1")),
        ("invoice.paid", {"id": "in_1"}, (About.NOTHING, "")),
        ("customer.subscription.deleted", {"id": "sub_2"}, (About.PLAN, "sub_2")),
        ("payout.paid", {"id": "po_1"}, (About.PAYOUT, "po_1")),
        ("a.kind.of.tomorrow", {"id": "x_1"}, (About.NOTHING, "")),
    ],
)
def test_a_notice_leads_to_an_object_in_shapes_old_and_new(kind, thing, expected):
    now = clock.now()
    event = {"id": "evt_1", "type": kind, "created": 1_700_000_000, "data": {"object": thing}}
    body = json.dumps(event)
    headers = signed_by_stripe(body, at=int(now.timestamp()))

    notice = read_notice(headers=headers, body=body.encode(), secret=SECRET, now=now)

    assert notice.hint == Hint(about=expected[0], reference=expected[1])


names = st.sampled_from(["metadata", "order_key", "a", "b"])
values = st.recursive(
    st.sampled_from(["", "1", "é &=[]%", "x" * 40]),
    lambda inner: st.dictionaries(names, inner, min_size=1, max_size=3),
    max_leaves=6,
)


@settings(max_examples=40)
@given(st.dictionaries(names, values, max_size=4))
def test_nested_values_are_read_as_they_were_written(written):
    assert nested(pairs_of(written)) == written


def test_the_api_version_is_that_of_the_library_which_gives_a_second_opinion():
    assert stripe.api_version == VERSION


def test_a_donation_says_so_and_takes_the_wanted_means_only(stage):
    order = an_order(stage.gateway, means=Means.SEPA)

    session = stage.objects.get(stage.gateway.begin(order).reference, "checkout.session")

    sent = session["rehearsal"]
    assert sent["submit_type"] == "donate"
    assert sent["adaptive_pricing"] == {"enabled": "false"}
    assert session["payment_method_types"] == ["sepa_debit"]
    assert session["client_reference_id"] == order.key


def test_a_declined_card_can_be_followed_by_a_good_one(stage):
    session = stage.gateway.begin(an_order(stage.gateway))
    stage.decline(session)
    stage.pay(session)

    report = stage.gateway.fetch_payment(session.reference)

    assert (report.standing, report.failure) == (Standing.PAID, "")
    assert kinds(report) == [(MoveKind.PAYMENT, 5_000)]


def test_a_debit_is_pending_then_settles_then_may_be_returned(stage):
    session = stage.gateway.begin(an_order(stage.gateway, means=Means.SEPA))
    stage.pay(session)
    pending = stage.gateway.fetch_payment(session.reference)
    stage.rehearsal.act("stripe-settle", id=pending.reference)
    settled = stage.gateway.fetch_payment(session.reference)
    stage.dispute(settled)
    returned = stage.gateway.fetch_payment(session.reference)

    assert (pending.standing, pending.moves) == (Standing.PENDING, ())
    assert (settled.standing, settled.means) == (Standing.PAID, Means.SEPA)
    assert kinds(returned) == [(MoveKind.PAYMENT, 5_000), (MoveKind.RETURN, 5_000)]


def test_a_debit_that_fails_moves_nothing(stage):
    session = stage.gateway.begin(an_order(stage.gateway, means=Means.SEPA))
    stage.pay(session)
    reference = stage.gateway.fetch_payment(session.reference).reference
    stage.rehearsal.act("stripe-fail", id=reference)

    report = stage.gateway.fetch_payment(reference)

    assert (report.standing, report.moves) == (Standing.FAILED, ())


def test_a_payment_whose_fee_is_not_known_yet_is_pending(stage):
    session = stage.gateway.begin(an_order(stage.gateway))
    stage.pay(session)
    report = stage.gateway.fetch_payment(session.reference)
    charge = stage.objects.by_id[report.moves[0].reference]
    charge["balance_transaction"], kept = None, charge["balance_transaction"]

    early = stage.gateway.fetch_payment(report.reference)
    charge["balance_transaction"] = kept

    assert (early.standing, early.moves) == (Standing.PENDING, ())
    assert stage.gateway.fetch_payment(report.reference) == report


def test_a_gift_in_another_currency_counts_as_what_settles(stage):
    session = stage.gateway.begin(an_order(stage.gateway, amount=Money(10_000, "USD")))
    stage.pay(session)

    report = stage.gateway.fetch_payment(session.reference)

    assert report.given == Money(10_000, "USD")
    assert report.moves[0].amount == Money(9_200, "EUR")
    with pytest.raises(GatewayRefused):
        stage.gateway.refund(report.reference, amount=Money(100, "EUR"), key="k")


def test_a_refund_that_comes_back_is_money_again(stage):
    session = stage.gateway.begin(an_order(stage.gateway))
    stage.pay(session)
    report = stage.gateway.fetch_payment(session.reference)
    stage.gateway.refund(report.reference, amount=Money(2_000, "EUR"), key="back")
    refund = stage.gateway.fetch_payment(report.reference).moves[1].reference
    stage.rehearsal.act("stripe-refund-fails", id=refund)

    moves = stage.gateway.fetch_payment(report.reference).moves

    assert [(move.kind, move.reference) for move in moves[1:]] == [
        (MoveKind.REFUND, refund),
        (MoveKind.REFUND_FAILED, refund),
    ]
    stage.gateway.refund(report.reference, amount=Money(5_000, "EUR"), key="all")
    with pytest.raises(GatewayRefused):
        stage.gateway.refund(report.reference, amount=Money(1, "EUR"), key="more")


def test_a_session_that_ran_out_has_expired(stage):
    session = stage.gateway.begin(an_order(stage.gateway))
    stage.rehearsal.act("stripe-expire", id=session.reference)

    assert stage.gateway.fetch_payment(session.reference).standing is Standing.EXPIRED


def test_a_refused_renewal_is_failing_until_the_card_is_changed(stage):
    session = stage.gateway.begin(an_order(stage.gateway, rhythm=Rhythm.MONTHLY))
    stage.pay(session)
    plan = stage.gateway.fetch_plan(session.reference)
    stage.rehearsal.act("stripe-decline-next", id=plan.reference)
    stage.rehearsal.stripe.ordering.invoice(
        stage.objects.get(plan.reference, "subscription"), outcome="card_declined"
    )

    failing = stage.gateway.fetch_plan(plan.reference)
    refused = stage.gateway.fetch_payment(failing.payment_references[-1])

    assert (failing.is_active, failing.is_failing) == (True, True)
    assert (refused.standing, refused.failure) == (Standing.FAILED, "card_declined")
    assert refused.order_key == plan.order_key


def test_a_subscription_of_sepa_settles_weeks_later_under_the_same_reference(stage):
    order = an_order(stage.gateway, rhythm=Rhythm.MONTHLY, means=Means.SEPA)
    session = stage.gateway.begin(order)
    stage.pay(session)
    pending = stage.gateway.fetch_payment(session.reference)
    stage.rehearsal.act("stripe-settle", id=pending.reference)

    settled = stage.gateway.fetch_payment(pending.reference)

    assert (pending.standing, settled.standing) == (Standing.PENDING, Standing.PAID)
    assert (settled.reference, settled.order_key) == (pending.reference, order.key)


def test_another_order_under_the_same_key_is_refused(stage):
    order = an_order(stage.gateway)
    stage.gateway.begin(order)

    with pytest.raises(GatewayRefused):
        stage.gateway.begin(an_order(stage.gateway, key=order.key, amount=Money(1_00, "EUR")))


def test_lists_of_several_pages_are_read_whole(stage):
    session = stage.gateway.begin(an_order(stage.gateway))
    stage.pay(session)
    report = stage.gateway.fetch_payment(session.reference)
    intent = stage.objects.get(report.reference, "payment_intent")
    for _ in range(103):
        stage.rehearsal.stripe.moving.refund(intent, amount=1, metadata={})

    report = stage.gateway.fetch_payment(report.reference)

    assert sum(move.kind is MoveKind.REFUND for move in report.moves) == 103


def test_the_program_never_imports_the_stripe_library():
    source = Path(__file__).parents[2] / "src"

    assert [
        str(path)
        for path in source.rglob("*.py")
        if "\nimport stripe" in path.read_text() or "\nfrom stripe" in path.read_text()
    ] == []


def test_a_missing_fee_of_a_failed_refund_is_waited_for(stage):
    session = stage.gateway.begin(an_order(stage.gateway))
    stage.pay(session)
    report = stage.gateway.fetch_payment(session.reference)
    stage.gateway.refund(report.reference, amount=Money(100, "EUR"), key="w")
    refund = stage.objects.get(
        stage.gateway.fetch_payment(report.reference).moves[1].reference, "refund"
    )
    refund["status"] = "failed"

    with pytest.raises(GatewayDown):
        stage.gateway.fetch_payment(report.reference)
