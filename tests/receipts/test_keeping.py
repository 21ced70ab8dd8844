"""What was issued stays as it is: triggers, digests, files; and goes when its time is over."""

import shutil
import subprocess
import threading
from datetime import timedelta

import pytest
from desk_work import plain
from django.db import DatabaseError, connection, connections, transaction
from factories import Newsroom
from giving import euros
from receipting import (
    COMPANY,
    ISSUED,
    PERSON,
    issued,
    make_company,
    make_person,
    receipted_gift,
    switch_on,
)

from obole.donations.queries import receipt_links
from obole.receipts.actions.issuing import issue_for_gifts, issue_receipt
from obole.receipts.actions.printing import PdfAltered, Purged, pdf_of, receipts_folder
from obole.receipts.actions.purging import purge_receipts
from obole.receipts.actions.voiding import void_receipt
from obole.receipts.models import IssuingDecision, Receipt, ReceiptGift, Series
from obole.receipts.models.guards import KEPT, install_guards, missing_guards
from obole.receipts.queries.verification import faults
from obole.receipts.rules.codes import written_code
from obole.receipts.rules.scheme import Grouping

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house(newsroom: Newsroom, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("obole.receipts.actions.printing.receipts_folder", lambda: tmp_path)
    monkeypatch.setattr("obole.receipts.actions.purging.receipts_folder", lambda: tmp_path)


def texts_of(pdf: bytes) -> str:
    """Return what a person reads in a PDF."""
    read = ["pdftotext", "-layout", "-", "-"]
    answer = subprocess.run(read, input=pdf, capture_output=True, check=True)
    return " ".join(plain(answer.stdout.decode()).split())


MENTIONS = [
    "Association La Gazette",
    "12, rue des Trois-Frères, 38000 Grenoble",
    "732 829 320",
    "W381012345",
    "journalisme d’enquête",
    "Œuvre ou organisme d’intérêt général",
    "*** 1 234,50 € ***",
    "ille deux cent trente-quatre euros et cinquante centimes",
    "euro (EUR)",
    "2 novembre 2026",
    "× Déclaration de don manuel",
    "× Numéraire",
    "× Virement, prélèvement, carte bancaire",
    "certifie sur l’honneur",
    "Fait à Grenoble, le 3 décembre 2026",
    "Jeanne Pasquier",
    "trésorière",
]


def test_the_receipt_of_a_person_has_every_mention_of_the_form():
    switch_on()
    receipt = issued(amount="1234,50")

    text = texts_of(pdf_of(receipt=receipt))

    assert [each for each in MENTIONS if each not in text] == []
    assert "2026-P-00001" in text
    assert "Éléonore Lefèvre-Dœuff" in text
    assert f"{PERSON['street']}, 29200 Brest" in text
    assert "Article 200 du code général des impôts" in text
    assert "× 200 du CGI" in text
    assert written_code(receipt.code) in text


def test_the_receipt_of_a_company_has_every_mention_of_the_form():
    switch_on()

    text = texts_of(pdf_of(receipt=issued(donor=make_company(language="en"), amount="1234,50")))

    assert [each for each in MENTIONS if each not in text and "×" not in each] == []
    assert COMPANY["company"] in text
    assert "SARL" in text
    assert "404 833 048" in text
    assert "× 238 bis du CGI" in text
    assert "Company that gave" in text


def test_an_acknowledgement_says_nothing_of_a_lower_tax():
    switch_on(country="")

    text = texts_of(pdf_of(receipt=issued(donor=make_person(language="en"), amount="50")))

    assert "This is not a tax receipt" in text
    assert "Fifty euros" in text or "fifty euros" in text
    assert "CGI" not in text


@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="zbarimg is not installed")
def test_the_square_code_leads_to_the_check_of_this_receipt(tmp_path):
    switch_on()
    receipt = issued()
    paper = tmp_path / "receipt"
    draw = ["pdftoppm", "-png", "-r", "150", "-singlefile", "-", str(paper)]
    subprocess.run(draw, input=pdf_of(receipt=receipt), check=True)

    read = ["zbarimg", "--quiet", "--raw", f"{paper}.png"]
    said = subprocess.run(read, capture_output=True, check=True).stdout.decode().strip()

    assert said == receipt.sheet["check_url"]
    assert f"number={receipt.number}&code={receipt.code}" in said


def test_a_name_that_is_markup_is_printed_as_it_is():
    switch_on()
    donor = make_person(family_name='<img src="file:///etc/passwd"><b>Zola', street="{{ x }}")

    text = texts_of(pdf_of(receipt=issued(donor=donor)))

    assert '<img src="file:///etc/passwd"><b>Zola' in text.replace("> ", ">")
    assert "root:" not in text


def test_the_same_receipt_is_the_same_file_and_declares_pdf_a():
    switch_on()
    receipt = issued()

    first = pdf_of(receipt=receipt)
    for path in receipts_folder_files():
        path.unlink()

    assert pdf_of(receipt=receipt) == first
    told = subprocess.run(["pdfinfo", "-meta", "-"], input=first, capture_output=True, check=True)
    assert b"pdfaid:part" in told.stdout
    assert b"pdfaid:conformance" in told.stdout


def receipts_folder_files():
    from obole.receipts.actions import printing

    return list(printing.receipts_folder().rglob("*.pdf"))


def test_a_file_that_was_altered_is_not_handed_out():
    switch_on()
    receipt = issued()
    pdf_of(receipt=receipt)
    (path,) = receipts_folder_files()
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b" ")

    with pytest.raises(PdfAltered):
        pdf_of(receipt=receipt)
    assert [each.number for each in faults(folder=path.parents[1]) if each.number] == [
        "2026-P-00001"
    ]


def test_only_we_read_the_files():
    switch_on()
    pdf_of(receipt=issued())

    assert [path.stat().st_mode & 0o777 for path in receipts_folder_files()] == [0o600]


def test_nothing_is_wrong_with_what_was_issued(tmp_path):
    install_guards(connection)
    switch_on()
    donor = make_person()
    gifts = [receipted_gift(donor, amount=each) for each in ("10", "20")]
    issue_for_gifts(gifts=gifts, grouping=Grouping.YEAR, by="J. P.", now=ISSUED)
    void_receipt(receipt=issued(), reason="Essai", by="J. P.", now=ISSUED)

    assert list(faults(folder=tmp_path)) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda: Receipt.objects.update(sheet={"number": "x"}), "altered"),
        (lambda: ReceiptGift.objects.update(amount_minor_units=1), "sum"),
        (lambda: ReceiptGift.objects.update(is_valid=False), "stand"),
        (lambda: Series.objects.update(last_number=7), "gap"),
        (lambda: Series.objects.all().delete(), "counter"),
    ],
)
def test_what_was_altered_is_found(change, said, tmp_path):
    switch_on()
    issued()

    change()

    assert any(said in each.text for each in faults(folder=tmp_path))


def test_guards_that_are_missing_are_named():
    assert missing_guards(connection) == set(KEPT)

    install_guards(connection)
    install_guards(connection)

    assert missing_guards(connection) == set()


@pytest.mark.parametrize(
    "change",
    [
        lambda: Receipt.objects.update(amount_minor_units=1),
        lambda: Receipt.objects.update(sheet={"number": "x"}),
        lambda: Receipt.objects.update(number="2026-P-00099"),
        lambda: Receipt.objects.update(code="000000000000"),
        lambda: Receipt.objects.update(pdf_sha256="0" * 64),
        lambda: Receipt.objects.update(void_reason="sans date"),
        lambda: Receipt.objects.update(sheet={}),
        lambda: Receipt.objects.all().delete(),
        lambda: ReceiptGift.objects.update(amount_minor_units=1),
        lambda: ReceiptGift.objects.all().delete(),
        lambda: IssuingDecision.objects.update(person="Un autre"),
        lambda: IssuingDecision.objects.all().delete(),
    ],
)
def test_the_database_refuses_to_alter_what_was_issued(change):
    switch_on()
    pdf_of(receipt=issued())
    install_guards(connection)

    with pytest.raises(DatabaseError), transaction.atomic():
        change()


def test_a_void_receipt_stays_void():
    switch_on()
    receipt = issued()
    install_guards(connection)
    void_receipt(receipt=receipt, reason="Doublon", by="J. P.", now=ISSUED)

    with pytest.raises(DatabaseError), transaction.atomic():
        Receipt.objects.update(voided_at=None, voided_by="", void_reason="")
    with pytest.raises(DatabaseError), transaction.atomic():
        ReceiptGift.objects.update(is_valid=True)


def test_names_are_purged_when_six_whole_years_are_over():
    switch_on()
    install_guards(connection)
    receipt = issued()
    pdf_of(receipt=receipt)

    assert purge_receipts(now=ISSUED.replace(year=2032)) == 0
    assert purge_receipts(now=ISSUED.replace(year=2033)) == 1

    receipt.refresh_from_db()
    assert (receipt.sheet, receipt.amount, receipt.recipient) == ({}, euros("50"), "")
    assert receipts_folder_files() == []
    with pytest.raises(Purged):
        pdf_of(receipt=receipt)
    assert list(faults(folder=receipts_folder())) == []


def test_a_donor_is_given_the_receipts_of_a_year_as_one_file():
    switch_on()
    donor = make_person()
    first = issued(receipted_gift(donor, amount="10"))

    one = receipt_links.file_of_year(donor=donor, year=2026)
    issued(receipted_gift(donor, amount="20"))
    two = receipt_links.file_of_year(donor=donor, year=2026)
    again = receipt_links.file_of_year(donor=donor, year=2026)

    assert (one.name, one.content[:5]) == ("2026-P-00001.pdf", b"%PDF-")
    assert (two.name, two.content[:2]) == ("2026.zip", b"PK")
    assert two.content == again.content
    assert receipt_links.file_of_year(donor=donor, year=2025) is None
    assert receipt_links.file_of_year(donor=make_person(), year=2026) is None
    assert [each.number for each in receipt_links.receipts_for(donor=donor)][-1] == first.number


def test_a_void_receipt_is_given_to_nobody():
    switch_on()
    donor = make_person()
    receipt = issued(receipted_gift(donor))
    void_receipt(receipt=receipt, reason="Doublon", by="J. P.", now=ISSUED + timedelta(days=1))

    assert receipt_links.file_of_year(donor=donor, year=2026) is None
    assert [each.is_void for each in receipt_links.receipts_for(donor=donor)] == [True]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_leave_no_gap_and_no_number_twice():
    switch_on()
    gifts = [receipted_gift() for _ in range(8)]
    both = threading.Barrier(2)

    def issue(some):
        try:
            both.wait()
            for gift in some:
                issue_receipt(gift=gift, by="J. P.", now=ISSUED)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=issue, args=(gifts[i:] + gifts[:i],)) for i in (0, 4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(Receipt.objects.values_list("ordinal", flat=True)) == list(range(1, 9))
    assert ReceiptGift.objects.count() == 8
