"""Money that the desk gives back through the provider with which it came."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from obole.donations.actions.asking import make_request, send_now
from obole.donations.actions.movements import done_of, locked_gift
from obole.donations.models import Gift, ProviderRequest
from obole.donations.rules.lifecycle import MoreThanGiven, left_of
from obole.donations.rules.vocabulary import Means, MoveKind
from obole.kernel.money import Money

# The SEPA direct debit rulebook lets a payer take a debit back for eight weeks without a reason.
RETURN_POSSIBLE: Final = timedelta(weeks=8)


class NothingToRefund(ValueError):
    """The gift has no money at a provider, or the amount is zero or less."""


class ReturnStillPossible(ValueError):
    """The donor's bank may still take the debit back: the money could go twice."""


def refund_gift(
    *,
    gift: Gift,
    amount: Money,
    by: str,
    now: datetime,
    form_key: str = "",
    despite_return: bool = False,
) -> ProviderRequest:
    """Ask the provider to give money back; the books follow when it says that it did.

    `form_key` names the form that was sent: the same again is one refund. `despite_return`: a
    person knows that the donor's bank may still return the debit, and refunds nevertheless.
    Where the provider does not answer, the request is sent again by a task (`answered_at` is
    None). Goes over the network: call it outside any transaction. Raise NothingToRefund,
    MoreThanGiven, ReturnStillPossible or GatewayRefused.
    """
    with transaction.atomic():
        locked = locked_gift(gift.pk)
        key = _key(locked, form_key)
        known = ProviderRequest.objects.filter(key=key, refusal="").first()
        if known is None:
            _check(locked, amount, now=now, despite_return=despite_return)
        request = known or make_request(
            kind=ProviderRequest.Kind.REFUND, key=key, gift=locked, amount=amount, by=by, now=now
        )
    send_now(request=request, now=now)
    request.refresh_from_db()
    return request


def _key(gift: Gift, form_key: str) -> str:
    asked = gift.requests.filter(kind=ProviderRequest.Kind.REFUND).count()
    return f"refund-{gift.key}-{form_key or asked + 1}"[:120]


def _check(gift: Gift, amount: Money, *, now: datetime, despite_return: bool) -> None:
    if not gift.gateway or gift.settled_at is None or amount.minor_units <= 0:
        raise NothingToRefund(f"{gift.number}: {amount}")
    left = left_of(done_of(gift), amount.currency) - _on_its_way(gift, amount.currency)
    if amount > left:
        raise MoreThanGiven(f"{amount} cannot go back: {left} is left of the gift.")
    may_return = gift.means == Means.SEPA and now < gift.settled_at + RETURN_POSSIBLE
    if may_return and not despite_return:
        raise ReturnStillPossible(gift.number)


def _on_its_way(gift: Gift, currency: str) -> Money:
    """Return what was asked for and is not in the books yet."""
    asked = gift.requests.filter(kind=ProviderRequest.Kind.REFUND, refusal="")
    amounts = (request.amount for request in asked.order_by("pk"))
    total = Money.total((each for each in amounts if each is not None), currency)
    refunded = (each.amount for each in done_of(gift) if each.kind is MoveKind.REFUND)
    return max(Money.zero(currency), total - Money.total(refunded, currency))
