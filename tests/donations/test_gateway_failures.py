"""Providers that fail in every way: clear words, nothing twice, and no secret anywhere."""

import logging
import urllib.request

import pytest
from rehearsing import PAYPAL_KEYS, STRIPE_KEYS, rehearsal
from stages import PayPalStage, StripeStage, an_order

from obole.donations.gateways import calling
from obole.donations.rehearsal.faults import KINDS
from obole.donations.rehearsal.paypal.api import TOKEN
from obole.donations.rules.gateway import Credentials, GatewayDown, GatewayRefused
from obole.donations.rules.vocabulary import Standing
from obole.foundation.outbound_addresses import AddressRefused
from obole.foundation.outbound_http import OutboundClient
from obole.kernel.money import Money

SECRETS = (
    STRIPE_KEYS["secret_key"],
    STRIPE_KEYS["webhook_secret"],
    PAYPAL_KEYS["client_secret"],
    TOKEN,
)


@pytest.fixture(scope="module")
def stand_ins():
    with rehearsal() as found:
        found.faults.slow_seconds = 1.0
        yield found


@pytest.fixture(params=[StripeStage, PayPalStage], ids=["stripe", "paypal"])
def stage(request, stand_ins):
    stand_ins.faults.planned.clear()
    return request.param(stand_ins)


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_has_words_and_the_next_call_is_the_same_order(stage, kind, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(calling, "TOTAL_SECONDS", 0.5 if kind == "slow" else 10.0)
    order = an_order(stage.gateway)
    stage.gateway.begin(an_order(stage.gateway))
    stage.rehearsal.faults.plan(kind)

    with pytest.raises(GatewayDown) as failure:
        stage.gateway.begin(order)
    monkeypatch.setattr(calling, "TOTAL_SECONDS", 10.0)
    session = stage.gateway.begin(order)
    stage.pay(session)

    assert stage.gateway.fetch_payment(session.reference).standing is Standing.PAID
    said = f"{failure.value!r}{caplog.text}"
    assert [secret for secret in SECRETS if secret in said] == []


@pytest.mark.parametrize("kind", ["lost", "error-500", "half-written"])
def test_a_refund_that_was_asked_for_again_after_a_fault_is_one(stage, kind):
    session = stage.gateway.begin(an_order(stage.gateway))
    stage.pay(session)
    report = stage.gateway.fetch_payment(session.reference)
    key = f"one-{report.reference}"
    # Reading may fail, or the refund itself: at every place once.
    for place in range(6):
        stage.rehearsal.faults.planned[:] = [""] * place + [kind]
        for _ in range(2):
            try:
                stage.gateway.refund(report.reference, amount=Money(900, "EUR"), key=key)
                break
            except GatewayDown:
                continue

    stage.rehearsal.faults.planned.clear()

    moves = stage.gateway.fetch_payment(report.reference).moves
    assert [move.amount.minor_units for move in moves] == [5_000, 900]


def test_keys_that_are_not_accepted_are_refused_without_being_repeated(stand_ins):
    from obole.donations.gateways.paypal import open_account as open_paypal
    from obole.donations.gateways.stripe import open_account as open_stripe

    wrong = {"client_id": "x", "client_secret": "very-secret", "secret_key": "sk_test_very-secret"}
    for open_account in (open_stripe, open_paypal):
        gateway = open_account(Credentials(values=wrong, is_test=True), ())

        with pytest.raises(GatewayRefused) as refusal:
            gateway.begin(an_order(gateway))

        assert "very-secret" not in f"{refusal.value!r} {gateway!r}"


def test_what_a_provider_quotes_of_a_secret_is_struck_out(monkeypatch):
    class Answer:
        status = 400
        body = b'{"error": {"message": "Your key sk_live_abc is too old"}}'

    monkeypatch.setattr(calling, "fetch", lambda call: Answer)
    call = calling.Call(method="GET", url="https://api.stripe.com", headers={"x": "sk_live_abc"})

    with pytest.raises(GatewayRefused) as refusal:
        calling.ask(call, secrets=("sk_live_abc",))

    assert "too old" in str(refusal.value)
    assert "sk_live_abc" not in f"{refusal.value} {call!r}"


def test_an_answer_of_another_shape_is_refused_with_words(stage, monkeypatch):
    monkeypatch.setattr(type(stage.gateway.api), "post", lambda *_, **__: {"id": 7})

    with pytest.raises(GatewayRefused, match="another shape"):
        stage.gateway.begin(an_order(stage.gateway))


def test_the_machine_itself_is_reached_only_where_the_setting_says():
    neighbour = "http://127.0.0.1:9"

    for url in ("http://127.0.0.1:8/", "http://127.0.0.1:9@evil.example/", "http://localhost:9/"):
        with pytest.raises(AddressRefused):
            OutboundClient(neighbours=(neighbour,)).fetch(url)
    with pytest.raises(AddressRefused):
        OutboundClient().fetch(f"{neighbour}/")


def test_the_control_page_shows_what_can_happen_now(stand_ins):

    stage = StripeStage(stand_ins)
    stage.pay(stage.gateway.begin(an_order(stage.gateway)))

    shown = urllib.request.urlopen(f"{stand_ins.address}/control/").read().decode()

    assert 'value="stripe-dispute"' in shown
    assert 'value="stripe-settle"' not in shown
