"""PayPal, by thin calls of its REST API."""

from obole.donations.gateways.paypal.api import PayPalApi
from obole.donations.gateways.paypal.gateway import PayPalGateway
from obole.donations.rules.gateway import Credentials
from obole.donations.rules.vocabulary import Means


def open_account(credentials: Credentials, offered: tuple[Means, ...]) -> PayPalGateway:  # noqa: ARG001
    """Return the account that these open: `client_id`, `client_secret` and `webhook_id`."""
    return PayPalGateway(
        api=PayPalApi(
            client_id=credentials.values["client_id"],
            client_secret=credentials.values["client_secret"],
            is_test=credentials.is_test,
        ),
        webhook_id=credentials.values.get("webhook_id", ""),
    )
