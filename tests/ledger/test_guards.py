"""The database keeps the books in balance and unchanged, whoever writes to it."""

import pytest
from bookkeeping import NOW, gift, post
from django.db import DatabaseError, IntegrityError, connection, transaction

from obole.ledger.actions.closing import close_year
from obole.ledger.models import Account, ClosedYear, Entry, Line
from obole.ledger.models.guards import install_guards, missing_guards, remove_guards
from obole.ledger.rules.chart import BANK, GIFTS

pytestmark = pytest.mark.django_db


def add_line(entry: int, *, debit: object = 0, credit: object = 0, currency: str = "EUR") -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_line (entry_id, account_id, fund, currency, debit, credit, gifts)"
            " VALUES (%s, %s, '', %s, %s, %s, 0)",
            [entry, BANK, currency, debit, credit],
        )


def add_entry(number: int, *, day: str = "2026-03-01", reference: str = "elsewhere") -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_entry (number, reference, kind, day, text, posted_at, digest)"
            " VALUES (%s, %s, 'gift', %s, '', %s, 'd')",
            [number, reference, day, NOW],
        )


BALANCED = ({"debit": 500}, {"credit": 500})


@transaction.atomic
def write(*lines: dict[str, object], number: int = 2, **fields: str) -> None:
    """Write an entry as the program does: its lines first."""
    for line in lines:
        add_line(number, **line)
    add_entry(number, **fields)


@pytest.fixture
def opened() -> None:
    """Give books with one entry and the account of the bank."""
    post(gift())
    Account.objects.create(code=BANK, kind="asset", name_fr="Banque", name_en="Bank")


def refused(match: str):
    return pytest.raises(DatabaseError, match=match)


def test_an_entry_in_balance_is_admitted(opened):
    write(*BALANCED)

    assert Entry.objects.count() == 2


@pytest.mark.parametrize(
    "lines",
    [
        ({"debit": 500}, {"credit": 499}),
        ({"debit": 500}, {"credit": 500, "currency": "CHF"}),
        ({}, {}),
        (),
    ],
)
def test_an_entry_that_is_out_of_balance_or_moves_nothing_is_refused(opened, lines):
    with refused("Debit and credit"):
        write(*lines)


def test_lines_for_an_entry_that_stands_are_refused(opened):
    with refused("complete"), transaction.atomic():
        add_line(1, debit=500)


def test_lines_whose_entry_never_comes_are_refused_at_the_end(opened):
    with pytest.raises(IntegrityError):
        _write_lines_alone()


@transaction.atomic
def _write_lines_alone() -> None:
    add_line(2, debit=500)
    add_line(2, credit=500)
    # As at the end of a transaction that is not part of another.
    connection.check_constraints()


@pytest.mark.parametrize("number", [0, 3])
def test_a_number_that_is_not_the_next_is_refused(opened, number):
    with refused("no gap"):
        write(*BALANCED, number=number)


@pytest.mark.parametrize("currency", ["eur", "E", "€€€", ""])
def test_a_line_of_no_currency_is_refused(opened, currency):
    with refused("three letters"), transaction.atomic():
        add_line(2, debit=500, currency=currency)


@pytest.mark.parametrize("sides", [{"debit": -5}, {"debit": 5, "credit": 5}, {"debit": "5 euros"}])
def test_a_line_of_no_amount_is_refused(opened, sides):
    with pytest.raises(DatabaseError), transaction.atomic():
        add_line(2, **sides)


@pytest.mark.parametrize("day", ["2025-12-31", "2019-01-01"])
def test_an_entry_of_a_closed_year_or_of_one_before_is_refused(opened, day):
    close_year(year=2025, by="Trésorière", now=NOW)

    with refused("is closed"):
        write(*BALANCED, day=day)


CHANGES = {
    "entry": lambda: Entry.objects.update(text="Autre"),
    "its number": lambda: Entry.objects.filter(number=1).update(number=2),
    "no entry": lambda: Entry.objects.filter(number=1)._raw_delete("default"),
    "line": lambda: Line.objects.update(fund="campaign:2"),
    "no line": lambda: Line.objects.all().delete(),
    "kind of an account": lambda: Account.objects.update(kind="income"),
    "no account": lambda: Account.objects.filter(code=BANK).delete(),
    "closed year": lambda: ClosedYear.objects.update(last_number=0),
    "no closed year": lambda: ClosedYear.objects.all().delete(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_nothing_is_changed_or_deleted(opened, change):
    ClosedYear.objects.create(
        year=2024, closed_at=NOW, closed_by="x", last_number=1, digest="d" * 64
    )

    with refused("only added to"), transaction.atomic():
        change()


def test_an_account_can_be_renamed(opened):
    Account.objects.filter(code=GIFTS).update(name_fr="Dons manuels")

    assert Account.objects.get(code=GIFTS).name_fr == "Dons manuels"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite replaces rows.")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE OR REPLACE ledger_line SET id = id + 1",
        "REPLACE INTO ledger_account SELECT code, 'equity', name_fr, name_en FROM ledger_account",
        "UPDATE OR REPLACE ledger_entry SET number = 2",
    ],
)
def test_a_row_is_not_replaced(opened, statement):
    with refused("only added to|complete"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite replaces rows.")
def test_an_entry_is_not_replaced_under_its_reference(opened):
    with refused("only added to"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT OR REPLACE INTO ledger_entry (number, reference, kind, day, text, posted_at,"
            " digest) VALUES (2, 'stripe:gift:1', 'gift', '2026-03-01', '', '2026-03-01', 'd')"
        )


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE.")
@pytest.mark.parametrize("table", ["ledger_line", "ledger_account", "ledger_closedyear"])
def test_a_table_is_not_emptied(opened, table):
    connection.check_constraints()

    with refused("only added to"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_guards_that_are_missing_are_named():
    assert missing_guards(connection) == set()
    with connection.cursor() as cursor:
        suffix = " ON ledger_line" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER ledger_line_unchanged{suffix}")
    assert missing_guards(connection) == {"ledger_line"}

    install_guards(connection)
    assert missing_guards(connection) == set()

    remove_guards(connection)
    assert missing_guards(connection) == {
        "ledger_account",
        "ledger_closedyear",
        "ledger_entry",
        "ledger_line",
    }
