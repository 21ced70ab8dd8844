"""Whether the books are what was written, and where they are not.

Entries are read in portions, so that books of any length are proved in the same memory. What is
posted meanwhile is left for the next time.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F, Max, Sum

from obole.ledger.models import Account, BooksCheck, ClosedYear, DaySum, Entry, Line
from obole.ledger.models.guards import missing_guards
from obole.ledger.queries.entries import chained, chained_lines
from obole.ledger.queries.figures import counted_up_to
from obole.ledger.rules.chain import FIRST, ChainedLine, digest_of
from obole.ledger.rules.faults import Fault, Wrong

READ_AT_ONCE = 2_000


@dataclass(frozen=True, kw_only=True)
class Witness:
    """An entry that was seen before: its number, and the digest that it had."""

    number: int = 0
    digest: str = FIRST


def all_faults(*, until: int) -> Iterator[Fault | None]:
    """Walk through the books; give what is wrong, and None for each entry that is right.

    First every entry up to a number, oldest first; then lines without entry, sums and triggers.
    """
    yield from entry_faults(after=Witness(), until=until)
    yield from _seen_before()
    yield from _stray_lines()
    yield from _wrong_sums()
    yield from unguarded_tables()


def entry_faults(*, after: Witness, until: int) -> Iterator[Fault | None]:
    """Compute the entries after a witness anew; give what is wrong, and None for each right one."""
    number, digest = after.number, after.digest
    closed = _closings()
    while entries := list(
        Entry.objects.filter(number__gt=number, number__lte=until).order_by("number")[:READ_AT_ONCE]
    ):
        lines = _lines(entries[0].number, entries[-1].number)
        for entry in entries:
            faults = list(_faults_of(entry, lines[entry.number], number, digest, closed))
            yield from faults
            if not faults:
                yield None
            number, digest = entry.number, entry.digest


def unguarded_tables() -> Iterator[Fault]:
    """Give the tables whose triggers are missing."""
    for table in sorted(missing_guards(connection)):
        yield Fault(wrong=Wrong.UNGUARDED, about=table)


def last_sound_check() -> BooksCheck | None:
    """Return the latest check that found nothing."""
    return BooksCheck.objects.filter(problems=[]).order_by("-checked_at", "-pk").first()


def last_check(*, is_whole: bool | None = None) -> BooksCheck | None:
    """Return the latest check; with `is_whole`, the latest that looked at every entry, or not."""
    checks = BooksCheck.objects.order_by("-checked_at", "-pk")
    return checks.first() if is_whole is None else checks.filter(is_whole=is_whole).first()


def witness_faults(*, seen: Witness) -> Iterator[Fault]:
    """Give a fault if an entry that was seen before is not there any more, or another is."""
    if not seen.number:
        return
    digest = Entry.objects.filter(number=seen.number).values_list("digest", flat=True).first()
    if digest is None:
        yield Fault(wrong=Wrong.CUT, number=seen.number)
    elif digest != seen.digest:
        yield Fault(wrong=Wrong.REWRITTEN, number=seen.number)


def holds_digest(*, digest: str) -> bool:
    """Tell whether a digest that was written down before is still that of an entry."""
    return digest == FIRST or Entry.objects.filter(digest=digest).exists()


def _seen_before() -> Iterator[Fault]:
    for closing in ClosedYear.objects.order_by("year"):
        yield from witness_faults(seen=Witness(number=closing.last_number, digest=closing.digest))
    check = last_sound_check()
    if check is not None:
        yield from witness_faults(seen=Witness(number=check.entries, digest=check.digest))


def _closings() -> list[tuple[int, int]]:
    return list(ClosedYear.objects.order_by("year").values_list("year", "last_number"))


def _lines(first: int, last: int) -> defaultdict[int, list[Line]]:
    by_entry: defaultdict[int, list[Line]] = defaultdict(list)
    for line in Line.objects.filter(entry_id__gte=first, entry_id__lte=last):
        by_entry[line.entry_id].append(line)
    return by_entry


def _faults_of(
    entry: Entry, rows: list[Line], number: int, digest: str, closed: list[tuple[int, int]]
) -> Iterator[Fault]:
    lines = chained_lines(rows)
    if entry.number != number + 1:
        # What the digest of the missing one was, nobody knows.
        yield Fault(wrong=Wrong.GAP, number=entry.number)
    elif digest_of(chained(entry=entry, lines=lines, previous_digest=digest)) != entry.digest:
        yield Fault(wrong=Wrong.ALTERED, number=entry.number)
    if not any(line.debit or line.credit for line in lines):
        yield Fault(wrong=Wrong.EMPTY, number=entry.number)
    elif not _is_balanced(lines):
        yield Fault(wrong=Wrong.UNBALANCED, number=entry.number)
    if any(entry.day.year <= year and entry.number > last for year, last in closed):
        yield Fault(wrong=Wrong.LATE, number=entry.number)


def _is_balanced(lines: tuple[ChainedLine, ...]) -> bool:
    sums: defaultdict[str, int] = defaultdict(int)
    for line in lines:
        sums[line.currency] += line.debit - line.credit
    return not any(sums.values())


def _stray_lines() -> Iterator[Fault]:
    # Foreign keys forbid them; whoever switched those off could have left some.
    strays = Line.objects.exclude(entry_id__in=Entry.objects.values("number"))
    if strays.exists():
        yield Fault(wrong=Wrong.STRAY)


def _wrong_sums() -> Iterator[Fault]:
    mark = counted_up_to()
    for code in Account.objects.order_by("code").values_list("code", flat=True):
        if _kept_sums(code, mark) != _true_sums(code, mark):
            yield Fault(wrong=Wrong.SUMS, about=code)


Sums = dict[tuple[str, str, date], tuple[int, int, int, int]]


def _kept_sums(account: str, mark: int) -> Sums:
    rows = DaySum.objects.filter(account=account, up_to_id__lte=mark)
    return {
        (row.fund, row.currency, row.day): (row.debit, row.credit, row.gifts, row.up_to_id)
        for row in rows.iterator()
    }


def _true_sums(account: str, mark: int) -> Sums:
    lines = Line.objects.filter(account=account, entry_id__lte=mark).order_by()
    rows: Any = (
        lines.annotate(day=F("entry__day"))
        .values("fund", "currency", "day")
        .annotate(
            debits=Sum("debit"), credits=Sum("credit"), counted=Sum("gifts"), last=Max("entry_id")
        )
    )
    return {
        (row["fund"], row["currency"], row["day"]): (
            int(row["debits"]),
            int(row["credits"]),
            int(row["counted"]),
            row["last"],
        )
        for row in rows.iterator()
    }
