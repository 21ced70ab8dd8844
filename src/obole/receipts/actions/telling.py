"""A donor is told that a receipt is there. The mail holds a link, never the PDF.

A name, an address and a sum in an attachment lie in letter boxes for years, on servers that nobody
of us knows; behind the link they are shown to whoever can read the donor's mail now, and a receipt
that was made void is no longer there. The law wants that the donor can't alter the file: they get
it from us, and anybody can check it.
"""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from obole.donations.queries.house import newsroom_name
from obole.donations.queries.links import portal_url
from obole.foundation.mail import post_mail
from obole.receipts.models import Receipt
from obole.receipts.queries.facts import donor_of
from obole.receipts.rules.registry import scheme_named


@transaction.atomic
def tell_of_receipt(*, receipt: Receipt) -> None:
    """Write to the donor where the receipt is found, once. Nobody is told of a void one."""
    line = receipt.lines.select_related("gift__donor__merged_into").order_by("pk").first()
    donor = donor_of(line.gift) if line else None
    if donor is None or donor.erased_at is not None or not donor.email or not receipt.is_valid:
        return
    language = receipt.language
    with translation.override(language):
        words = {
            "name": newsroom_name(),
            "number": receipt.number,
            "amount": receipt.amount.formatted(language),
            "year": receipt.gift_year,
            "url": portal_url(donor=donor, language=language),
        }
        is_for_tax = scheme_named(receipt.scheme).is_for_tax
        subject = _("Your tax receipt for %(year)d") if is_for_tax else _("Your gift of %(year)d")
        post_mail(
            key=f"receipt:{receipt.pk}",
            recipient=donor.email,
            subject=subject % words,
            text=_text(is_for_tax=is_for_tax) % words,
        )


def _text(*, is_for_tax: bool) -> str:
    if is_for_tax:
        return _(
            "Hello,\n\n"
            "your tax receipt %(number)s is ready: %(amount)s, given to %(name)s in %(year)d.\n\n"
            "You find it with your gifts, here:\n%(url)s\n\n"
            "The link works for a day; the page then sends you another. The receipt itself is not "
            "in this mail, since mails lie in many places for a long time.\n\n"
            "Thank you.\n%(name)s\n"
        )
    return _(
        "Hello,\n\n"
        "a document that acknowledges your gift to %(name)s is ready: %(number)s, %(amount)s, "
        "%(year)d. It is no tax receipt.\n\n"
        "You find it with your gifts, here:\n%(url)s\n\n"
        "The link works for a day; the page then sends you another.\n\n"
        "Thank you.\n%(name)s\n"
    )
