"""What a bank's file says, whatever its format; what each line is recognised by."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from stdnum import iban
from stdnum.iso7064 import mod_97_10

from obole.kernel.money import LARGEST_MINOR_UNITS, Money, UnknownCurrency, UnreadableAmount
from obole.kernel.text import clean

LONGEST_TEXT: Final = 500
LONGEST_NAME: Final = 150
LONGEST_REFERENCE: Final = 60
# What banks write where they have no reference.
_NO_REFERENCES: Final = frozenset({"", "NOTPROVIDED", "NONREF", "NONE", "0", "/"})
_SPACES = re.compile(r"\s+")
_GROUPED_WITH_POINTS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+")
_GROUPED_WITH_COMMAS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+")
_EARLIEST_YEAR, _LATEST_YEAR = 1990, 2200


class Problem(StrEnum):
    """Why a file can't be read: stable words; the desk says them in sentences."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    TOO_MANY_LINES = "too-many-lines"
    UNKNOWN_FORMAT = "unknown-format"
    MALFORMED = "malformed"
    FORBIDDEN = "forbidden"
    """XML with entities or a document type: no bank writes that."""
    NO_STATEMENT = "no-statement"
    AMOUNT = "amount"
    DAY = "day"
    CURRENCY = "currency"
    CHECKSUM = "checksum"
    """The IBAN in the file is none: a digit is wrong."""
    OTHER_ACCOUNT = "other-account"
    """The file is of an account that is not the newsroom's."""
    SEVERAL_ACCOUNTS = "several-accounts"
    """The file has several accounts, and nobody has said which is the newsroom's."""
    BALANCE = "balance"
    """Opening balance and lines do not make the closing balance: lines are missing."""


class UnreadableStatement(ValueError):
    """The file can't be read, and nothing of it was; `place` is where in the file, if known."""

    def __init__(self, problem: Problem, *, place: str = "", found: str = "") -> None:
        super().__init__(f"{problem} {place} {found[:80]!r}".strip())
        self.problem = problem
        self.place = place
        self.found = found[:80]


@dataclass(frozen=True, kw_only=True, slots=True)
class BankLine:
    """One movement on the account; above zero money came."""

    day: date
    amount: Money
    payer: str = ""
    """Who paid; of money that went: to whom."""
    payer_iban: str = ""
    text: str = ""
    reference: str = ""
    """What the payer named as the reference, as it stands in a field of its own."""
    bank_reference: str = ""
    """The bank's own number of this movement; empty where it has none."""


@dataclass(frozen=True, kw_only=True)
class AccountPart:
    """The lines of one account in a file."""

    account: str
    """IBAN, or the bank's number of the account; empty where the file does not say."""
    currency: str
    lines: tuple[BankLine, ...]
    opening: Money | None = None
    closing: Money | None = None


@dataclass(frozen=True, kw_only=True)
class StatementFile:
    """A file as it was read."""

    file_format: str
    """"camt.053", "ofx" or "csv"."""
    parts: tuple[AccountPart, ...]


def keyed_lines(lines: Iterable[BankLine], *, account: str) -> Iterator[tuple[str, BankLine]]:
    """Yield each line with the key by which it is recognised in whatever file it stands.

    The key is a digest of the account, the day and the amount with the bank's own reference;
    without one, of the text and the payer. Lines that are equal in all that are numbered: two
    equal gifts on one day are two, and the same file read twice has the same keys. (A bank that
    gives every line the same reference is no reason to lose one: hence the number there as well.)
    """
    seen: Counter[str] = Counter()
    for line in lines:
        said = line.bank_reference or f"{line.text}\n{line.payer}"
        kind = "bank" if line.bank_reference else "text"
        content = "\n".join(
            (account, line.day.isoformat(), str(line.amount), kind, _SPACES.sub(" ", said).upper())
        )
        seen[content] += 1
        digest = hashlib.sha256(content.encode()).hexdigest()
        yield f"{digest[:48]}:{seen[content]}", line


def check_balance(part: AccountPart, *, place: str = "") -> None:
    """Raise UnreadableStatement when the lines do not lead from one balance to the other."""
    if part.opening is None or part.closing is None:
        return
    reached = part.opening + Money.total((line.amount for line in part.lines), part.currency)
    if reached != part.closing:
        raise UnreadableStatement(
            Problem.BALANCE, place=place, found=f"{reached.plain()} / {part.closing.plain()}"
        )


def account_number(text: str) -> str:
    """Return an IBAN without spaces, or another number as it stands.

    Raise UnreadableStatement for what looks like an IBAN and has a wrong checksum.
    """
    bare = re.sub(r"[\s.-]", "", text).upper()
    if re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}", bare) and not is_iban(bare):
        raise UnreadableStatement(Problem.CHECKSUM, found=bare)
    return bare[:40]


def is_iban(bare: str) -> bool:
    """Tell whether the checksum of an IBAN is right and its country known."""
    rotated = bare[4:] + bare[:4]
    return rotated.isalnum() and mod_97_10.is_valid(rotated) and iban.is_valid(bare, False)  # noqa: FBT003


def is_same_account(one: str, other: str) -> bool:
    """Tell whether two numbers name one account: equal, or one is the account part of an IBAN."""
    if one == other:
        return True
    longer, shorter = sorted((one, other), key=len, reverse=True)
    # Shorter ones would be found in many an IBAN.
    return len(shorter) >= 7 and is_iban(longer) and shorter.lstrip("0") in longer[4:]  # noqa: PLR2004


def amount_of(text: str, currency: str, *, place: str) -> Money:
    """Return an amount as banks write it: "1 234,56", "1.234,56", "+12.50", "-3". May be zero."""
    bare = text.strip().removeprefix("+").strip()
    digits = bare.lstrip("-\u2212 ")
    if _GROUPED_WITH_POINTS.fullmatch(digits):
        bare = bare.replace(".", "")
    elif _GROUPED_WITH_COMMAS.fullmatch(digits):
        bare = bare.replace(",", "")
    try:
        return Money.parse(bare, currency)
    except UnreadableAmount as error:
        raise UnreadableStatement(Problem.AMOUNT, place=place, found=text) from error
    except (UnknownCurrency, KeyError) as error:
        raise UnreadableStatement(Problem.CURRENCY, place=place, found=currency) from error


def day_of(year: int, month: int, day: int, *, place: str, found: str) -> date:
    """Return a day. Raise UnreadableStatement for one that no calendar has."""
    try:
        made = date(year, month, day)
    except ValueError as error:
        raise UnreadableStatement(Problem.DAY, place=place, found=found) from error
    if not _EARLIEST_YEAR <= made.year <= _LATEST_YEAR:
        raise UnreadableStatement(Problem.DAY, place=place, found=found)
    return made


def said(*texts: str, longest: int = LONGEST_TEXT) -> str:
    """Return texts on one line, each once, without what nobody sees."""
    cleaned = (_SPACES.sub(" ", clean(text)).strip() for text in texts)
    return " · ".join(dict.fromkeys(filter(None, cleaned)))[:longest].strip()


def reference_said(text: str) -> str:
    """Return a reference, or nothing where the bank writes that there is none."""
    bare = said(text, longest=200)
    return "" if bare.upper() in _NO_REFERENCES else bare


assert LARGEST_MINOR_UNITS < 2**63, "A column of 64 bits holds what amount_of lets through."
