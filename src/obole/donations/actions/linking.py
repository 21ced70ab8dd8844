"""The mailed link to all gifts of a donor.

Whether anybody gave with an address must not show, in the answer or in how long it takes: asking
writes the same two rows for every address, and a task looks later who that is.
"""

import secrets

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from obole.donations.events import PortalLinkAsked
from obole.donations.models import Donor
from obole.donations.queries.house import newsroom_name
from obole.donations.queries.links import portal_url, spoken
from obole.foundation.facts import emit
from obole.foundation.mail import post_mail
from obole.foundation.sealing import BrokenSeal, seal, unseal

_PURPOSE = "donations.portal-link"
_KEY_BYTES = 12


@transaction.atomic
def ask_for_link(*, email: str, language: str) -> None:
    """Take note that somebody asked for the link to the gifts of this address."""
    emit(
        PortalLinkAsked(
            sealed_email=seal(email.strip().lower(), purpose=_PURPOSE),
            language=spoken(language),
            key=secrets.token_hex(_KEY_BYTES),
        )
    )


@transaction.atomic
def send_link(*, sealed_email: str, language: str, key: str) -> bool:
    """Send the link to whoever has the address; tell whether somebody does.

    A task that was written before the site's secret changed sends nothing.
    """
    try:
        email = unseal(sealed_email, purpose=_PURPOSE)
    except BrokenSeal:
        return False
    found = Donor.objects.filter(email__iexact=email, erased_at=None)
    # The row itself before one of the same address that was merged into another.
    donor = found.order_by("merged_into", "pk").first()
    if donor is None:
        return False
    with translation.override(language):
        said = {"address": portal_url(donor=donor, language=language)}
        text = _(
            "You, or somebody who knows your address, asked for the page of your gifts. There you "
            "see them all, end or change a recurring gift, get your receipts, or have your data "
            "erased. The link works for one day:\n%(address)s\n\n"
            "If it was not you, do nothing: nobody else sees the link."
        )
        post_mail(
            key=f"portal-link:{key}",
            recipient=donor.email,
            subject=_("Your gifts"),
            text=f"{text % said}\n\n{newsroom_name()}\n",
        )
    return True
