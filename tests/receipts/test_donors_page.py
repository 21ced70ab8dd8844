"""A donor finds the receipts behind the mailed link, and the treasurer what they have left."""

import pytest
from desk_work import at_desk, look, text_of
from django.urls import reverse
from factories import Newsroom
from giving import settled_gift
from receipting import ISSUED, issued, make_person, receipted_gift, switch_on

from obole.accounts.roles import Role
from obole.donations.queries.links import portal_token
from obole.foundation.models import OutgoingMail
from obole.foundation.worker import run_ready_tasks
from obole.project.founding import set_up_roles
from obole.receipts.actions.voiding import void_receipt

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house(newsroom: Newsroom, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("obole.receipts.actions.printing.receipts_folder", lambda: tmp_path)
    switch_on()


def test_the_mailed_link_leads_to_the_receipt_and_its_file(client):
    donor = make_person()
    receipt = issued(receipted_gift(donor))
    run_ready_tasks()
    mail = OutgoingMail.objects.get(key=f"receipt:{receipt.pk}")
    path = mail.text.split("//", 1)[1].split("/", 1)[1].split()[0]

    page = text_of(client.get(f"/{path}", secure=True))
    link = reverse("gifts:my_receipts", args=[portal_token(donor=donor), 2026])
    file = client.get(link, secure=True)

    assert receipt.number in page
    assert file.headers["Content-Type"] == "application/pdf"
    assert receipt.number in file.headers["Content-Disposition"]
    assert file.headers["Cache-Control"] == "no-store"


def test_a_void_receipt_is_mailed_to_nobody():
    receipt = issued()
    void_receipt(receipt=receipt, reason="Doublon", by="J. P.", now=ISSUED)

    run_ready_tasks()

    assert not OutgoingMail.objects.filter(key=f"receipt:{receipt.pk}").exists()


def test_the_treasurers_overview_counts_what_waits():
    set_up_roles()
    receipted_gift()
    settled_gift()

    page = text_of(look(at_desk(Role.TREASURER), "donations_overview"))

    assert reverse("receipts_due") in page
