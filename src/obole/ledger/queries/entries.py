"""Entries as the chain knows them, and the last ones behind a figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from obole.kernel.money import Money
from obole.ledger.models import Entry, Line
from obole.ledger.rules.chain import FIRST, ChainedEntry, ChainedLine

# Of one entry: a gift and what covers its fees, in one or two steps.
MOST_LINES_OF_A_FUND = 4


@dataclass(frozen=True, kw_only=True)
class Behind:
    """An entry behind a figure: how much it added to it, or took away. No names."""

    number: int
    kind: str
    day: date
    posted_at: datetime
    amount: Money
    gifts: int
    digest: str


def last_entry() -> Entry | None:
    """Return the entry with the highest number."""
    return Entry.objects.order_by("-number").first()


def end_of_chain() -> tuple[int, str]:
    """Return the number and the digest of the last entry; 0 and FIRST for empty books."""
    end = Entry.objects.order_by("-number").values_list("number", "digest").first()
    return (end[0], end[1]) if end else (0, FIRST)


def lines_of(*, entry: Entry) -> tuple[ChainedLine, ...]:
    """Return the lines of an entry, sorted."""
    return chained_lines(list(Line.objects.filter(entry=entry)))


def chained_lines(lines: Sequence[Line]) -> tuple[ChainedLine, ...]:
    """Return rows of lines as the chain knows them, sorted."""
    return tuple(
        sorted(
            ChainedLine(
                account=line.account_id,
                fund=line.fund,
                currency=line.currency,
                debit=line.debit,
                credit=line.credit,
                gifts=line.gifts,
            )
            for line in lines
        )
    )


def chained(*, entry: Entry, lines: tuple[ChainedLine, ...], previous_digest: str) -> ChainedEntry:
    """Return what the digest of an entry covers."""
    return ChainedEntry(
        number=entry.number,
        reference=entry.reference,
        kind=entry.kind,
        day=entry.day,
        text=entry.text,
        posted_at=entry.posted_at,
        reverses=entry.reverses_id,
        lines=lines,
        previous_digest=previous_digest,
    )


def entries_behind(
    *, fund: str, accounts: Sequence[str], currency: str, limit: int = 20
) -> list[Behind]:
    """Return the last entries that moved these accounts for a fund, the newest first."""
    rows = Line.objects.filter(fund=fund, account_id__in=accounts, currency=currency)
    newest = rows.select_related("entry").order_by("-entry_id")[: limit * MOST_LINES_OF_A_FUND]
    found: dict[int, Behind] = {}
    for line in newest:
        known = found.get(line.entry_id)
        if known is None and len(found) == limit:
            break
        found[line.entry_id] = Behind(
            number=line.entry_id,
            kind=line.entry.kind,
            day=line.entry.day,
            posted_at=line.entry.posted_at,
            amount=(known.amount if known else Money.zero(currency)) - line.amount,
            gifts=(known.gifts if known else 0) + line.gifts,
            digest=line.entry.digest,
        )
    return list(found.values())
