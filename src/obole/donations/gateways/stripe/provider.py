"""Stripe as the desk's screen knows it."""

from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from obole.donations.gateways.provider import (
    Account,
    CredentialField,
    CredentialsRefused,
    Provider,
)
from obole.donations.gateways.stripe import open_account
from obole.donations.gateways.stripe.api import StripeApi
from obole.donations.rules.gateway import GatewayRefused
from obole.donations.rules.vocabulary import Means

TEST_KEYS: Final = ("sk_test_", "rk_test_")
LIVE_KEYS: Final = ("sk_live_", "rk_live_")
SECRET_OF_NOTICES: Final = "whsec_"  # noqa: S105 - how one begins

EVENTS: Final = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.processing",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "charge.updated",
    "charge.refunded",
    "charge.dispute.created",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "charge.dispute.closed",
    "refund.updated",
    "refund.failed",
    "invoice.paid",
    "invoice.payment_failed",
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
    "payout.paid",
    "payout.failed",
)


def check(values: Mapping[str, str]) -> Account:
    """Ask Stripe whose key this is. Raise CredentialsRefused or GatewayDown."""
    key = values["secret_key"]
    if not key.startswith((*TEST_KEYS, *LIVE_KEYS)):
        raise CredentialsRefused(
            _("A secret key of Stripe begins with “sk_live_”, “rk_live_” or “sk_test_”."),
            field="secret_key",
        )
    is_test = key.startswith(TEST_KEYS)
    if settings.PAYMENT_REHEARSAL and not is_test:
        raise CredentialsRefused(_("This site rehearses: it takes test keys only."))
    if not values.get("webhook_secret", "").startswith(SECRET_OF_NOTICES):
        raise CredentialsRefused(
            _("A signing secret of Stripe begins with “whsec_”."), field="webhook_secret"
        )
    try:
        found = StripeApi(secret_key=key).get("account")
    except GatewayRefused:
        raise CredentialsRefused(
            _("Stripe does not accept this key, or lets it not see the account."),
            field="secret_key",
        ) from None
    return _account(found, is_test=is_test)


def _account(found: Mapping[str, object], *, is_test: bool) -> Account:
    abilities = found.get("capabilities")
    active = abilities if isinstance(abilities, dict) else {}
    means = [Means.CARD] if active.get("card_payments") == "active" else []
    if active.get("sepa_debit_payments") == "active":
        means.append(Means.SEPA)
    warnings = []
    if not found.get("charges_enabled"):
        warnings.append(_("Stripe does not let this account take payments yet."))
    return Account(
        name=_name_of(found),
        is_test=is_test,
        means=tuple(means) or (Means.CARD,),
        warnings=tuple(warnings),
    )


def _name_of(found: Mapping[str, object]) -> str:
    shown = found.get("settings")
    dashboard = shown.get("dashboard") if isinstance(shown, dict) else None
    name = dashboard.get("display_name") if isinstance(dashboard, dict) else None
    return str(name or found.get("id") or "")[:150]


STRIPE: Final = Provider(
    name="stripe",
    label="Stripe",
    fields=(
        CredentialField(
            name="secret_key",
            label=_("Secret key"),
            help_text=_("At Stripe: Developers, API keys. It begins with “sk_” or “rk_”."),
        ),
        CredentialField(
            name="webhook_secret",
            label=_("Signing secret of the notices"),
            help_text=_("At Stripe: Webhooks, after the address above was added there."),
        ),
    ),
    main_field="secret_key",
    events=EVENTS,
    open_account=open_account,
    check=check,
)
