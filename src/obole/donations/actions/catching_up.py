"""What notices did not tell: once a night the providers are asked for all that changed."""

from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from django.db import transaction

from obole.donations.actions.settling import end_gift
from obole.donations.events import LookBackWanted, LookWanted, RequestMade
from obole.donations.gateways.registry import gateway_named
from obole.donations.models import Gift, PaymentAccount, ProviderRequest
from obole.donations.rules.gateway import About, Hint
from obole.donations.rules.vocabulary import GiftState
from obole.foundation.facts import emit
from obole.foundation.inbox import try_given_up

# Providers repeat a notice for three days; what they told in that time may still be on its way.
OVERLAP: Final = timedelta(days=3)
# Whoever pays is done within the hour; a debit is asked about every night until it arrives.
STUCK_AFTER: Final = timedelta(hours=1)
# The longest session of a provider is a day: without one, nobody can pay any more.
ENDED_AFTER: Final = timedelta(days=2)
# Far more than a newsroom has in a month of nights; the rest is looked at the next night.
MOST_HINTS: Final = 50_000
MOST_STUCK: Final = 5_000
# A task that sends requests has given up after a day.
ASKED_AGAIN_AFTER: Final = timedelta(days=1)


@transaction.atomic
def catch_up(*, now: datetime) -> int:
    """Begin the nightly search at each provider; return at how many.

    Messages and requests whose tasks gave up get new ones.
    """
    try_given_up(now=now)
    old = ProviderRequest.objects.filter(answered_at=None, asked_at__lt=now - ASKED_AGAIN_AFTER)
    for request_id in old.order_by("pk").values_list("pk", flat=True):
        emit(RequestMade(request_id=request_id))
    names = list(PaymentAccount.objects.order_by("gateway").values_list("gateway", flat=True))
    for name in names:
        emit(LookBackWanted(gateway=name))
    return len(names)


def look_back(*, gateway: str, now: datetime) -> int:
    """Let everything be looked at that a provider made or changed lately; return how much.

    Goes over the network: call it outside any transaction. Raise NoGateway, GatewayDown or
    GatewayRefused; then the next search begins where this one would have.
    """
    account = PaymentAccount.objects.get(gateway=gateway)
    # A clock that was ahead has left a moment that is still to come.
    since = min(account.caught_up_to or account.connected_at, now) - OVERLAP
    found = list(islice(gateway_named(gateway).hints_since(since), MOST_HINTS))
    hints = list(dict.fromkeys([*found, *_stuck(gateway, now=now)]))
    with transaction.atomic():
        for hint in hints:
            if hint.about is not About.NOTHING:
                emit(LookWanted(gateway=gateway, about=hint.about.value, reference=hint.reference))
        if len(found) < MOST_HINTS:
            PaymentAccount.objects.filter(pk=account.pk).update(caught_up_to=now)
        _end_what_never_began(gateway, now=now)
    return len(hints)


def _stuck(gateway: str, *, now: datetime) -> list[Hint]:
    """Return what has waited for long: payments on their way, sessions nobody came back from."""
    waiting = Gift.objects.filter(
        gateway=gateway,
        state__in=(GiftState.BEGUN, GiftState.PENDING),
        begun_at__lt=now - STUCK_AFTER,
    ).order_by("begun_at", "pk")
    rows = waiting.values_list("payment_reference", "session_reference")[:MOST_STUCK]
    references = [payment or session for payment, session in rows]
    return [Hint(about=About.PAYMENT, reference=each) for each in references if each]


def _end_what_never_began(gateway: str, *, now: datetime) -> None:
    """End gifts that never had a session: a crash fell between the form and the provider."""
    lost = Gift.objects.filter(
        gateway=gateway,
        state=GiftState.BEGUN,
        session_reference="",
        payment_reference="",
        begun_at__lt=now - ENDED_AFTER,
    ).order_by("pk")
    for gift_id in lost.values_list("pk", flat=True)[:MOST_STUCK]:
        end_gift(gift_id=gift_id, now=now)
