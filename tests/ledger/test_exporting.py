"""The books leave as other programs read them: hledger is asked what it sees."""

import csv
import json
import os
import subprocess
from datetime import date
from io import StringIO
from pathlib import Path
from shutil import which

import pytest
from bookkeeping import DAY, FUND, books, euros, gift, post, post_books, take_back
from click.testing import CliRunner
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from ledger_command import Loaded

from obole.kernel.money import Money
from obole.ledger.models import Entry
from obole.ledger.queries.exporting import BooksFormat, exported_lines
from obole.ledger.queries.figures import balances
from obole.ledger.rules import fec
from obole.ledger.rules.chart import BANK, GIFTS
from obole.ledger.rules.drafts import Posting
from obole.project.command_line import ledger

pytestmark = pytest.mark.django_db

HOSTILE = "=1+1;|\tDon\n  Zoë (x)  « cent »\u202e:, ;"


def text_of(books_format: BooksFormat, **options) -> str:
    return "".join(exported_lines(books_format=books_format, **options))


def hledger(journal: str, *arguments: str) -> str:
    if which("hledger") is None:
        pytest.fail("hledger is missing: tools/install_packages.sh hledger")
    result = subprocess.run(
        ["hledger", "-f", "-", *arguments],
        input=journal,
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C.UTF-8", "LEDGER_FILE": "/dev/null"},
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def hledger_balances(journal: str) -> dict[tuple[str, str], Money]:
    rows, _total = json.loads(hledger(journal, "balance", "-O", "json", "--flat", "-E"))
    return {
        (name.split()[0], each["acommodity"]): Money.parse(
            # Scientific notation is not for money: the digits and their places are.
            _plain(each["aquantity"]),
            each["acommodity"],
        )
        for name, _, _, amounts in rows
        for each in amounts
    }


def _plain(quantity: dict[str, int]) -> str:
    digits, places = quantity["decimalMantissa"], quantity["decimalPlaces"]
    sign, whole = "-" if digits < 0 else "", str(abs(digits)).rjust(places + 1, "0")
    return f"{sign}{whole[: len(whole) - places]}.{whole[len(whole) - places :] or '0'}"


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(contents=books())
def test_hledger_sees_the_same_balances_in_any_books(contents):
    with transaction.atomic():
        post_books(contents)

        journal = text_of(BooksFormat.HLEDGER)

        assert {key: each for key, each in hledger_balances(journal).items() if each} == {
            key: each for key, each in balances().items() if each
        }
        transaction.set_rollback(True)


@pytest.fixture
def three_entries() -> None:
    """Give books with a gift of last year, one of this year, and what takes that back."""
    post(gift(1, amount="1234.50", fee="0", day=date(2025, 12, 31), text=HOSTILE))
    take_back(post(gift(2)), text="Saisie deux fois")


def test_hledger_accepts_the_journal_strictly_and_reads_its_tags(three_entries):
    journal = text_of(BooksFormat.HLEDGER)

    hledger(journal, "check", "--strict")
    hledger(journal, "check", "ordereddates")
    register = hledger(journal, "register", "tag:fund=campaign:1", "-O", "csv")

    assert [row["amount"] for row in csv.DictReader(StringIO(register))] == [
        "-1234.50 EUR",
        "-50.00 EUR",
        "50.00 EUR",
    ]
    assert "account 754100 Dons  ; type:R" in journal
    assert "account 754100 Gifts  ; type:R" in text_of(BooksFormat.HLEDGER, language="en")


def test_a_year_holds_the_entries_with_a_day_in_it(three_entries):
    assert "2025-12-31 (1)" in text_of(BooksFormat.HLEDGER, year=2025)
    assert "(1)" not in text_of(BooksFormat.HLEDGER, year=2026)
    assert len(text_of(BooksFormat.CSV, year=2026).splitlines()) == 7


def test_csv_has_a_row_for_each_line_and_no_formula(three_entries):
    rows = list(csv.DictReader(StringIO(text_of(BooksFormat.CSV))))

    assert len(rows) == 8
    first = rows[1]
    assert (first["entry"], first["account"], first["account_name"]) == ("1", GIFTS, "Dons")
    assert (first["debit"], first["credit"], first["currency"]) == ("0.00", "1234.50", "EUR")
    assert (first["fund"], first["gifts"], first["reference"]) == (FUND, "1", "stripe:gift:1")
    assert first["text"].startswith("'=1+1;|")
    assert rows[-1]["reverses"] == "2"
    assert rows[-1]["digest"] == Entry.objects.get(number=3).digest


def test_the_fec_has_its_eighteen_columns_in_order(three_entries):
    header, *lines = (line.split("\t") for line in text_of(BooksFormat.FEC).splitlines())

    assert tuple(header) == fec.COLUMNS
    assert {len(line) for line in lines} == {18}
    gift_line = dict(zip(header, lines[1], strict=True))
    assert gift_line["JournalCode"] == "DON"
    assert (gift_line["EcritureNum"], gift_line["EcritureDate"]) == ("1", "20251231")
    assert (gift_line["CompteNum"], gift_line["CompteLib"]) == (GIFTS, "Dons")
    assert (gift_line["Debit"], gift_line["Credit"]) == ("0,00", "1234,50")
    assert (gift_line["PieceRef"], gift_line["PieceDate"]) == ("stripe:gift:1", "20251231")
    assert gift_line["ValidDate"] == "20260301"
    assert lines[-1][0] == "OD"


def test_the_fec_is_in_balance_entry_by_entry(three_entries):
    sums: dict[str, Money] = {}
    for line in csv.DictReader(StringIO(text_of(BooksFormat.FEC)), delimiter="\t"):
        moved = Money.parse(line["Debit"], "EUR") - Money.parse(line["Credit"], "EUR")
        sums[line["EcritureNum"]] = sums.get(line["EcritureNum"], euros("0")) + moved

    assert sums == {"1": euros("0"), "2": euros("0"), "3": euros("0")}


def test_the_command_writes_a_file_and_leaves_none_when_it_cannot(three_entries, tmp_path):
    francs = Money(500, "CHF")
    postings = (Posting(account=BANK, amount=francs), Posting(account=GIFTS, amount=-francs))

    def export(name: str):
        arguments = ["export", "fec", "-o", str(tmp_path / name)]
        return CliRunner().invoke(ledger.command, arguments, obj=Loaded(site=Path()))

    assert export("books.txt").exit_code == 0
    post(gift(3, postings=postings, day=DAY))
    refused = export("other.txt")

    assert refused.exit_code == 1
    assert "Entry 4 is in CHF" in str(refused.exception)
    assert [each.name for each in tmp_path.iterdir()] == ["books.txt"]
    assert len((tmp_path / "books.txt").read_text(encoding="utf-8").splitlines()) == 9
