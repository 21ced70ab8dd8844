"""Bank files are read in every format and dialect, or refused with the reason and the place."""

from contextlib import suppress
from datetime import date

import bank_files
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from obole.donations.rules.statements import (
    Columns,
    ColumnsUnknown,
    Problem,
    UnreadableStatement,
    read_file,
    reading,
)
from obole.donations.rules.statements.lines import BankLine, is_same_account, keyed_lines
from obole.kernel.money import Money

WORDS = st.text("abcdeéàçÉ &'RF0189-/", max_size=20).map(lambda text: " ".join(text.split()))
LINES = st.lists(
    st.builds(
        BankLine,
        day=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        amount=st.integers(-10_000_000, 10_000_000)
        .filter(bool)
        .map(lambda units: Money(units, "EUR")),
        payer=WORDS,
        text=WORDS,
        bank_reference=st.text("ABCD0123456789", max_size=12).filter(lambda text: text != "0"),
    ),
    min_size=1,
    max_size=6,
)


def facts(lines: tuple[BankLine, ...]) -> list[tuple[object, ...]]:
    return [(each.day, each.amount, each.payer, each.bank_reference) for each in lines]


def read_lines(content: bytes) -> tuple[BankLine, ...]:
    [part] = read_file(content, currency="EUR").parts
    return part.lines


@pytest.mark.parametrize(
    "write",
    [
        bank_files.camt,
        lambda lines: bank_files.camt(lines, version="001.08"),
        bank_files.ofx,
        lambda lines: bank_files.ofx(lines, is_xml=True),
        bank_files.table,
        lambda lines: bank_files.table(lines, encoding="utf-8"),
        lambda lines: bank_files.table(lines, encoding="utf-16"),
    ],
    ids=["camt", "camt.08", "ofx", "ofx-xml", "csv-latin-1", "csv-utf-8", "csv-utf-16"],
)
@settings(max_examples=40, deadline=None)
@given(lines=LINES)
def test_what_a_bank_wrote_is_what_is_read(write, lines) -> None:
    assert facts(read_lines(write(lines))) == facts(tuple(lines))


@settings(max_examples=60, deadline=None)
@given(lines=LINES, cut=st.integers(0, 6))
def test_keys_are_the_same_in_an_overlapping_file_and_differ_within_one(lines, cut) -> None:
    twice = [*lines, lines[0]]
    keys = [key for key, _ in keyed_lines(twice, account="A")]
    beginning = [key for key, _ in keyed_lines(twice[:cut], account="A")]

    assert len(set(keys)) == len(twice)
    assert keys[: len(beginning)] == beginning
    assert set(keys).isdisjoint(key for key, _ in keyed_lines(twice, account="B"))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"OFXHEADER:100 <OFX>", b"<?xml?>camt.053"]))
def test_whatever_comes_is_read_or_refused(content, beginning) -> None:
    # Anything else that is raised fails the test.
    with suppress(UnreadableStatement):
        assert read_file(beginning + content, currency="EUR").parts


CAMT = bank_files.camt(
    [BankLine(day=date(2026, 3, 1), amount=Money(5000, "EUR"), payer="Zoé", bank_reference="B1")]
)
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    b'<Document xmlns="camt.053"><BkToCstmrStmt>&b;</BkToCstmrStmt></Document>'
)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", Problem.EMPTY),
        (b" \n ", Problem.EMPTY),
        (b"x" * (reading.LARGEST_FILE + 1), Problem.TOO_LARGE),
        (CAMT[:-30], Problem.MALFORMED),
        (BOMB, Problem.FORBIDDEN),
        (CAMT.replace(b"FR7630006", b"FR7730006"), Problem.CHECKSUM),
        (CAMT.replace(b"50.00", b"60.00", 1), Problem.BALANCE),
        (CAMT.replace(b'Ccy="EUR">50.00', b'Ccy="ABC">50.00'), Problem.CURRENCY),
        (CAMT.replace(b"50.00", b"5O.00"), Problem.AMOUNT),
        (CAMT.replace(b"2026-03-01", b"2026-02-30"), Problem.DAY),
        (b"<Document>camt.053</Document>", Problem.NO_STATEMENT),
        (b"%PDF-1.7 ...", Problem.UNKNOWN_FORMAT),
        (b"PK\x03\x04....", Problem.UNKNOWN_FORMAT),
        (b"Date;Montant\n31/02/2026;5,00", Problem.DAY),
        (b"Date;Montant\n28/02/2026;cinq", Problem.AMOUNT),
        (b"Date;Montant\n", Problem.NO_STATEMENT),
        (b"OFXHEADER:100\n<OFX><STMTRS><STMTTRN><TRNAMT>5", Problem.MALFORMED),
    ],
)
def test_a_bad_file_is_refused_with_its_reason(content: bytes, problem: Problem) -> None:
    with pytest.raises(UnreadableStatement) as refusal:
        read_file(content, currency="EUR")

    assert refusal.value.problem == problem


def test_a_file_of_too_many_lines_is_refused_in_every_format() -> None:
    lines = [BankLine(day=date(2026, 3, 1), amount=Money(5000, "EUR"))] * 40

    for content in (bank_files.camt(lines), bank_files.ofx(lines), bank_files.table(lines)):
        with pytest.raises(UnreadableStatement) as refusal:
            read_file(content, currency="EUR", limit=5)
        assert refusal.value.problem == Problem.TOO_MANY_LINES


BATCH = (
    b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.04"><BkToCstmrStmt><Stmt>'
    b"<Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id></Acct>"
    b'<Ntry><Amt Ccy="EUR">70.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>'
    b"<BookgDt><DtTm>2026-03-01T10:00:00</DtTm></BookgDt><AcctSvcrRef>E1</AcctSvcrRef><NtryDtls>"
    b'<TxDtls><Amt Ccy="EUR">50.00</Amt><RltdPties><Dbtr><Nm>Ana</Nm></Dbtr></RltdPties>'
    b"<RmtInf><Strd><CdtrRefInf><Ref>RF18 539007547034</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>"
    b'<TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">20.00</Amt></TxAmt></AmtDtls>'
    b"<RltdPties><Dbtr><Nm>Bob</Nm></Dbtr></RltdPties></TxDtls></NtryDtls></Ntry>"
    b'<Ntry><Amt Ccy="EUR">9.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts>'
    b"<BookgDt><Dt>2026-03-02</Dt></BookgDt></Ntry></Stmt></BkToCstmrStmt></Document>"
)


def test_a_batch_is_its_parts_and_what_is_pending_waits() -> None:
    first, second = read_lines(BATCH)

    assert [first.payer, first.amount.plain(), first.reference] == [
        "Ana",
        "50.00",
        "RF18 539007547034",
    ]
    assert [second.payer, second.amount.plain()] == ["Bob", "20.00"]
    assert first.bank_reference != second.bank_reference


def test_a_batch_whose_parts_do_not_make_the_whole_stays_one_line() -> None:
    [line] = read_lines(BATCH.replace(b'<TxDtls><Amt Ccy="EUR">50.00', b'<TxDtls><Amt Ccy="EUR">5'))

    assert line.amount == Money(7000, "EUR")


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        (
            "Date;Libellé;Montant(EUROS)\n01/03/26;Don;1 234,56\n02/03/26;Frais;-3,10",
            [123456, -310],
        ),
        ('Date,Label,Amount\n2026-03-01,Gift,"1,234.56"', [123456]),
        ("Date\tLibellé\tDébit euros\tCrédit euros\n1.3.2026\tX\t-12,00\t", [-1200]),
        ("Date comptable;Montant;Devise\n01-03-2026;+12;EUR\n;;\nSolde;;1000", [1200]),
    ],
)
def test_dialects_of_tables(text: str, amounts: list[int]) -> None:
    for encoding in ("utf-8", "latin-1"):
        lines = read_lines(text.encode(encoding))
        assert [line.amount.minor_units for line in lines] == amounts
        assert lines[0].day == date(2026, 3, 1)


def test_a_table_without_known_heads_asks_which_column_is_which() -> None:
    content = "Quand;Quoi;Combien\n01/03/2026;Don de Zoé;50,00".encode("latin-1")

    with pytest.raises(ColumnsUnknown) as question:
        read_file(content, currency="EUR")
    columns = Columns(heads_row=0, day=0, text=(1,), amount=2)
    [part] = read_file(content, currency="EUR", columns=columns).parts

    assert question.value.rows[0] == ["Quand", "Quoi", "Combien"]
    assert (part.lines[0].text, part.lines[0].amount) == ("Don de Zoé", Money(5000, "EUR"))


def test_an_account_number_is_known_in_its_iban() -> None:
    assert is_same_account(bank_files.IBAN, "12345678901")
    assert not is_same_account(bank_files.IBAN, "12345678902")
    assert not is_same_account(bank_files.IBAN, bank_files.OTHER_IBAN)
    assert not is_same_account(bank_files.IBAN, "0000")
