"""How mails to donors are put together: their language, the greeting, what stands below."""

from collections.abc import Iterable
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from obole.donations.models import Donor, Plan
from obole.donations.queries.donors import surviving
from obole.donations.queries.house import newsroom_name
from obole.donations.queries.links import ending_url, portal_url
from obole.donations.rules.vocabulary import PlanState, Rhythm
from obole.foundation.mail import post_mail
from obole.kernel.text import french_first

RUNNING = (PlanState.BEGUN, PlanState.ACTIVE, PlanState.FAILING)


def address_of(donor: Donor | None) -> str:
    """Return where a donor is written to; empty for nobody, or somebody who was erased."""
    if donor is None or donor.erased_at is not None:
        return ""
    return donor.email or surviving(donor).email


def send_letter(
    *, key: str, donor: Donor, subject: str, paragraphs: Iterable[str], language: str
) -> bool:
    """Post a mail to a donor, whose language is spoken already; tell whether there is an address.

    The same key again sends nothing.
    """
    address = address_of(donor)
    if not address:
        return False
    text = "\n\n".join(
        part
        for part in (
            greeting(donor),
            *paragraphs,
            all_gifts(donor, language=language),
            newsroom_name(),
        )
        if part
    )
    post_mail(key=key, recipient=address, subject=subject, text=f"{text}\n")
    return True


def greeting(donor: Donor) -> str:
    """Return the first line."""
    name = donor.given_name.strip() or donor.company.strip()
    if not name:
        return pgettext("a mail to a donor begins", "Hello,")
    return pgettext("a mail to a donor begins", "Hello %(name)s,") % {
        "name": " ".join(name.split())
    }


def all_gifts(donor: Donor, *, language: str) -> str:
    """Return the way to all gifts of the donor."""
    return _(
        "All your gifts, your address for receipts, and what else you may want to change, for one "
        "day:\n%(address)s\n"
        "Later, the same page sends you a new link."
    ) % {"address": portal_url(donor=donor, language=language)}


def way_to_end(plan: Plan, *, language: str) -> str:
    """Return how a recurring gift is ended, without signing in anywhere."""
    if plan.state not in RUNNING or not plan.gateway:
        return ""
    words = {
        Rhythm.MONTHLY: _("You give %(amount)s each month. To end that, at any time:\n%(address)s"),
        Rhythm.YEARLY: _("You give %(amount)s each year. To end that, at any time:\n%(address)s"),
    }
    said = words.get(Rhythm(plan.rhythm), words[Rhythm.MONTHLY])
    address = ending_url(plan=plan, language=language)
    return said % {"amount": plan.to_pay.formatted(language), "address": address}


def day_in_words(day: date, *, language: str) -> str:
    """Return a day as a letter has it: "4 mars 2026", "1er mars 2026", "4 March 2026"."""
    words = formats.date_format(day, "j F Y")
    return french_first(words) if language == "fr" else words
