"""The treasurers are told when something is wrong with the books."""

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from obole.donations.queries.house import donation_settings, newsroom_name
from obole.foundation.mail import post_mail
from obole.ledger.models import BooksCheck
from obole.ledger.queries.wording import sentence_of
from obole.ledger.rules.faults import Fault


@transaction.atomic
def tell_of_faulty_books(*, check_id: int) -> None:
    """Write to each treasurer what a check of the books found; once for each check."""
    check = BooksCheck.objects.get(pk=check_id)
    with translation.override(settings.LANGUAGE_CODE):
        faults = [f"- {sentence_of(Fault.from_json(each))}" for each in check.problems]
        text = _(
            "A check of the books of %(newsroom)s found something that cannot be if nobody "
            "changed the database by hand:\n\n%(faults)s\n\n"
            "Until this is mended, figures may be wrong. Ask whoever runs the site to keep a copy "
            "of the database as it is, to run “obole ledger verify”, and to compare with a backup."
        ) % {"newsroom": newsroom_name(), "faults": "\n".join(faults)}
        subject = _("The books of %(newsroom)s do not agree") % {"newsroom": newsroom_name()}
        for number, address in enumerate(donation_settings().treasurer_emails.split()):
            post_mail(
                key=f"books:{check_id}:{number}", recipient=address, subject=subject, text=text
            )
