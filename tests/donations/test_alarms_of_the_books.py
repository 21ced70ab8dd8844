"""Treasurers hear of books that do not agree, once for each check."""

from datetime import UTC, datetime

import pytest

from obole.donations.actions.alarming import tell_of_faulty_books
from obole.donations.models import DonationSettings
from obole.foundation.models import OutgoingMail
from obole.ledger.models import BooksCheck
from obole.ledger.rules.faults import Fault, Wrong


@pytest.mark.django_db
def test_each_treasurer_is_told_once_what_a_check_found(newsroom):
    settings = DonationSettings.for_site(newsroom.site)
    settings.treasurer_emails = "camille@example.org\nlou@example.org"
    settings.save()
    check = BooksCheck.objects.create(
        checked_at=datetime(2026, 3, 1, tzinfo=UTC),
        entries=7,
        problems=[Fault(wrong=Wrong.UNBALANCED, number=7).to_json()],
    )

    tell_of_faulty_books(check_id=check.pk)
    tell_of_faulty_books(check_id=check.pk)

    mails = OutgoingMail.objects.order_by("recipient")
    assert [each.recipient for each in mails] == ["camille@example.org", "lou@example.org"]
    assert "7" in mails[0].text
    assert "obole ledger verify" in mails[0].text
