"""An entry is posted, or taken back by another: the only two things that change the books."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction

from obole.ledger.models import Account, Entry, Line
from obole.ledger.models.guards import PEN
from obole.ledger.queries.entries import chained, end_of_chain, lines_of
from obole.ledger.queries.years import last_closed_year
from obole.ledger.rules.chain import digest_of
from obole.ledger.rules.chart import CHART
from obole.ledger.rules.drafts import LONGEST_TEXT, Draft, reversed_postings


class ReferenceTaken(ValueError):
    """An entry with this reference says something else. One of the two callers is wrong."""

    def __init__(self, *, reference: str, entry: Entry) -> None:
        super().__init__(f"{reference} is entry {entry.number} already, which says something else.")
        self.entry = entry


class YearClosed(ValueError):
    """The books of the entry's year are closed: date it in the open year (`open_day`)."""

    def __init__(self, *, year: int, open_year: int) -> None:
        super().__init__(
            f"The books of {year} are closed. Date the entry in {open_year}, and let its text say "
            "which day it is about."
        )
        self.year = year
        self.open_year = open_year


class UnknownAccount(LookupError):
    """The books have no account with this code."""


class UnknownEntry(LookupError):
    """No entry has the reference that a draft says it reverses."""


class AlreadyReversed(ValueError):
    """The entry was taken back before, under another reference."""


def post_entry(*, draft: Draft, now: datetime) -> Entry:
    """Add an entry to the books, inside the transaction of what it is about, and return it.

    The same reference and content again returns the entry that stands; what an entry says in words
    may differ. Every other entry waits for the end of the transaction: lock other rows before.
    Raise ReferenceTaken, YearClosed, UnknownAccount, UnknownEntry and AlreadyReversed; then
    nothing was written.
    """
    assert transaction.get_connection().in_atomic_block, f"{draft.reference} outside a transaction"
    take_the_pen()
    known = Entry.objects.filter(reference=draft.reference).select_related("reverses").first()
    if known is not None:
        if not _says(known, draft):
            raise ReferenceTaken(reference=draft.reference, entry=known)
        return known
    _check_year(draft.day)
    _open_accounts({posting.account for posting in draft.postings})
    return _write(draft, reversed_entry=_reversed_by(draft), now=now)


def reverse_entry(*, entry: Entry, reference: str, day: date, text: str, now: datetime) -> Entry:
    """Take an entry back whole, by another with the sides exchanged, and return that.

    The same reference again returns the reversal that stands. Raise AlreadyReversed when another
    one took it back, and what `post_entry` raises.
    """
    draft = Draft(
        reference=reference,
        kind="reversal",
        day=day,
        text=text,
        postings=reversed_postings(lines_of(entry=entry)),
        reverses=entry.reference,
    )
    return post_entry(draft=draft, now=now)


def take_the_pen() -> None:
    """Wait until nobody else writes an entry, and let nobody until the transaction ends."""
    # On SQLite a transaction that writes is alone already.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PEN])


def _says(entry: Entry, draft: Draft) -> bool:
    reverses = entry.reverses.reference if entry.reverses else ""
    return (entry.kind, entry.day, reverses, lines_of(entry=entry)) == (
        draft.kind,
        draft.day,
        draft.reverses,
        draft.lines(),
    )


def _check_year(day: date) -> None:
    closed = last_closed_year()
    if closed is not None and day.year <= closed:
        raise YearClosed(year=day.year, open_year=closed + 1)


def _open_accounts(codes: Iterable[str]) -> None:
    """Open those accounts of the chart that nothing was posted to before."""
    wanted = set(codes)
    wanted -= set(Account.objects.filter(code__in=wanted).values_list("code", flat=True))
    if not wanted:
        return
    chart = {account.code: account for account in CHART}
    if unknown := wanted - chart.keys():
        raise UnknownAccount(f"The books have no account {', '.join(sorted(unknown))}.")
    Account.objects.bulk_create(
        Account(
            code=code,
            kind=chart[code].kind,
            name_fr=chart[code].name_fr,
            name_en=chart[code].name_en,
        )
        for code in sorted(wanted)
    )


def _reversed_by(draft: Draft) -> Entry | None:
    if not draft.reverses:
        return None
    entry = Entry.objects.filter(reference=draft.reverses).first()
    if entry is None:
        raise UnknownEntry(f"No entry has the reference {draft.reverses}.")
    if Entry.objects.filter(reverses=entry).exists():
        raise AlreadyReversed(f"{draft.reverses} was taken back before.")
    return entry


def _write(draft: Draft, *, reversed_entry: Entry | None, now: datetime) -> Entry:
    number, previous_digest = end_of_chain()
    entry = Entry(
        number=number + 1,
        reference=draft.reference,
        kind=draft.kind,
        day=draft.day,
        text=draft.text[:LONGEST_TEXT],
        posted_at=now,
        reverses=reversed_entry,
    )
    lines = draft.lines()
    entry.digest = digest_of(chained(entry=entry, lines=lines, previous_digest=previous_digest))
    # First the lines: the entry's trigger looks at their sums, and then they are complete.
    Line.objects.bulk_create(
        Line(
            entry_id=entry.number,
            account_id=line.account,
            fund=line.fund,
            currency=line.currency,
            debit=line.debit,
            credit=line.credit,
            gifts=line.gifts,
        )
        for line in lines
    )
    entry.save(force_insert=True)
    return entry
