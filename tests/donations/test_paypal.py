"""PayPal: requests held against its own files, signatures, and what its objects mean."""

import base64
import json
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
from rehearsing import PAYPAL_KEYS, paypal_gateway, rehearsal
from stages import PayPalStage, an_order

from obole.donations.gateways.paypal import requests, searching, signatures
from obole.donations.rehearsal.exchange import TestClock
from obole.donations.rehearsal.paypal.signing import PATH, Signing
from obole.donations.rules.gateway import (
    About,
    ForgedNotice,
    GatewayDown,
    GatewayRefused,
    Hint,
    UnreadableNotice,
)
from obole.donations.rules.vocabulary import MoveKind, Rhythm, Standing
from obole.foundation import clock
from obole.kernel.money import Money

FILES = Path(__file__).parents[3] / "shared/data/paypal"


@pytest.fixture(scope="module")
def stand_ins():
    with rehearsal() as found:
        yield found


@pytest.fixture
def stage(stand_ins):
    stand_ins.deliveries.take()
    return PayPalStage(stand_ins)


def euros(cents):
    return Money(cents, "EUR")


def paid(stage, **fields):
    session = stage.gateway.begin(an_order(stage.gateway, **fields))
    stage.pay(session)
    return stage.gateway.fetch_payment(session.reference)


# What is sent.


def schema(file, name):
    path = FILES / file
    if not path.is_file():
        pytest.skip(f"PayPal's own files are not at {FILES}")
    components = json.loads(path.read_text())["components"]
    return {"$ref": f"#/components/schemas/{name}", "components": components}


def properties_of(part, components):
    if "$ref" in part:
        return properties_of(components["schemas"][part["$ref"].rpartition("/")[2]], components)
    found = dict(part.get("properties", {}))
    for each in part.get("allOf", []):
        found |= properties_of(each, components)
    return found


def unknown_fields(value, part, components, path=""):
    """Yield the fields that PayPal's file does not have: it lets unknown ones pass."""
    if isinstance(value, list):
        while "$ref" in part:
            part = components["schemas"][part["$ref"].rpartition("/")[2]]
        for each in value:
            yield from unknown_fields(each, part.get("items", {}), components, path)
    elif isinstance(value, dict):
        known = properties_of(part, components)
        for name, inner in value.items():
            if name in known:
                yield from unknown_fields(inner, known[name], components, f"{path}.{name}")
            else:
                yield f"{path}.{name}"


def bodies():
    gateway = paypal_gateway()
    order = an_order(gateway)
    plan_id = "P-5ML4271244454362WXNWU5NQ"
    plan = requests.plan(product_id="OBOLE-GIFTS", each_time=euros(500), rhythm=Rhythm.YEARLY)
    subscriptions = "billing_subscriptions_v1.json"
    return [
        ("checkout_orders_v2.json", "order_request", requests.order(order)),
        ("checkout_orders_v2.json", "order_request", requests.order(an_order(gateway, email=""))),
        (subscriptions, "plan_request_POST", plan),
        (
            subscriptions,
            "subscription_request_post",
            requests.subscription(order, plan_id=plan_id),
        ),
        (subscriptions, "subscription_revise_request", requests.revision(plan_id=plan_id)),
        (subscriptions, "subscription_cancel_request", requests.cancellation()),
        (
            "payments_payment_v2.json",
            "refund_request",
            requests.refund(Money(1_050, "EUR"), key="refund-1"),
        ),
    ]


@pytest.mark.parametrize(("file", "name", "body"), bodies())
def test_what_is_sent_is_as_paypals_own_files_have_it(file, name, body):
    wanted = schema(file, name)
    validator = jsonschema.Draft7Validator(wanted)

    assert [error.message for error in validator.iter_errors(body)] == []
    assert list(unknown_fields(body, wanted, wanted["components"])) == []


def test_the_files_would_refuse_a_wrong_body():
    wanted = schema("checkout_orders_v2.json", "order_request")
    body = requests.order(an_order(paypal_gateway()))
    body["purchase_units"][0]["amount"] = {"currency_code": "EURO", "value": "12,50"}

    assert list(jsonschema.Draft7Validator(wanted).iter_errors(body))
    assert list(unknown_fields({"intention": "x"}, wanted, wanted["components"])) == [".intention"]


def test_every_body_that_a_gift_needs_is_among_those(stage):
    stage.rehearsal.paypal.bodies.clear()
    report = paid(stage)
    stage.gateway.refund(report.reference, amount=euros(100), key="r-bodies")
    plan = paid(stage, rhythm=Rhythm.MONTHLY).plan_reference
    stage.gateway.change_plan(plan, amount=euros(300), key="c-bodies")
    stage.gateway.end_plan(plan, key="e-bodies")

    verbs = {path.rpartition("/")[2] for path, _ in stage.rehearsal.paypal.bodies}

    assert verbs - {"products"} == {
        *("orders", "capture", "refund", "plans", "subscriptions", "revise", "cancel")
    }


# Signatures.


def notice(stage):
    paid(stage)
    return stage.notices()[-1]


def read(stage, headers, body, now=None):
    return stage.gateway.read_notice(headers=headers, body=body, now=now or clock.now())


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("PayPal-Transmission-Id", "another"),
        ("PayPal-Transmission-Time", "2026-11-30T00:00:00Z"),
        ("PayPal-Transmission-Time", "yesterday"),
        ("PayPal-Transmission-Sig", "AAAA"),
        ("PayPal-Transmission-Sig", "!"),
        ("PayPal-Auth-Algo", "none"),
        ("PayPal-Cert-Url", ""),
        ("PayPal-Cert-Url", "https://[evil"),
        ("PayPal-Cert-Url", f"https://api.paypal.com.evil.example{PATH}"),
        ("PayPal-Cert-Url", f"http://api.paypal.com{PATH}"),
    ],
)
def test_a_header_that_was_altered_is_forged(stage, header, value):
    headers, body = notice(stage)

    with pytest.raises(ForgedNotice):
        read(stage, headers | {header: value}, body)


def test_a_signature_is_of_one_webhook_only(stage):
    headers, body = notice(stage)
    other = paypal_gateway().__class__(api=stage.gateway.api, webhook_id="1AB23456CD789")

    with pytest.raises(ForgedNotice):
        other.read_notice(headers=headers, body=body, now=clock.now())


def test_a_signature_of_long_ago_is_refused(stage):
    headers, body = notice(stage)

    read(stage, headers, body, now=clock.now() + timedelta(days=3))
    with pytest.raises(ForgedNotice):
        read(stage, headers, body, now=clock.now() + timedelta(days=5))


def test_a_certificate_of_an_unknown_authority_is_refused(stage, monkeypatch):
    headers, body = notice(stage)
    read(stage, headers, body)
    stranger = Signing(clock=TestClock())
    stranger.root = stage.rehearsal.address
    monkeypatch.setattr(stage.rehearsal.paypal.objects, "signing", stranger)
    signatures._certificates.clear()

    with pytest.raises(ForgedNotice):
        read(stage, stranger.sign(body), body)

    signatures._certificates.clear()


def test_without_a_rehearsal_only_paypals_hosts_are_asked(stage, settings):
    headers, body = notice(stage)
    settings.PAYMENT_REHEARSAL = ""

    for url in (headers["PayPal-Cert-Url"], f"https://api.paypal.com{PATH}?x=1"):
        with pytest.raises(ForgedNotice):
            read(stage, headers | {"PayPal-Cert-Url": url}, body)


def test_made_up_certificates_are_soon_not_fetched_any_more(stage):
    headers, body = notice(stage)
    read(stage, headers, body)
    signatures._fetched_at.clear()
    base = headers["PayPal-Cert-Url"]

    for number in range(signatures.MOST_FETCHES + 5):
        with pytest.raises(GatewayDown):
            read(stage, headers | {"PayPal-Cert-Url": f"{base}-{number}"}, body)

    assert len(signatures._fetched_at) == signatures.MOST_FETCHES
    assert read(stage, headers, body).key
    signatures._fetched_at.clear()


@pytest.mark.parametrize("body", [b"", b"[]", b'{"id": "WH-1"}', b"[" * 5_000])
def test_a_signed_notice_that_says_nothing_is_unreadable(stage, body):
    headers = stage.objects.signing.sign(body)

    with pytest.raises(UnreadableNotice):
        read(stage, headers, body)


def test_the_signature_is_over_the_crc_of_the_body(stage):
    headers, body = notice(stage)

    assert 0 <= zlib.crc32(body) < 2**32
    assert len(base64.b64decode(headers["PayPal-Transmission-Sig"])) == 256
    assert PAYPAL_KEYS["webhook_id"] not in str(headers)


@pytest.mark.parametrize(
    ("kind", "thing", "reference"),
    [
        ("PAYMENT.CAPTURE.DENIED", {"id": "C1"}, "capture:C1"),
        (
            "PAYMENT.CAPTURE.REVERSED",
            {
                "id": "R1",
                "links": [
                    {"rel": "self", "href": "https://x/v2/payments/refunds/R1"},
                    {"rel": "up", "href": "https://x/v2/payments/captures/C2"},
                ],
            },
            "capture:C2",
        ),
        ("PAYMENT.SALE.COMPLETED", {"id": "S1", "billing_agreement_id": "I-1"}, "I-1/S1"),
        ("PAYMENT.SALE.COMPLETED", {"id": "S1"}, "capture:S1"),
        ("PAYMENT.SALE.REVERSED", {"id": "X", "sale_id": "S2"}, "capture:S2"),
        (
            "CUSTOMER.DISPUTE.CREATED",
            {"disputed_transactions": [{"seller_transaction_id": "C3"}]},
            "capture:C3",
        ),
    ],
)
def test_a_notice_leads_to_an_object(stage, kind, thing, reference):
    event = {
        "id": "WH-1",
        "event_type": kind,
        "create_time": "2026-11-30T10:00:00Z",
        "resource": thing,
    }
    body = json.dumps(event).encode()

    found = read(stage, stage.objects.signing.sign(body), body)

    assert found.hint == Hint(about=About.PAYMENT, reference=reference)


def test_a_notice_of_something_else_leads_nowhere(stage):
    event = {
        "id": "WH-2",
        "event_type": "CATALOG.PRODUCT.CREATED",
        "create_time": "2026-11-30T10:00:00Z",
        "resource": {"id": "PROD-1"},
    }
    body = json.dumps(event).encode()

    assert read(stage, stage.objects.signing.sign(body), body).hint.about is About.NOTHING


# What objects mean.


def test_an_order_that_was_agreed_to_is_captured_once(stage):
    session = stage.gateway.begin(an_order(stage.gateway))
    stage.pay(session)

    reports = [stage.gateway.fetch_payment(session.reference) for _ in range(3)]

    assert reports[0] == reports[1] == reports[2]
    assert [move.kind for move in reports[0].moves] == [MoveKind.PAYMENT]
    assert reports[0].reference == session.reference


def test_a_declined_card_can_be_followed_by_a_good_one(stage):
    session = stage.gateway.begin(an_order(stage.gateway))
    stage.decline(session)
    refused = stage.gateway.fetch_payment(session.reference)
    stage.pay(session)

    report = stage.gateway.fetch_payment(session.reference)

    assert (refused.standing, report.standing) == (Standing.FAILED, Standing.PAID)


def test_a_slow_payment_is_pending_until_it_arrives_or_fails(stage):
    sessions = [stage.gateway.begin(an_order(stage.gateway)) for _ in range(2)]
    for session in sessions:
        stage.pay(session, outcome="pending")
    pending = [stage.gateway.fetch_payment(each.reference) for each in sessions]
    arrived, failed = stage.objects.all("capture")[-2:]
    stage.rehearsal.act("paypal-settle", id=arrived["id"])
    stage.rehearsal.act("paypal-fail", id=failed["id"])

    after = [stage.gateway.fetch_payment(each.reference).standing for each in sessions]

    assert [each.standing for each in pending] == [Standing.PENDING] * 2
    assert after == [Standing.PAID, Standing.FAILED]


def test_an_instalment_that_was_refunded_in_part_is_waited_for_until_paypal_lists_it(stage):
    report = paid(stage, rhythm=Rhythm.MONTHLY)
    stage.gateway.refund(report.reference, amount=euros(1_500), key="part")
    listed = stage.objects.search.pop()

    with pytest.raises(GatewayDown):
        stage.gateway.fetch_payment(report.reference)
    stage.objects.search.append(listed)
    after = stage.gateway.fetch_payment(report.reference)

    assert [(move.kind, move.amount) for move in after.moves[1:]] == [
        (MoveKind.REFUND, euros(1_500))
    ]


def test_a_notice_of_a_refund_of_an_instalment_finds_its_subscription(stage):
    report = paid(stage, rhythm=Rhythm.MONTHLY)
    stage.gateway.refund(report.reference, amount=report.moves[0].amount, key="whole")
    headers, body = stage.notices()[-1]

    hint = read(stage, headers, body).hint

    assert stage.gateway.fetch_payment(hint.reference).reference == report.reference


def test_a_subscription_whose_payments_fail_is_failing_then_paused(stage):
    plan = paid(stage, rhythm=Rhythm.MONTHLY).plan_reference
    subscription = stage.objects.get("subscription", plan)

    states = []
    for _ in range(3):
        stage.rehearsal.paypal.moving.instalment(subscription, is_paid=False)
        found = stage.gateway.fetch_plan(plan)
        states.append((found.is_active, found.is_failing, found.ended_at))

    assert states == [(True, True, None)] * 3
    assert subscription["status"] == "SUSPENDED"


def test_a_subscription_that_nobody_agreed_to_is_open(stage):
    order = an_order(stage.gateway, rhythm=Rhythm.MONTHLY)
    session = stage.gateway.begin(order)

    report = stage.gateway.fetch_payment(session.reference)

    assert (report.standing, report.order_key) == (Standing.OPEN, order.key)
    assert report.moves == ()


def test_another_amount_counts_once_the_donor_agreed(stage):
    plan = paid(stage, rhythm=Rhythm.MONTHLY).plan_reference
    stage.gateway.change_plan(plan, amount=euros(700), key="change")
    stage.rehearsal.paypal.agreeing.subscribe(stage.objects.get("subscription", plan))

    assert stage.gateway.fetch_plan(plan).amount == euros(700)


def test_what_is_converted_counts_as_what_arrives(stage):
    report = paid(stage, amount=Money(5_000, "USD"))
    capture = stage.objects.get("capture", report.moves[0].reference)
    capture["seller_receivable_breakdown"]["receivable_amount"] = {
        "currency_code": "EUR",
        "value": "44.10",
    }

    after = stage.gateway.fetch_payment(report.reference)

    assert after.moves[0].amount == euros(4_410)
    assert (after.moves[0].fee, after.given) == (euros(0), Money(5_000, "USD"))


def test_more_than_was_given_is_refused(stage):
    report = paid(stage)

    with pytest.raises(GatewayRefused, match="REFUND_AMOUNT_EXCEEDED"):
        stage.gateway.refund(report.reference, amount=euros(5_001), key="too-much")


def test_a_search_is_parted_into_windows_of_31_days():
    asked = []

    class Api:
        def get(self, path, **values):
            asked.append((values["start_date"], values["end_date"]))
            return {"transaction_details": [], "total_pages": 1}

    since = datetime(2026, 1, 1, tzinfo=UTC)
    list(searching.transactions(Api(), since=since, until=since + timedelta(days=70)))

    assert len(asked) == 3
    assert [end for _, end in asked[:-1]] == [start for start, _ in asked[1:]]


def test_a_token_that_was_withdrawn_is_replaced(stage, monkeypatch):
    from obole.donations.gateways.paypal import api

    stage.gateway.begin(an_order(stage.gateway))
    [digest] = api._tokens
    api._tokens[digest] = ("withdrawn", api._tokens[digest][1])

    assert stage.gateway.begin(an_order(stage.gateway)).reference
    assert api._tokens[digest][0] != "withdrawn"
