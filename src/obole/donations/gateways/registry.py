"""The providers that are known here, and the accounts that this newsroom has with them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import entry_points
from typing import Final

from obole.donations.gateways.paypal.provider import PAYPAL
from obole.donations.gateways.provider import Provider
from obole.donations.gateways.stripe.provider import STRIPE
from obole.donations.models import PaymentAccount
from obole.donations.rules.gateway import Credentials, Gateway
from obole.donations.rules.vocabulary import Means
from obole.foundation.sealing import BrokenSeal, seal, unseal

GROUP: Final = "obole.gateways"
PURPOSE: Final = "payment-account"

_overrides: dict[str, Gateway] = {}


class NoGateway(LookupError):
    """The newsroom has no account with this provider, or no program for it is installed."""


class MisnamedProvider(Exception):
    """An entry point gives something else than a provider, or one whose name is taken."""


@cache
def providers() -> dict[str, Provider]:
    """Return the providers by their names: ours, then those of installed packages.

    Raise MisnamedProvider: money does not go to whom was loaded first.
    """
    found = {STRIPE.name: STRIPE, PAYPAL.name: PAYPAL}
    for point in sorted(entry_points(group=GROUP), key=lambda each: each.name):
        provider = point.load()
        if not isinstance(provider, Provider):
            raise MisnamedProvider(f"{point.value} is no payment provider.")
        if provider.name in found:
            raise MisnamedProvider(f"{point.value} is called {provider.name}, as another one.")
        found[provider.name] = provider
    return found


def gateway_named(name: str) -> Gateway:
    """Return the provider of this name. Raise NoGateway."""
    if name in _overrides:
        return _overrides[name]
    account = PaymentAccount.objects.filter(gateway=name).first()
    provider = providers().get(name)
    if account is None or provider is None:
        raise NoGateway(f"There is no account with {name!r}: connect one in the desk.")
    means = tuple(Means(each) for each in account.offered_means)
    return provider.open_account(credentials_of(account), means)


def gateways_for_donors() -> list[Gateway]:
    """Return the providers that donors can use now, in the order of their names."""
    names = set(_overrides)
    names |= set(PaymentAccount.objects.filter(is_on=True).values_list("gateway", flat=True))
    return [gateway_named(name) for name in sorted(names) if name in _overrides or _opens(name)]


def _opens(name: str) -> bool:
    """Tell whether an account can be used: a form without it is better than no form."""
    try:
        gateway_named(name)
    except NoGateway:
        return False
    return True


def credentials_of(account: PaymentAccount) -> Credentials:
    """Return what opens the account. Raise NoGateway if its seal is broken."""
    try:
        values = json.loads(unseal(account.sealed_credentials, purpose=PURPOSE))
    except BrokenSeal:
        raise NoGateway(
            f"The keys of {account.gateway!r} were sealed with another secret key: "
            "connect the account again."
        ) from None
    return Credentials(values=values, is_test=account.is_test)


def seal_credentials(values: dict[str, str]) -> str:
    """Return what is stored of credentials."""
    return seal(json.dumps(values), purpose=PURPOSE)


@contextmanager
def override(gateway: Gateway) -> Iterator[Gateway]:
    """Put this gateway in place of the one of its name, for tests."""
    _overrides[gateway.name] = gateway
    try:
        yield gateway
    finally:
        del _overrides[gateway.name]
