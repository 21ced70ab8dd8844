"""Payment accounts: whether their keys open, at rest and at the provider, and what was heard."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from obole.donations.gateways.provider import CredentialsRefused
from obole.donations.gateways.registry import NoGateway, credentials_of, providers
from obole.donations.models import PaymentAccount
from obole.donations.rules.gateway import GatewayDown
from obole.foundation.models import InboxMessage
from obole.project.environment import Environment
from obole.project.health.findings import Finding, broken, doubtful, well

CONNECT: Final = "Connect it in the desk, under Donations, Payment accounts."
# The search for lost notices runs every night.
LATE: Final = timedelta(days=3)


def accounts(environment: Environment, now: datetime) -> Iterator[Finding]:
    """Look at what is stored of each account. No network."""
    if settings.PAYMENT_REHEARSAL and environment.is_secure:
        yield doubtful(
            "Payments",
            "stand-ins answer in the place of the providers, and no money moves",
            "Take payment_rehearsal out of obole.toml.",
        )
    for account in PaymentAccount.objects.order_by("gateway"):
        yield _at_rest(account, environment, now=now)


def _at_rest(account: PaymentAccount, environment: Environment, *, now: datetime) -> Finding:
    subject = f"Payments by {account.gateway}"
    if account.gateway not in providers():
        return broken(subject, "its program is not installed", "Install the package again.")
    try:
        credentials_of(account)
    except NoGateway:
        return broken(subject, "its keys cannot be unsealed", CONNECT)
    if account.is_test and environment.is_secure and account.is_on:
        return doubtful(subject, "a test account is offered to donors", CONNECT)
    if account.caught_up_to is not None and now - account.caught_up_to > LATE:
        return doubtful(
            subject,
            f"lost notices were looked for last on {account.caught_up_to:%Y-%m-%d}",
            "Read what the tasks say: obole doctor, Tasks.",
        )
    kind = "test" if account.is_test else "live"
    return well(subject, f"{kind} account {account.account_name} ({account.hint})")


def ask_provider(name: str) -> Iterator[Finding]:
    """Try an account's keys at the provider, and say what was heard from it last."""
    subject = f"Payments by {name}"
    account = PaymentAccount.objects.filter(gateway=name).first()
    provider = providers().get(name)
    if account is None or provider is None:
        yield broken(subject, "there is no account", CONNECT)
        return
    try:
        found = provider.check(credentials_of(account).values)
    except NoGateway:
        yield broken(subject, "its keys cannot be unsealed", CONNECT)
        return
    except CredentialsRefused as refusal:
        yield broken(subject, f"the provider refuses: {refusal.message}".rstrip("."), CONNECT)
        return
    except GatewayDown as failure:
        yield broken(subject, str(failure).rstrip("."), "Try again in a while.")
        return
    kind = "test" if found.is_test else "live"
    means = ", ".join(found.means)
    yield well(subject, f"the keys open the {kind} account {found.name} ({means})")
    for warning in found.warnings:
        yield doubtful(subject, str(warning).rstrip("."), "Finish it at the provider's.")
    yield _last_notice(name)


def _last_notice(name: str) -> Finding:
    subject = f"Notices of {name}"
    last = (
        InboxMessage.objects.filter(source=f"payments:{name}")
        .order_by("-received_at")
        .values_list("received_at", flat=True)
        .first()
    )
    if last is None:
        return doubtful(
            subject,
            "none has arrived yet",
            f"Add {settings.WAGTAILADMIN_BASE_URL}/payments/{name}/ at the provider's.",
        )
    return well(subject, f"the last one arrived on {last:%Y-%m-%d at %H:%M} UTC")
