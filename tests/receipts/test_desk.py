"""Receipts at the desk: what waits is issued, what is wrong is made void, who may do it."""

import io

import pytest
from desk_work import at_desk, look, plain, press, text_of
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from factories import Newsroom
from giving import settled_gift
from PIL import Image
from receipting import BODY, issued, make_person, receipted_gift, switch_on

from obole.accounts.middleware import CONFIRMED_AT
from obole.accounts.roles import Role
from obole.foundation import clock
from obole.pages.models import Picture
from obole.project.founding import set_up_roles
from obole.receipts.models import IssuerDetails, IssuingDecision, Receipt

pytestmark = pytest.mark.django_db

SCREENS = ["receipts_list", "receipts_due", "receipts_declaration"]


@pytest.fixture(autouse=True)
def _house(newsroom: Newsroom) -> None:
    set_up_roles()


@pytest.mark.parametrize("name", SCREENS)
def test_treasurers_see_receipts_and_journalists_do_not(name):
    switch_on()
    issued()

    assert look(at_desk(Role.TREASURER), name).status_code == 200
    assert look(at_desk(Role.JOURNALIST), name).status_code in (302, 403)


def test_only_administrators_decide_whether_receipts_are_issued():
    assert look(at_desk(Role.TREASURER), "receipts_issuer").status_code in (302, 403)
    assert look(at_desk(Role.ADMINISTRATOR), "receipts_issuer").status_code == 200


def test_the_list_of_what_waits_says_what_stands_in_the_way():
    switch_on()
    receipted_gift(make_person(street=""), amount="50")
    receipted_gift(make_person(), amount="70", means="sepa")

    page = text_of(look(at_desk(Role.TREASURER), "receipts_due"))

    assert "50 €" in page
    assert "70 €" in page
    assert "the address is not complete" in page or "adresse" in page
    assert page.count("receipts/due/") >= 2


def test_all_that_waits_is_issued_with_one_button():
    switch_on()
    donor = make_person()
    for _ in range(2):
        receipted_gift(donor)
    receipted_gift(make_person(street=""))

    press(at_desk(Role.TREASURER), "receipts_issue_all", year="2026", per="year")

    assert Receipt.objects.get().lines.count() == 2


def test_one_that_waits_is_issued_alone():
    switch_on()
    gift = receipted_gift()
    receipted_gift()

    press(at_desk(Role.TREASURER), "receipts_issue_one", gift.pk)

    assert Receipt.objects.get().lines.get().gift == gift


def test_a_gift_for_which_none_was_asked_gets_one_by_its_reference():
    switch_on()
    gift = settled_gift(donor=make_person())
    client = at_desk(Role.TREASURER)

    press(client, "receipts_issue_by_reference", reference="RF00 nonsense")
    assert Receipt.objects.count() == 0
    press(client, "receipts_issue_by_reference", reference=f" {gift.number.lower()} ")

    assert Receipt.objects.get().lines.get().gift == gift


def test_a_receipt_is_replaced_at_the_desk():
    switch_on()
    receipt = issued()
    client = at_desk(Role.TREASURER)

    page = text_of(press(client, "receipts_void", receipt.pk, do="replace", reason="Mauvais nom"))

    receipt.refresh_from_db()
    assert receipt.void_reason == "Mauvais nom"
    assert receipt.replaced_by.number == "2026-P-00002"
    assert "2026-P-00002" in page


def test_a_receipt_is_not_made_void_without_a_reason():
    switch_on()
    receipt = issued()

    press(at_desk(Role.TREASURER), "receipts_void", receipt.pk, do="void", reason="")

    receipt.refresh_from_db()
    assert receipt.is_valid


def test_a_receipt_is_found_by_the_name_of_its_donor():
    switch_on()
    receipt, other = issued(donor=make_person()), issued(donor=make_person(family_name="Zola"))

    page = text_of(look(at_desk(Role.TREASURER), "receipts_list", query="?q=zola"))

    assert other.number in page
    assert receipt.number not in page


def test_the_declaration_counts_what_holds():
    switch_on()
    donor = make_person()
    issued(receipted_gift(donor, amount="10"))
    second = issued(receipted_gift(donor, amount="31,50"))
    press(at_desk(Role.TREASURER), "receipts_void", second.pk, do="void", reason="Doublon")

    page = plain(text_of(look(at_desk(Role.TREASURER), "receipts_declaration")))

    assert "10 €" in page
    assert "41,50" not in page


def send(client, name, fields):
    """Send a form of the desk."""
    return client.post(reverse(name), fields, secure=True, follow=True)


def confirmed(role):
    """Return a client whose password was given again a moment ago."""
    client = at_desk(role)
    session = client.session
    session[CONFIRMED_AT] = clock.now().timestamp()
    session.save()
    return client


def test_the_body_is_described_and_a_wrong_siren_refused():
    client = at_desk(Role.ADMINISTRATOR)
    fields = {**BODY, "quality": "general-interest", "timing": "by-hand"}

    send(client, "receipts_issuer", {**fields, "siren": "732829321"})
    assert not IssuerDetails.objects.exists()
    send(client, "receipts_issuer", fields)

    assert IssuerDetails.objects.get().name == "Association La Gazette"


def test_a_signature_is_kept_under_seal_and_is_no_picture_of_the_library():
    picture = io.BytesIO()
    Image.new("RGB", (60, 20), "navy").save(picture, "PNG")
    file = SimpleUploadedFile("signature.png", picture.getvalue())
    fields = {**BODY, "quality": "general-interest", "timing": "by-hand"}

    send(at_desk(Role.ADMINISTRATOR), "receipts_issuer", {**fields, "signature_file": file})

    kept = IssuerDetails.objects.get().signature
    assert "base64" not in kept.sealed_picture
    assert Picture.objects.count() == 0


def test_a_decision_is_recorded_only_with_its_ground_and_the_password():
    said = {
        "mode": "own",
        "country": "FR",
        "legal_basis": "CGI, art. 200, 1, b",
        "has_no_ruling": "on",
        "person": "Jeanne Pasquier",
    }

    send(at_desk(Role.ADMINISTRATOR), "receipts_decide", said)
    send(confirmed(Role.ADMINISTRATOR), "receipts_decide", {**said, "legal_basis": ""})
    assert IssuingDecision.objects.count() == 0
    send(confirmed(Role.ADMINISTRATOR), "receipts_decide", said)

    decided = IssuingDecision.objects.get()
    assert (decided.mode, decided.has_no_ruling) == ("own", True)
    assert decided.made_by
