"""A rehearsal and the two accounts on it, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.test import override_settings

from obole.donations.gateways.paypal import api as paypal_api
from obole.donations.gateways.paypal import open_account as open_paypal
from obole.donations.gateways.paypal import signatures
from obole.donations.gateways.stripe import open_account as open_stripe
from obole.donations.rehearsal.keys import REHEARSED_KEYS
from obole.donations.rehearsal.server import Rehearsal
from obole.donations.rules.gateway import Credentials
from obole.donations.rules.vocabulary import Means

STRIPE_KEYS = REHEARSED_KEYS["stripe"]
PAYPAL_KEYS = REHEARSED_KEYS["paypal"]


@contextmanager
def rehearsal(**options: object) -> Iterator[Rehearsal]:
    """Start stand-ins for the providers and let the site use them."""
    with Rehearsal(**options) as found, override_settings(PAYMENT_REHEARSAL=found.address):
        paypal_api._tokens.clear()
        signatures._certificates.clear()
        signatures._fetched_at.clear()
        yield found


def stripe_gateway():
    """Return the account at the stand-in for Stripe."""
    credentials = Credentials(values=STRIPE_KEYS, is_test=True)
    return open_stripe(credentials, (Means.CARD, Means.SEPA))


def paypal_gateway():
    """Return the account at the stand-in for PayPal."""
    return open_paypal(Credentials(values=PAYPAL_KEYS, is_test=True), ())
