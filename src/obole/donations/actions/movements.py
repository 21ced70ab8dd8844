"""One movement of a gift's money, and its one entry in the books: what all ways of money share."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from obole.donations.models import Gift, Movement
from obole.donations.rules import ingredients
from obole.donations.rules.entries import HAND_ACCOUNTS, Context, draft_of
from obole.donations.rules.gateway import Move
from obole.donations.rules.lifecycle import Done, Promise
from obole.donations.rules.vocabulary import MoveKind
from obole.kernel.money import Money
from obole.ledger.actions.posting import post_entry
from obole.ledger.queries.years import open_day


def locked_gift(gift_id: int) -> Gift:
    """Return the gift; nobody else changes it until the transaction ends."""
    gifts = Gift.objects.select_for_update(of=("self",))
    return gifts.select_related("campaign", "plan").get(pk=gift_id)


def done_of(gift: Gift) -> list[Done]:
    """Return the movements that stand in the books, in the order in which they were posted."""
    standing = gift.movements.filter(corrected_at=None).order_by("pk")
    return [
        Done(
            kind=MoveKind(movement.kind),
            reference=movement.reference,
            amount=movement.amount,
            fee=movement.fee,
        )
        for movement in standing
    ]


def post_move(
    *, gift: Gift, move: Move, done: list[Done], source: str, account: str, now: datetime
) -> Movement:
    """Post a movement that is known to fit and to be new, inside the caller's transaction.

    `done` is what stands in the books of this gift, and is added to. It is dated on the day on
    which the money moved, where the newsroom is; if the books of that year are closed, on the
    first day of the next.
    """
    assert transaction.get_connection().in_atomic_block, "A movement outside a transaction."
    draft = draft_of(
        move,
        done,
        context=_context(gift, source=source, account=account),
        day=open_day(day=timezone.localdate(move.at)),
        earlier=_corrected_before(source, move),
    )
    assert draft is not None, f"{source} {move.kind} {move.reference} moves nothing."
    done.append(Done(kind=move.kind, reference=move.reference, amount=move.amount, fee=move.fee))
    return Movement.objects.create(
        gift=gift,
        source=source,
        kind=move.kind,
        reference=move.reference,
        amount_minor_units=move.amount.minor_units,
        fee_minor_units=move.fee.minor_units,
        currency=move.amount.currency,
        moved_at=move.at,
        recorded_at=now,
        entry=post_entry(draft=draft, now=now),
    )


def _corrected_before(source: str, move: Move) -> int:
    """Return how many movements of this reference were mistakes; a provider's never are."""
    if source not in HAND_ACCOUNTS:
        return 0
    return Movement.objects.filter(
        source=source, kind=move.kind, reference=move.reference, corrected_at__isnull=False
    ).count()


def books_language() -> str:
    """Return the language in which entries are written: the newsroom's."""
    return "fr" if settings.LANGUAGE_CODE.startswith("fr") else "en"


def _context(gift: Gift, *, source: str, account: str) -> Context:
    return Context(
        number=gift.number,
        source=source,
        account=account,
        fund=ingredients.fund(gift.campaign_id),
        promise=Promise(
            amount=Money(gift.amount_minor_units, gift.currency),
            fee_cover=Money(gift.fee_cover_minor_units, gift.currency),
        ),
        language=books_language(),
    )
