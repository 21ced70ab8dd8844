"""Stripe, by thin calls of its HTTP API."""

from obole.donations.gateways.stripe.api import StripeApi
from obole.donations.gateways.stripe.gateway import StripeGateway
from obole.donations.rules.gateway import Credentials
from obole.donations.rules.vocabulary import Means


def open_account(credentials: Credentials, offered: tuple[Means, ...]) -> StripeGateway:
    """Return the account that these credentials open: `secret_key` and `webhook_secret`."""
    return StripeGateway(
        api=StripeApi(secret_key=credentials.values["secret_key"]),
        webhook_secret=credentials.values.get("webhook_secret", ""),
        offered=offered or (Means.CARD,),
    )
