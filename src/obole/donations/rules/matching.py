"""Which promised gift a line of a bank statement may be, and why. Pure: promises and lines in.

A reference with the right check digits is sure. All else is proposed with its reasons, for a person
to decide: an amount and a name are a good guess, an amount alone is none.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Final

from obole.donations.rules.references import DIGITS, find_reference
from obole.kernel.money import Money


class Reason(StrEnum):
    """Why a line may be a gift."""

    REFERENCE = "reference"
    NEAR_REFERENCE = "near-reference"
    """A reference with one wrong digit, or two that were exchanged."""
    ACCOUNT = "account"
    """The payer's account is known from an earlier gift of this donor."""
    NAME = "name"
    PART_OF_NAME = "part-of-name"
    AMOUNT = "amount"
    RECENT = "recent"
    """Promised not long before the money came."""


POINTS: Final = {
    Reason.REFERENCE: 100,
    Reason.NEAR_REFERENCE: 45,
    Reason.ACCOUNT: 40,
    Reason.NAME: 40,
    Reason.PART_OF_NAME: 20,
    Reason.AMOUNT: 30,
    Reason.RECENT: 5,
}
LEAST_POINTS: Final = 45
"""Less than a part of a name with the amount is not worth a look."""
MOST_PROPOSALS: Final = 3
RECENT_DAYS: Final = 60
# A word of a name that many have says nothing: who it is must be told by something else.
_MOST_OF_ONE_WORD = 50
_TITLES: Final = frozenset(
    (
        *("M", "MR", "MME", "MLLE", "MRS", "MS", "MISS", "DR", "ME", "MONSIEUR", "MADAME"),
        *("OU", "ET", "AND", "DE", "DU", "LA", "LE"),
        *("VIREMENT", "VIR", "SEPA", "RECU", "INST", "INSTANTANE"),
    )
)
_WORD = re.compile(r"[A-Z0-9]{2,}")
_NEARLY = re.compile(rf"R ?F(?: ?[0-9]){{{DIGITS + 2}}}", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A gift that is awaited, or a recurring one of which instalments come."""

    gift_id: int
    number: str
    amount: Money
    name: str
    promised_on: date
    accounts: frozenset[str] = frozenset()
    """From where this donor has paid before."""
    is_recurring: bool = False
    """The gift has arrived, and the next ones come under the same reference."""


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """What a line says that helps to know it."""

    day: date
    amount: Money
    payer: str
    payer_iban: str
    text: str
    reference: str


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A promise that a line may keep."""

    promise: Promise
    reasons: tuple[Reason, ...]

    @cached_property
    def points(self) -> int:
        """How much speaks for it."""
        return sum(POINTS[reason] for reason in self.reasons)

    @property
    def is_sure(self) -> bool:
        """Tell whether the reference says so."""
        return Reason.REFERENCE in self.reasons


class Promises:
    """Promises, found by what a line says."""

    def __init__(self, promises: Iterable[Promise]) -> None:
        self._by_number: dict[str, Promise] = {}
        self._by_account: dict[str, list[Promise]] = defaultdict(list)
        self._by_word: dict[str, list[Promise]] = defaultdict(list)
        for promise in promises:
            self._by_number[promise.number] = promise
            for account in promise.accounts:
                self._by_account[account].append(promise)
            for word in words_of(promise.name):
                self._by_word[word].append(promise)

    def of(self, line: Arrived) -> list[Proposal]:
        """Return what the line may be, the likeliest first; a sure one stands alone."""
        number = reference_of(line)
        if number and number in self._by_number:
            promise = self._by_number[number]
            return [Proposal(promise=promise, reasons=_reasons(line, promise, is_named=True))]
        candidates = {
            each.gift_id: Proposal(promise=each, reasons=_reasons(line, each, is_named=False))
            for each in self._candidates(line)
        }
        likely = [each for each in candidates.values() if each.points >= LEAST_POINTS]
        likely.sort(key=lambda each: (-each.points, each.promise.promised_on, each.promise.gift_id))
        return likely[:MOST_PROPOSALS]

    def _candidates(self, line: Arrived) -> Iterable[Promise]:
        yield from self._by_account.get(line.payer_iban, ()) if line.payer_iban else ()
        for word in words_of(f"{line.payer} {line.text}"):
            found: Sequence[Promise] = self._by_word.get(word, ())
            if len(found) <= _MOST_OF_ONE_WORD:
                yield from found
        for number in _near(f"{line.reference} {line.text}"):
            if number in self._by_number:
                yield self._by_number[number]


def reference_of(line: Arrived) -> str | None:
    """Return the reference with right check digits that a line carries, wherever it stands."""
    return find_reference(line.reference) or find_reference(line.text)


def words_of(text: str) -> frozenset[str]:
    """Return the words of a name: capitals without accents, titles left out."""
    letters = unicodedata.normalize("NFKD", text.upper())
    bare = "".join(each for each in letters if not unicodedata.combining(each))
    return frozenset(_WORD.findall(bare)) - _TITLES


def _reasons(line: Arrived, promise: Promise, *, is_named: bool) -> tuple[Reason, ...]:
    name, said = words_of(promise.name), words_of(f"{line.payer} {line.text}")
    shared = name & said
    age = (line.day - promise.promised_on).days
    holds = {
        Reason.REFERENCE: is_named,
        Reason.NEAR_REFERENCE: not is_named
        and promise.number in _near(f"{line.reference} {line.text}"),
        Reason.ACCOUNT: bool(line.payer_iban) and line.payer_iban in promise.accounts,
        Reason.NAME: bool(name) and shared == name,
        Reason.PART_OF_NAME: bool(shared) and shared != name,
        Reason.AMOUNT: line.amount == promise.amount,
        Reason.RECENT: promise.is_recurring or -1 <= age <= RECENT_DAYS,
    }
    return tuple(reason for reason, is_so in holds.items() if is_so)


def _near(text: str) -> frozenset[str]:
    """Return the references that what looks like one in the text may have been meant to be."""
    found: set[str] = set()
    for match in _NEARLY.finditer(text):
        digits = re.sub(r"[^0-9]", "", match[0])
        for place in range(len(digits)):
            for digit in "0123456789":
                found.add(_checked(digits[:place] + digit + digits[place + 1 :]))
            swapped = digits[:place] + digits[place : place + 2][::-1] + digits[place + 2 :]
            found.add(_checked(swapped))
    return frozenset(found - {""})


def _checked(digits: str) -> str:
    return find_reference("RF" + digits) or ""
