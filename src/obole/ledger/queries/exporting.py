"""The books as files that other programs read, a line at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from enum import StrEnum

from django.utils import timezone

from obole.ledger.models import Account, Entry, Line
from obole.ledger.queries.figures import currencies
from obole.ledger.rules.chart import AccountKind
from obole.ledger.rules.fec import fec_lines, refuse_other_currency
from obole.ledger.rules.hledger import hledger_lines
from obole.ledger.rules.journals import JournalAccount, JournalEntry, JournalLine
from obole.ledger.rules.spreadsheets import csv_lines

READ_AT_ONCE = 1_000


class BooksFormat(StrEnum):
    """In which form the books leave."""

    HLEDGER = "hledger"
    CSV = "csv"
    FEC = "fec"


def exported_lines(
    *, books_format: BooksFormat, year: int | None = None, language: str = "fr"
) -> Iterator[str]:
    """Return the lines of a file with all entries, or those with a day of one year, by number.

    Each ends with a line feed. A FEC is French whatever the language. Opening balances are not in
    it: this is what was posted. Raise NotInEuro for a FEC, at once and not in the middle.
    """
    lines = _WRITERS[books_format](year, language)
    return (f"{line}\n" for line in lines)


def _hledger(year: int | None, language: str) -> Iterator[str]:
    accounts = _accounts(language)
    return hledger_lines(
        accounts=accounts.values(), currencies=currencies(), entries=_entries(year, accounts)
    )


def _csv(year: int | None, language: str) -> Iterator[str]:
    return csv_lines(entries=_entries(year, _accounts(language)))


def _fec(year: int | None, _language: str) -> Iterator[str]:
    others = Line.objects.exclude(currency="EUR").order_by("entry_id")
    if year is not None:
        others = others.filter(entry__day__year=year)
    if line := others.first():
        refuse_other_currency(number=line.entry_id, currency=line.currency)
    return fec_lines(entries=_entries(year, _accounts("fr")))


_WRITERS: dict[BooksFormat, Callable[[int | None, str], Iterator[str]]] = {
    BooksFormat.HLEDGER: _hledger,
    BooksFormat.CSV: _csv,
    BooksFormat.FEC: _fec,
}


def _accounts(language: str) -> dict[str, JournalAccount]:
    is_french = language.startswith("fr")
    return {
        account.code: JournalAccount(
            code=account.code,
            name=account.name_fr if is_french else account.name_en,
            kind=AccountKind(account.kind),
        )
        for account in Account.objects.order_by("code")
    }


def _entries(year: int | None, accounts: dict[str, JournalAccount]) -> Iterator[JournalEntry]:
    wanted = Entry.objects.order_by("number")
    if year is not None:
        wanted = wanted.filter(day__year=year)
    last = 0
    while entries := list(wanted.filter(number__gt=last)[:READ_AT_ONCE]):
        lines: defaultdict[int, list[JournalLine]] = defaultdict(list)
        numbers = [entry.number for entry in entries]
        for line in Line.objects.filter(entry_id__in=numbers).order_by("entry_id", "pk"):
            lines[line.entry_id].append(
                JournalLine(
                    account=accounts[line.account_id],
                    fund=line.fund,
                    amount=line.amount,
                    gifts=line.gifts,
                )
            )
        for entry in entries:
            yield _entry(entry, tuple(lines[entry.number]))
        last = entries[-1].number


def _entry(entry: Entry, lines: tuple[JournalLine, ...]) -> JournalEntry:
    return JournalEntry(
        number=entry.number,
        reference=entry.reference,
        kind=entry.kind,
        day=entry.day,
        text=entry.text,
        # The day on which it was posted is the newsroom's.
        posted_at=timezone.localtime(entry.posted_at),
        reverses=entry.reverses_id or 0,
        digest=entry.digest,
        lines=lines,
    )
