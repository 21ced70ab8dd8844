"""CSV: every bank has its own. Delimiter, encoding and columns are guessed from the heads.

The heads known here are those of exports of French banks, with and without accents. Where no row
looks like heads, or one column of an amount can't be told, `ColumnsUnknown` carries the first rows
and a person says which column is which.
"""

import csv
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from obole.donations.rules.statements.lines import (
    LONGEST_NAME,
    AccountPart,
    BankLine,
    Problem,
    UnreadableStatement,
    amount_of,
    day_of,
    is_iban,
    reference_said,
    said,
)
from obole.kernel.money import Money

FORMAT: Final = "csv"
_DELIMITERS: Final = (";", "\t", ",", "|")
_ROWS_BEFORE_HEADS = 30
_ROWS_SHOWN = 6
_SAMPLE_BYTES = 20_000
_CENTURY = 2000
_SHORT_YEAR = 100


def _heads(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


# In each row the surest first; what is compared has no accents, no case and single spaces.
_HEADS: Final = {
    "day": _heads(
        "date de comptabilisation|date comptable|date operation|date de l'operation|dateop|"
        "date d'operation|date|booking date|transaction date|buchungstag|date de valeur|date valeur"
    ),
    "amount": _heads(
        "montant|montant(euros)|montant (euros)|montant eur|montant (eur)|montant en euros|"
        "montant de l'operation|montant operation|amount|betrag|valeur"
    ),
    "debit": _heads("debit|debit euros|debit (euros)|debit (eur)|debit eur|montant debit"),
    "credit": _heads("credit|credit euros|credit (euros)|credit (eur)|credit eur|montant credit"),
    "text": _heads(
        "libelle operation|libelle|libelle simplifie|libelle de l'operation|label|description|"
        "informations complementaires|details|detail|communication|motif|nature de l'operation"
    ),
    "payer": _heads(
        "emetteur|nom du donneur d'ordre|donneur d'ordre|contrepartie|nom de la contrepartie|"
        "nom contrepartie|tiers|nom|counterparty|name|payee|payer"
    ),
    "iban": _heads("iban contrepartie|iban de la contrepartie|iban emetteur|iban du tiers"),
    "bank_reference": _heads(
        "reference operation|reference de l'operation|reference|numero d'operation|ref|"
        "transaction id|id"
    ),
}
# Beside the text that was chosen, these are kept too: references hide in them.
_MORE_TEXT: Final = frozenset(
    ("informations complementaires", "communication", "motif", "detail", "libelle simplifie")
)
_FRENCH_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})(?:\s.*)?")
_ISO_DAY = re.compile(r"([0-9]{4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})(?:[T\s].*)?")
_PREAMBLE_IBAN = re.compile(r"\b([A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?)\b")


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Which column holds what, from 0; None where there is none.

    Either `amount`, or `credit` (with or without `debit`).
    """

    heads_row: int
    """Lines begin in the row after it; -1 where the file has no heads."""
    day: int
    amount: int | None = None
    debit: int | None = None
    credit: int | None = None
    text: tuple[int, ...] = ()
    payer: int | None = None
    iban: int | None = None
    bank_reference: int | None = None

    def __post_init__(self) -> None:
        if self.amount is None and self.credit is None:
            raise ValueError("A table without a column of amounts says nothing.")


class ColumnsUnknown(UnreadableStatement):
    """A person must say which column is which; `rows` are the first ones of the file."""

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        super().__init__(Problem.UNKNOWN_FORMAT)
        self.rows = [list(row) for row in rows]


def read(
    content: bytes, *, limit: int, currency: str, columns: Columns | None = None
) -> tuple[AccountPart, ...]:
    """Return the lines, as of one account. Raise UnreadableStatement, or ColumnsUnknown of it."""
    rows = _rows(_decoded(content), limit=limit)
    if not rows:
        raise UnreadableStatement(Problem.EMPTY)
    found = columns or guess_columns(rows)
    if found is None:
        raise ColumnsUnknown([row for row in rows if len(row) > 1][:_ROWS_SHOWN])
    lines = [
        line
        for number, row in enumerate(rows[found.heads_row + 1 :], start=found.heads_row + 2)
        for line in _lines(row, found, currency=currency, place=str(number))
    ]
    if not lines:
        raise UnreadableStatement(Problem.NO_STATEMENT)
    account = _account(rows[: max(found.heads_row, 0)])
    return (AccountPart(account=account, currency=currency, lines=tuple(lines)),)


def first_rows(content: bytes) -> list[list[str]]:
    """Return the first rows that have several cells, for a person to look at."""
    try:
        rows = _rows(_decoded(content[:_SAMPLE_BYTES]), limit=_SAMPLE_BYTES)
    except UnreadableStatement:
        return []
    return [row for row in rows if len(row) > 1][:_ROWS_SHOWN]


def guess_columns(rows: Sequence[Sequence[str]]) -> Columns | None:
    """Return the columns by the first row that reads like heads; None where none does."""
    for number, row in enumerate(rows[:_ROWS_BEFORE_HEADS]):
        heads = [_bare(cell) for cell in row]
        if columns := _columns(heads, number):
            return columns
    return None


def _columns(heads: Sequence[str], number: int) -> Columns | None:
    place = {
        field: next((heads.index(word) for word in words if word in heads), None)
        for field, words in _HEADS.items()
    }
    day, amount, credit = place["day"], place["amount"], place["credit"]
    if day is None or (amount is None and credit is None):
        return None
    texts = {index for index, head in enumerate(heads) if head in _MORE_TEXT}
    if (text := place["text"]) is not None:
        texts.add(text)
    return Columns(
        heads_row=number,
        day=day,
        amount=amount if credit is None else None,
        debit=place["debit"],
        credit=credit,
        text=tuple(sorted(texts)),
        payer=place["payer"],
        iban=place["iban"],
        bank_reference=place["bank_reference"],
    )


def _decoded(content: bytes) -> str:
    is_utf_16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        return content.decode("utf-16" if is_utf_16 else "utf-8-sig")
    except UnicodeDecodeError:
        pass
    # Bytes that cp1252 leaves open are no letters of a bank.
    return content.decode("cp1252", errors="replace")


def _rows(text: str, *, limit: int) -> list[list[str]]:
    lines = text.splitlines()
    if "\0" in text:
        raise UnreadableStatement(Problem.UNKNOWN_FORMAT)
    sample = lines[: _ROWS_BEFORE_HEADS * 2]
    delimiter = max(_DELIMITERS, key=lambda each: sum(line.count(each) for line in sample))
    # Commas of amounts are no delimiters where semicolons stand in the same lines.
    if delimiter == "," and sum(";" in line for line in sample) > len(sample) // 2:
        delimiter = ";"
    rows = []
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            rows.append([cell.strip() for cell in row])
            if len(rows) > limit + _ROWS_BEFORE_HEADS:
                raise UnreadableStatement(Problem.TOO_MANY_LINES)
    except csv.Error as error:
        raise UnreadableStatement(Problem.MALFORMED, place=str(len(rows) + 1)) from error
    return rows


def _bare(cell: str) -> str:
    letters = unicodedata.normalize("NFKD", cell.casefold().replace("\u2019", "'"))
    bare = "".join(each for each in letters if not unicodedata.combining(each))
    return " ".join(bare.split())


def _lines(row: Sequence[str], columns: Columns, *, currency: str, place: str) -> list[BankLine]:
    def cell(index: int | None) -> str:
        return row[index] if index is not None and 0 <= index < len(row) else ""

    amounts = [cell(columns.amount), cell(columns.debit), cell(columns.credit)]
    if not any(amounts):
        # Empty rows, and those below the table that say the balance in words.
        return []
    if not cell(columns.day) and not cell(columns.bank_reference):
        return []
    amount = _amount(amounts, currency=currency, place=place)
    if not amount:
        return []
    return [
        BankLine(
            day=_day(cell(columns.day), place=place),
            amount=amount,
            payer=said(cell(columns.payer), longest=LONGEST_NAME),
            payer_iban=cell(columns.iban).replace(" ", "").upper()[:42],
            text=said(*(cell(index) for index in columns.text)),
            bank_reference=reference_said(cell(columns.bank_reference)),
        )
    ]


def _amount(texts: Sequence[str], *, currency: str, place: str) -> Money:
    whole, debit, credit = (
        amount_of(text, currency, place=place) if text else Money.zero(currency) for text in texts
    )
    if whole:
        return whole
    # Some banks write debits with their sign, others without.
    return credit - (-debit if debit.is_negative else debit)


def _day(text: str, *, place: str) -> date:
    if match := _ISO_DAY.fullmatch(text):
        year, month, day = (int(each) for each in match.groups())
    elif match := _FRENCH_DAY.fullmatch(text):
        day, month, year = (int(each) for each in match.groups())
        year += _CENTURY if year < _SHORT_YEAR else 0
    else:
        raise UnreadableStatement(Problem.DAY, place=place, found=text)
    return day_of(year, month, day, place=place, found=text)


def _account(rows: Sequence[Sequence[str]]) -> str:
    """Return the IBAN that stands above the table, if one does and it is one."""
    for row in rows:
        for cell in row:
            for match in _PREAMBLE_IBAN.finditer(cell.upper()):
                bare = match[1].replace(" ", "")
                if is_iban(bare):
                    return bare
    return ""
