"""The words for means of payment, rhythms and states: stored as they stand here."""

from enum import StrEnum


class Means(StrEnum):
    """How money comes."""

    CARD = "card"
    SEPA = "sepa"
    PAYPAL = "paypal"
    TRANSFER = "transfer"
    CHEQUE = "cheque"
    CASH = "cash"
    INTERMEDIARY = "intermediary"


class Rhythm(StrEnum):
    """How often a donor gives."""

    ONCE = "once"
    MONTHLY = "monthly"
    YEARLY = "yearly"


class GiftState(StrEnum):
    """Where a gift stands. It follows from its movements: `rules/lifecycle.py`."""

    BEGUN = "begun"
    """The form was sent; the donor is with the provider, or a transfer or cheque is awaited."""
    PENDING = "pending"
    """The provider has taken the order; the money is not here yet (SEPA debit)."""
    SETTLED = "settled"
    FAILED = "failed"
    ENDED = "ended"
    """Nothing was paid: the donor went away, or the session ran out."""
    PARTLY_REFUNDED = "partly-refunded"
    REFUNDED = "refunded"
    DISPUTED = "disputed"
    """The donor's bank has taken the money back while it looks into it."""
    RETURNED = "returned"
    """The money went back for good: a lost dispute, or a SEPA debit returned after weeks."""


class PlanState(StrEnum):
    """Where a recurring gift stands."""

    BEGUN = "begun"
    ACTIVE = "active"
    FAILING = "failing"
    """The last instalment was refused; the provider tries again, the donor can mend it."""
    ENDED = "ended"


class MoveKind(StrEnum):
    """What moves money of a gift. Each is one entry in the books."""

    PAYMENT = "payment"
    REFUND = "refund"
    REFUND_FAILED = "refund-failed"
    """A refund came back: the money is ours again."""
    DISPUTE = "dispute"
    DISPUTE_WON = "dispute-won"
    RETURN = "return"
    """A debit that the donor's bank returned after it had settled."""
    FEE = "fee"
    """A fee that became known later than its payment, or for nothing else."""


class Standing(StrEnum):
    """Where a payment stands with its provider."""

    OPEN = "open"
    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"
