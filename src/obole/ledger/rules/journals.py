"""Entries as they leave the books: plain values that the writers of files turn into text."""

from dataclasses import dataclass
from datetime import date, datetime

from obole.kernel.money import Money
from obole.ledger.rules.chart import AccountKind


@dataclass(frozen=True, kw_only=True)
class JournalAccount:
    """An account, with its name in the language of the file."""

    code: str
    name: str
    kind: AccountKind


@dataclass(frozen=True, kw_only=True)
class JournalLine:
    """A line; what it credits is below zero."""

    account: JournalAccount
    fund: str
    amount: Money
    gifts: int


@dataclass(frozen=True, kw_only=True)
class JournalEntry:
    """An entry; `reverses` is the number of the entry that it takes back, 0 for none."""

    number: int
    reference: str
    kind: str
    day: date
    text: str
    posted_at: datetime
    reverses: int
    digest: str
    lines: tuple[JournalLine, ...]


def one_line(text: str) -> str:
    """Return a text without what would end a line or a cell: controls, breaks, invisible signs."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
