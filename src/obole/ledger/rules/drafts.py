"""An entry before it stands in the books: what it must be to be posted."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from obole.kernel.money import Money
from obole.ledger.rules.chain import ChainedLine

LONGEST_REFERENCE: Final = 200
LONGEST_KIND: Final = 30
LONGEST_TEXT: Final = 200
LONGEST_FUND: Final = 60
MOST_POSTINGS: Final = 1_000
"""An entry is read and written whole; a deposit of five hundred cheques fits."""


class UnbalancedEntry(ValueError):
    """Debit and credit differ in a currency, or the entry moves nothing."""


class UnfitEntry(ValueError):
    """The entry has no reference or no kind, or a part of it is too long to be stored."""


@dataclass(frozen=True, kw_only=True)
class Posting:
    """One line: above zero it debits the account, below zero it credits it."""

    account: str
    amount: Money
    fund: str = ""
    """For whom the money is: `campaign:12`."""
    gifts: int = 0
    """How many gifts this line adds to its fund (1), or takes away (-1): counted like money."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An entry to be posted. `reference` is unique for good: posting it twice is once.

    Postings of nothing are left out when it is posted. Raise UnbalancedEntry when it does not sum
    to zero in each currency, UnfitEntry when it cannot be stored.
    """

    reference: str
    kind: str
    """What it is: "gift", "refund", "dispute", "payout", "statement", "reversal", ..."""
    day: date
    text: str
    """What moved, in words, never who gave: entries outlive the donor's right to be forgotten.

    What is longer than 200 characters is cut off.
    """
    postings: tuple[Posting, ...]
    reverses: str = ""
    """The reference of the entry that this one takes back."""

    def __post_init__(self) -> None:
        self._check_size()
        sums: dict[str, int] = {}
        for posting in self.postings:
            amount = posting.amount
            sums[amount.currency] = sums.get(amount.currency, 0) + amount.minor_units
        if any(sums.values()):
            raise UnbalancedEntry(f"{self.reference}: debit and credit differ by {sums}.")
        if not any(posting.amount for posting in self.postings):
            raise UnbalancedEntry(f"{self.reference} moves nothing.")

    def _check_size(self) -> None:
        if not 0 < len(self.reference) <= LONGEST_REFERENCE:
            raise UnfitEntry(f"A reference has 1 to {LONGEST_REFERENCE} characters.")
        if not 0 < len(self.kind) <= LONGEST_KIND:
            raise UnfitEntry(f"{self.reference}: a kind has 1 to {LONGEST_KIND} characters.")
        if len(self.postings) > MOST_POSTINGS:
            raise UnfitEntry(f"{self.reference} has more than {MOST_POSTINGS:,} postings.")
        if any(len(posting.fund) > LONGEST_FUND for posting in self.postings):
            raise UnfitEntry(f"{self.reference}: a fund has at most {LONGEST_FUND} characters.")

    def lines(self) -> tuple[ChainedLine, ...]:
        """Return its lines as they are stored, sorted, without those of nothing."""
        return tuple(
            sorted(
                ChainedLine(
                    account=posting.account,
                    fund=posting.fund,
                    currency=posting.amount.currency,
                    debit=max(posting.amount.minor_units, 0),
                    credit=max(-posting.amount.minor_units, 0),
                    gifts=posting.gifts,
                )
                for posting in self.postings
                if posting.amount or posting.gifts
            )
        )


def reversed_postings(lines: tuple[ChainedLine, ...]) -> tuple[Posting, ...]:
    """Return the postings that take these lines back: other side, gifts taken away."""
    return tuple(
        Posting(
            account=line.account,
            amount=Money(line.credit - line.debit, line.currency),
            fund=line.fund,
            gifts=-line.gifts,
        )
        for line in lines
    )
