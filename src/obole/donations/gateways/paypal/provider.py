"""PayPal as the desk's screen knows it."""

from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from obole.donations.gateways.calling import KeyRefused
from obole.donations.gateways.paypal import open_account
from obole.donations.gateways.paypal.api import PayPalApi, safe
from obole.donations.gateways.provider import (
    Account,
    CredentialField,
    CredentialsRefused,
    Provider,
)
from obole.donations.rules.gateway import GatewayRefused
from obole.donations.rules.vocabulary import Means

EVENTS: Final = (
    "CHECKOUT.ORDER.APPROVED",
    "PAYMENT.CAPTURE.COMPLETED",
    "PAYMENT.CAPTURE.PENDING",
    "PAYMENT.CAPTURE.DENIED",
    "PAYMENT.CAPTURE.REFUNDED",
    "PAYMENT.CAPTURE.REVERSED",
    "PAYMENT.SALE.COMPLETED",
    "PAYMENT.SALE.REFUNDED",
    "PAYMENT.SALE.REVERSED",
    "BILLING.SUBSCRIPTION.ACTIVATED",
    "BILLING.SUBSCRIPTION.UPDATED",
    "BILLING.SUBSCRIPTION.CANCELLED",
    "BILLING.SUBSCRIPTION.SUSPENDED",
    "BILLING.SUBSCRIPTION.EXPIRED",
    "BILLING.SUBSCRIPTION.PAYMENT.FAILED",
    "CUSTOMER.DISPUTE.CREATED",
    "CUSTOMER.DISPUTE.UPDATED",
    "CUSTOMER.DISPUTE.RESOLVED",
)
# A transaction that nobody has: only whether one may ask is of interest.
_NOBODYS: Final = "00000000000000000"


def check(values: Mapping[str, str]) -> Account:
    """Ask PayPal whose app this is: first with real money, then in the sandbox.

    The permissions that Obole needs are tried too. Raise CredentialsRefused or GatewayDown.
    """
    api = _opened(values)
    webhook_id = values["webhook_id"]
    try:
        api.get(f"v1/notifications/webhooks/{safe(webhook_id)}")
    except GatewayRefused:
        raise CredentialsRefused(
            _("PayPal knows no webhook of this id in this app."), field="webhook_id"
        ) from None
    try:
        api.get("v1/customer/disputes", disputed_transaction_id=_NOBODYS)
    except GatewayRefused:
        raise CredentialsRefused(
            _("This app may not see disputes: tick “Customer disputes” at PayPal.")
        ) from None
    return Account(name=values["client_id"][:20], is_test=api.is_test, means=(Means.PAYPAL,))


def _opened(values: Mapping[str, str]) -> PayPalApi:
    # The two kinds of app look alike: PayPal alone can tell them apart.
    kinds = (True,) if settings.PAYMENT_REHEARSAL else (False, True)
    for is_test in kinds:
        api = PayPalApi(
            client_id=values["client_id"],
            client_secret=values["client_secret"],
            is_test=is_test,
        )
        try:
            api.sign_in()
        except KeyRefused:
            continue
        return api
    raise CredentialsRefused(
        _("PayPal does not accept this client id with this secret."), field="client_secret"
    )


PAYPAL: Final = Provider(
    name="paypal",
    label="PayPal",
    fields=(
        CredentialField(
            name="client_id",
            label=_("Client id"),
            help_text=_("At PayPal: Apps & Credentials, your app."),
            is_secret=False,
        ),
        CredentialField(
            name="client_secret",
            label=_("Secret of the app"),
            help_text=_("On the same page, behind “Show”."),
        ),
        CredentialField(
            name="webhook_id",
            label=_("Webhook id"),
            help_text=_("There too: Webhooks, after the address above was added."),
            is_secret=False,
        ),
    ),
    main_field="client_id",
    events=EVENTS,
    open_account=open_account,
    check=check,
)
