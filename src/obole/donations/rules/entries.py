"""The entry in the books that each movement of a gift's money makes."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from obole.donations.rules.gateway import Move
from obole.donations.rules.lifecycle import (
    Done,
    Promise,
    effect_of,
    left_of,
    paid_in,
    shares_of,
)
from obole.donations.rules.vocabulary import MoveKind
from obole.kernel.money import Money
from obole.ledger.rules.chart import (
    BANK,
    CASH,
    CHEQUES,
    FEE_COVER,
    FEES,
    GIFTS,
    INTERMEDIARIES,
    OTHER_GATEWAYS,
    PAYPAL,
    STRIPE,
)
from obole.ledger.rules.drafts import Draft, Posting

GATEWAY_ACCOUNTS: Final = {"stripe": STRIPE, "paypal": PAYPAL}
HAND_ACCOUNTS: Final = {
    "cheque": CHEQUES,
    "cash": CASH,
    "statement": BANK,
    "desk": BANK,
    "intermediary": INTERMEDIARIES,
}

_TEXTS: Final = {
    "fr": {
        MoveKind.PAYMENT: "Don {number}",
        MoveKind.REFUND: "Remboursement du don {number}",
        MoveKind.REFUND_FAILED: "Remboursement revenu, don {number}",
        MoveKind.DISPUTE: "Contestation du don {number}",
        MoveKind.DISPUTE_WON: "Contestation gagnée, don {number}",
        MoveKind.RETURN: "Paiement retourné, don {number}",
        MoveKind.FEE: "Frais du don {number}",
    },
    "en": {
        MoveKind.PAYMENT: "Gift {number}",
        MoveKind.REFUND: "Refund of gift {number}",
        MoveKind.REFUND_FAILED: "Refund that came back, gift {number}",
        MoveKind.DISPUTE: "Dispute of gift {number}",
        MoveKind.DISPUTE_WON: "Dispute won, gift {number}",
        MoveKind.RETURN: "Payment returned, gift {number}",
        MoveKind.FEE: "Fee of gift {number}",
    },
}


@dataclass(frozen=True, kw_only=True)
class Context:
    """Whose money moves, and on which account it stands until it is at the bank."""

    number: str
    """Of the gift."""
    source: str
    account: str
    fund: str
    promise: Promise
    language: str
    """Of the books: "fr" or "en"."""


def clearing_account(gateway: str) -> str:
    """Return the account on which a provider's money stands until it is paid out."""
    return GATEWAY_ACCOUNTS.get(gateway, OTHER_GATEWAYS)


def word_for(kind: MoveKind) -> str:
    """Return the kind of the entry: a payment is a "gift", the others are called as they are."""
    return "gift" if kind is MoveKind.PAYMENT else kind.value


def reference_for(source: str, move: Move, *, earlier: int = 0) -> str:
    """Return the reference of the entry; `earlier`: how many such were corrected before."""
    again = f":{earlier + 1}" if earlier else ""
    return f"{source}:{word_for(move.kind)}:{move.reference}{again}"


def draft_of(
    move: Move, done: list[Done], *, context: Context, day: date, earlier: int = 0
) -> Draft | None:
    """Return the entry of a movement that follows those in `done`; None if it moves nothing.

    What comes to the account is the amount without the fee; what goes is the amount with it.
    """
    after = [*done, Done(kind=move.kind, reference="", amount=move.amount, fee=move.fee)]
    fee = _fee_of(move)
    comes = effect_of(move.kind, move.amount) - fee
    fund = context.fund
    postings = [
        Posting(account=context.account, amount=comes),
        Posting(account=FEES, amount=fee, fund=fund),
        *_of_the_gift(done, after, context),
    ]
    moving = tuple(each for each in postings if each.amount)
    if not moving:
        return None
    return Draft(
        reference=reference_for(context.source, move, earlier=earlier),
        kind=word_for(move.kind),
        day=day,
        text=_TEXTS[context.language][move.kind].format(number=context.number),
        postings=moving,
    )


def _fee_of(move: Move) -> Money:
    """Return the fee; a provider may tell a fee of its own as an amount."""
    if move.kind is MoveKind.FEE and not move.fee:
        return move.amount
    return move.fee


def _of_the_gift(before: list[Done], after: list[Done], context: Context) -> list[Posting]:
    currency = after[-1].amount.currency
    left_before, left_after = left_of(before, currency), left_of(after, currency)
    was = shares_of(left_before, paid=paid_in(before, currency), promise=context.promise)
    now_is = shares_of(left_after, paid=paid_in(after, currency), promise=context.promise)
    gifts = int(bool(now_is.gift)) - int(bool(was.gift))
    return [
        Posting(account=GIFTS, amount=was.gift - now_is.gift, fund=context.fund, gifts=gifts),
        Posting(account=FEE_COVER, amount=was.cover - now_is.cover, fund=context.fund),
    ]


def payout_draft(
    *, gateway: str, reference: str, amount: Money, fee: Money, day: date
) -> Draft | None:
    """Return the entry of money that a provider sent to the bank; below zero, that it took."""
    postings = (
        Posting(account=BANK, amount=amount),
        Posting(account=FEES, amount=fee),
        Posting(account=clearing_account(gateway), amount=-(amount + fee)),
    )
    moving = tuple(each for each in postings if each.amount)
    if not moving:
        return None
    return Draft(
        reference=f"{gateway}:payout:{reference}",
        kind="payout",
        day=day,
        text=f"Versement {gateway} {reference}"[:200],
        postings=moving,
    )
