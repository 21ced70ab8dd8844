"""The books as CSV, a row for each line of an entry."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Final

from obole.kernel.money import Money
from obole.kernel.text import spreadsheet_text
from obole.ledger.rules.journals import JournalEntry, one_line

COLUMNS: Final = (
    "entry",
    "day",
    "posted_at",
    "reference",
    "kind",
    "text",
    "account",
    "account_name",
    "fund",
    "currency",
    "debit",
    "credit",
    "gifts",
    "reverses",
    "digest",
)


def csv_lines(*, entries: Iterable[JournalEntry]) -> Iterator[str]:
    """Give the lines of the file: names of columns first, points as decimal signs."""
    yield _row(COLUMNS)
    for entry in entries:
        before = (entry.number, entry.day, entry.posted_at.isoformat(), _text(entry.reference))
        after = (entry.reverses or "", entry.digest)
        for line in entry.lines:
            nothing = Money.zero(line.amount.currency)
            yield _row(
                (
                    *before,
                    _text(entry.kind),
                    _text(entry.text),
                    line.account.code,
                    _text(line.account.name),
                    _text(line.fund),
                    line.amount.currency,
                    max(line.amount, nothing).plain(),
                    max(-line.amount, nothing).plain(),
                    line.gifts,
                    *after,
                )
            )


def _text(text: str) -> str:
    return spreadsheet_text(one_line(text))


def _row(cells: Iterable[object]) -> str:
    row = StringIO()
    csv.writer(row, lineterminator="").writerow(cells)
    return row.getvalue()
