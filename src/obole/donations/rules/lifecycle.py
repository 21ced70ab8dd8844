"""The life of a gift: what of a report is not in the books yet, and where a gift then stands.

A report is whole: it lists every movement of a payment so far. So what is missing is what the
books do not know, and the order, repetition and loss of notices change nothing in the end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from obole.donations.rules.gateway import Move, PaymentReport
from obole.donations.rules.vocabulary import GiftState, MoveKind, Standing
from obole.kernel.money import Money

COMES: Final = frozenset({MoveKind.PAYMENT, MoveKind.REFUND_FAILED, MoveKind.DISPUTE_WON})
GOES: Final = frozenset({MoveKind.REFUND, MoveKind.DISPUTE, MoveKind.RETURN})

# What comes back went before: only what stands in the books can.
_BRINGS_BACK: Final = {
    MoveKind.REFUND_FAILED: MoveKind.REFUND,
    MoveKind.DISPUTE_WON: MoveKind.DISPUTE,
}

# Of movements of one moment: money comes before it goes back.
_ORDER: Final = (
    MoveKind.PAYMENT,
    MoveKind.FEE,
    MoveKind.REFUND_FAILED,
    MoveKind.DISPUTE_WON,
    MoveKind.REFUND,
    MoveKind.DISPUTE,
    MoveKind.RETURN,
)

_WITHOUT_MONEY: Final = {
    Standing.OPEN: GiftState.BEGUN,
    Standing.PENDING: GiftState.PENDING,
    # Paid, and its movement is not told yet: the next report has it.
    Standing.PAID: GiftState.PENDING,
    Standing.FAILED: GiftState.FAILED,
    Standing.EXPIRED: GiftState.ENDED,
}


class MoreThanGiven(ValueError):
    """More would go back than is left of the gift."""


class OtherCurrency(ValueError):
    """The provider settles in a currency that is not the campaign's."""


@dataclass(frozen=True, kw_only=True)
class Done:
    """A movement that stands in the books."""

    kind: MoveKind
    reference: str
    amount: Money
    fee: Money


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What was ordered: the gift, and what was added to cover fees."""

    amount: Money
    fee_cover: Money


@dataclass(frozen=True, kw_only=True)
class Shares:
    """How a sum is parted between the gift and what covers fees."""

    gift: Money
    cover: Money


@dataclass(frozen=True, kw_only=True)
class Missing:
    """What of a report is to be posted, in this order, and what cannot be."""

    moves: tuple[Move, ...]
    refused: tuple[Move, ...]
    """Each would take more than is left of the gift, or bring back what never left."""


def missing_moves(report: PaymentReport, done: Sequence[Done], *, currency: str) -> Missing:
    """Return the movements of the report that are not in the books, in the order to post them.

    A fee that the report tells of a movement whose fee was unknown becomes a movement of its own.
    Movements that would take back more than is left are refused, and so is what would bring back
    money that never left; the others are not: two reports give the same books whichever comes
    first. Raise OtherCurrency.
    """
    for move in report.moves:
        if {move.amount.currency, move.fee.currency} != {currency}:
            raise OtherCurrency(
                f"{report.reference} settles in {move.amount.currency}, the campaign in {currency}."
            )
    known = {(each.kind, each.reference): each for each in done}
    posted = list(done)
    moves: list[Move] = []
    refused: list[Move] = []
    for move in sorted(report.moves, key=_moment):
        before = known.get((move.kind, move.reference))
        if before is not None:
            late = _late_fee(move, before)
            if late is not None and (late.kind, late.reference) not in known:
                moves.append(late)
            continue
        if not move.amount and not move.fee:
            continue
        if not _fits(move, posted):
            refused.append(move)
            continue
        posted.append(
            Done(kind=move.kind, reference=move.reference, amount=move.amount, fee=move.fee)
        )
        moves.append(move)
    return Missing(moves=tuple(moves), refused=tuple(refused))


def _fits(move: Move, posted: Sequence[Done]) -> bool:
    currency = move.amount.currency
    went = _BRINGS_BACK.get(move.kind)
    if went is not None:
        return sum_of(move.kind, posted, currency) + move.amount <= sum_of(went, posted, currency)
    return not (left_of(posted, currency) + effect_of(move.kind, move.amount)).is_negative


def _moment(move: Move) -> tuple[float, int, str]:
    return (move.at.timestamp(), _ORDER.index(move.kind), move.reference)


def _late_fee(move: Move, before: Done) -> Move | None:
    if before.fee or not move.fee or move.kind is MoveKind.FEE:
        return None
    return Move(
        kind=MoveKind.FEE,
        reference=f"{move.kind}:{move.reference}",
        amount=Money.zero(move.fee.currency),
        fee=move.fee,
        at=move.at,
    )


def effect_of(kind: MoveKind, amount: Money) -> Money:
    """Return what a movement adds to the gift; below zero what it takes away."""
    if kind in COMES:
        return amount
    if kind in GOES:
        return -amount
    return Money.zero(amount.currency)


def left_of(done: Iterable[Done], currency: str) -> Money:
    """Return what is left of a gift, with what covers fees. Raise CurrencyMismatch."""
    return Money.total((effect_of(each.kind, each.amount) for each in done), currency)


def check_fits(done: Sequence[Done], move: Move) -> None:
    """Raise MoreThanGiven if the movement takes more than is left."""
    left = left_of(done, move.amount.currency)
    if (left + effect_of(move.kind, move.amount)).is_negative:
        raise MoreThanGiven(f"{move.amount} cannot go back: {left} is left of the gift.")


def shares_of(left: Money, *, paid: Money, promise: Promise) -> Shares:
    """Part what is left of a payment between the gift and what covers fees.

    The gift is served first and taken back first: what is refunded in part leaves the meter
    before it leaves the cover. Of a payment in another currency than the order's, the cover has
    its proportion.
    """
    cover = _cover_of(paid, promise)
    kept = min(cover, left)
    return Shares(gift=left - kept, cover=kept)


def _cover_of(paid: Money, promise: Promise) -> Money:
    ordered, cover = promise.amount, promise.fee_cover
    nothing = Money.zero(paid.currency)
    if not cover:
        return nothing
    if cover.currency != paid.currency:
        share = paid.minor_units * cover.minor_units
        return Money(share // (ordered + cover).minor_units, paid.currency)
    return min(cover, max(nothing, paid - ordered))


def paid_in(done: Iterable[Done], currency: str) -> Money:
    """Return all that was paid, whatever went back since."""
    return sum_of(MoveKind.PAYMENT, done, currency)


def sum_of(kind: MoveKind, done: Iterable[Done], currency: str) -> Money:
    """Return what all movements of a kind amount to."""
    return Money.total((each.amount for each in done if each.kind is kind), currency)


def state_of(
    done: Sequence[Done], standing: Standing, *, currency: str, is_lost: bool = False
) -> GiftState:
    """Return where a gift stands: from its money if any came, otherwise from the last report.

    `is_lost`: the provider says that the dispute was decided against us.
    """
    kinds = [each.kind for each in done]
    if MoveKind.PAYMENT not in kinds:
        return _WITHOUT_MONEY[standing]
    left = left_of(done, currency)
    if kinds.count(MoveKind.DISPUTE) > kinds.count(MoveKind.DISPUTE_WON):
        return _disputed(left, is_lost=is_lost)
    if MoveKind.RETURN in kinds and not left:
        return GiftState.RETURNED
    if not left:
        return GiftState.REFUNDED
    return GiftState.SETTLED if left == paid_in(done, currency) else GiftState.PARTLY_REFUNDED


def _disputed(left: Money, *, is_lost: bool) -> GiftState:
    if not is_lost:
        return GiftState.DISPUTED
    return GiftState.PARTLY_REFUNDED if left else GiftState.RETURNED
