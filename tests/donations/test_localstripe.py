"""A second opinion on our Stripe: localstripe, where somebody runs it.

It is another program's reading of Stripe, under the GPL, so it runs as a process of its own:

    python -m venv /somewhere && /somewhere/bin/pip install localstripe==1.15.10
    LOCALSTRIPE=http://127.0.0.1:8420 pytest tests/donations/test_localstripe.py

It knows no Checkout, no disputes and no fees, ignores idempotency keys and lets refunds exceed the
payment: only the overlap is asked.
"""

import os

import httpx
import pytest

from obole.donations.gateways.stripe import api as stripe_api
from obole.donations.gateways.stripe import reading
from obole.donations.gateways.stripe.api import StripeApi
from obole.donations.gateways.stripe.gateway import StripeGateway
from obole.donations.rules.gateway import UnknownToGateway
from obole.donations.rules.vocabulary import MoveKind, Standing
from obole.kernel.money import Money

ADDRESS = os.environ.get("LOCALSTRIPE", "")

pytestmark = pytest.mark.skipif(not ADDRESS, reason="LOCALSTRIPE names no running localstripe")

CARD = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2030, "cvc": "123"}


@pytest.fixture
def gateway(monkeypatch, settings):
    settings.PAYMENT_REHEARSAL = ADDRESS
    monkeypatch.setattr(stripe_api, "root_of", lambda provider, real: ADDRESS)
    return StripeGateway(api=StripeApi(secret_key="sk_test_12345"), webhook_secret="whsec_x")


def paid(gateway, cents):
    api = gateway.api
    method = api.post("payment_methods", {"type": "card", "card": CARD}, key="")
    intent = api.post(
        "payment_intents",
        {
            "amount": cents,
            "currency": "eur",
            "payment_method": method["id"],
            "confirm": True,
            "metadata": {"order_key": "order-1"},
        },
        key="",
    )
    return intent["id"]


def test_nested_values_and_a_payment_are_understood_alike(gateway):
    intent = gateway.api.get(
        f"payment_intents/{paid(gateway, 5_000)}", expand=["latest_charge.balance_transaction"]
    )
    # It has no disputes to be asked for.
    report = reading.payment_report(
        intent,
        order_key=intent["metadata"]["order_key"],
        plan_reference="",
        refunds=[],
        disputes=[],
    )

    assert (report.standing, report.order_key) == (Standing.PAID, "order-1")
    assert [(move.kind, move.amount) for move in report.moves] == [
        (MoveKind.PAYMENT, Money(5_000, "EUR"))
    ]


def test_a_refund_is_listed(gateway):
    reference = paid(gateway, 5_000)

    gateway.api.post("refunds", {"payment_intent": reference, "amount": 1_200}, key="")
    listed = list(gateway.api.each("refunds"))

    assert any(each["amount"] == 1_200 for each in listed)


def test_what_is_not_there_is_unknown(gateway):
    with pytest.raises(UnknownToGateway):
        gateway.fetch_payment("pi_nothing")


def test_it_is_really_another_program(gateway):
    assert (
        httpx.get(f"{ADDRESS}/v1/checkout/sessions", auth=("sk_test_12345", "")).status_code != 200
    )
