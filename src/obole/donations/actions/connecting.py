"""Accounts at payment providers: connected, switched on and off, forgotten."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from obole.accounts.models import User
from obole.donations.gateways.provider import Account, CredentialsRefused, Provider
from obole.donations.gateways.registry import NoGateway, providers, seal_credentials
from obole.donations.models import PaymentAccount, Plan
from obole.donations.rehearsal.keys import REHEARSED_KEYS
from obole.donations.rules.vocabulary import Means, PlanState

LOG_CONNECTED: Final = "donations.connect_account"
LOG_SWITCHED: Final = "donations.switch_account"
LOG_FORGOTTEN: Final = "donations.forget_account"
# Enough to know a key again, too little to use it.
HINT_CHARACTERS: Final = 4
LONGEST_CREDENTIAL: Final = 500


class AccountInUse(Exception):
    """Recurring gifts run through this account: without its keys nobody could end them."""


def connect_account(
    *, gateway: str, values: Mapping[str, str], by: User | None, now: datetime
) -> tuple[PaymentAccount, Account]:
    """Ask the provider whose credentials these are, then store them under seal.

    The same provider again replaces its account's credentials: an empty secret keeps nothing of
    the old ones. Returns what is stored and what the provider said. Raise NoGateway,
    CredentialsRefused or GatewayDown.
    """
    provider = _provider(gateway)
    cleaned = _cleaned(provider, values)
    found = provider.check(cleaned)
    return _store(provider, cleaned, found, by=by, now=now), found


def connect_rehearsal(*, now: datetime) -> None:
    """Connect the stand-ins of a site that rehearses, where no account is yet. Twice is once."""
    if not settings.PAYMENT_REHEARSAL:
        return
    offered = {"stripe": (Means.CARD, Means.SEPA), "paypal": (Means.PAYPAL,)}
    for gateway, values in REHEARSED_KEYS.items():
        if not PaymentAccount.objects.filter(gateway=gateway).exists():
            found = Account(name="Rehearsal", is_test=True, means=offered[gateway])
            _store(_provider(gateway), dict(values), found, by=None, now=now)


def _provider(gateway: str) -> Provider:
    provider = providers().get(gateway)
    if provider is None:
        raise NoGateway(f"There is no provider called {gateway!r}.")
    return provider


def _cleaned(provider: Provider, values: Mapping[str, str]) -> dict[str, str]:
    cleaned = {field.name: values.get(field.name, "").strip() for field in provider.fields}
    for field in provider.fields:
        value = cleaned[field.name]
        if field.is_required and not value:
            raise CredentialsRefused(_("This field is required."), field=field.name)
        if len(value) > LONGEST_CREDENTIAL or not (value.isascii() and value.isprintable()):
            raise CredentialsRefused(
                _("This is no key: copy it again, without anything around it."), field=field.name
            )
    return cleaned


@transaction.atomic
def _store(
    provider: Provider,
    values: dict[str, str],
    found: Account,
    *,
    by: User | None,
    now: datetime,
) -> PaymentAccount:
    account, _is_new = PaymentAccount.objects.update_or_create(
        gateway=provider.name,
        defaults={
            "sealed_credentials": seal_credentials(values),
            "hint": f"…{values[provider.main_field][-HINT_CHARACTERS:]}",
            "account_name": found.name,
            "is_test": found.is_test,
            "is_on": True,
            "offered_means": [str(each) for each in found.means],
            "connected_at": now,
        },
    )
    log(account, LOG_CONNECTED, user=by)
    return account


@transaction.atomic
def switch_account(*, account: PaymentAccount, is_on: bool, by: User | None) -> None:
    """Let donors use an account, or not. Notices are taken and gifts are followed either way."""
    account.is_on = is_on
    # Saved as a row, not updated in bulk: the form that readers give by is baked, and watches it.
    account.save(update_fields=["is_on"])
    log(account, LOG_SWITCHED, user=by, data={"is_on": is_on})


@transaction.atomic
def forget_account(*, account: PaymentAccount, by: User | None) -> None:
    """Delete the credentials. Gifts stay; what happens to them at the provider is not heard of.

    Raise AccountInUse while recurring gifts run.
    """
    running = (PlanState.ACTIVE, PlanState.FAILING)
    if Plan.objects.filter(gateway=account.gateway, state__in=running).exists():
        raise AccountInUse(f"Recurring gifts run through {account.gateway}.")
    log(account, LOG_FORGOTTEN, user=by)
    account.delete()
