"""The books as a « fichier des écritures comptables », which French tax inspectors ask for.

Source: livre des procédures fiscales, article A47 A-1 (18 columns in this order, names in the
first line, separated by tabs, days as YYYYMMDD, decimal commas) and BOI-CF-IOR-60-40-20.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NoReturn

from obole.kernel.money import Money
from obole.ledger.rules.journals import JournalEntry, JournalLine, one_line

COLUMNS: Final = (
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
)
_GIFTS: Final = ("DON", "Dons")
_BANK: Final = ("BQ", "Banque et prestataires")
_OTHER: Final = ("OD", "Opérations diverses")
_JOURNALS: Final = {
    "gift": _GIFTS,
    "refund": _GIFTS,
    "return": _GIFTS,
    "dispute": _GIFTS,
    "dispute-won": _GIFTS,
    "payout": _BANK,
    "deposit": _BANK,
    "statement": _BANK,
    "fee": _BANK,
}


class NotInEuro(ValueError):
    """An entry is in another currency: its value in euros, which the file needs, is not known."""


def fec_lines(*, entries: Iterable[JournalEntry]) -> Iterator[str]:
    """Give the lines of the file, in the order in which entries were posted. Raise NotInEuro."""
    yield "\t".join(COLUMNS)
    for entry in entries:
        for line in entry.lines:
            yield "\t".join(_cells(entry, line))


def refuse_other_currency(*, number: int, currency: str) -> NoReturn:
    """Raise NotInEuro."""
    raise NotInEuro(
        f"Entry {number} is in {currency}; the FEC is in euros. Export the books as CSV, and let "
        "an accountant convert it."
    )


def _cells(entry: JournalEntry, line: JournalLine) -> tuple[str, ...]:
    if line.amount.currency != "EUR":
        refuse_other_currency(number=entry.number, currency=line.amount.currency)
    journal_code, journal_name = _JOURNALS.get(entry.kind, _OTHER)
    nothing = Money.zero("EUR")
    return (
        journal_code,
        journal_name,
        str(entry.number),
        f"{entry.day:%Y%m%d}",
        line.account.code,
        one_line(line.account.name),
        "",
        "",
        one_line(entry.reference),
        f"{entry.day:%Y%m%d}",
        # A line has to say something.
        one_line(entry.text) or one_line(entry.reference),
        _comma(max(line.amount, nothing)),
        _comma(max(-line.amount, nothing)),
        "",
        "",
        f"{entry.posted_at:%Y%m%d}",
        "",
        "",
    )


def _comma(amount: Money) -> str:
    return amount.plain().replace(".", ",")
