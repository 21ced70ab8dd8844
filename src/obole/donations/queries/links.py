"""The addresses that mails to donors hold, and what they open.

Each is signed for one purpose. The link to all gifts of a donor works for a day; the one that ends
a recurring gift works as long as that gift does, and can do nothing else; the one that leads to the
provider, where a card is changed, works for two weeks. All of them die when the donor is erased or
has another address. Opening one changes nothing: programs that look into mails open links too.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac

from obole.donations.models import Donor, Gift, Plan
from obole.donations.queries.donors import surviving

PORTAL_LASTS = timedelta(hours=24)
# Somebody on holiday comes back to the mail that a card was refused.
MENDING_LASTS = timedelta(days=14)
_PORTAL = "obole.donations.portal"
_ENDING = "obole.donations.end-plan"
_MENDING = "obole.donations.mend-plan"
_MARK_CHARACTERS = 16


class UnusableLink(Exception):
    """The link was altered, or what it opened is gone."""


class LinkIsOver(UnusableLink):
    """The link is one of ours and too old; its donor can be sent another."""

    def __init__(self, *, donor: Donor) -> None:
        super().__init__("The link is too old.")
        self.donor = donor


def spoken(language: str) -> str:
    """Return the one of our languages in which somebody is written to."""
    return "en" if language.startswith("en") else "fr"


def portal_url(*, donor: Donor, language: str) -> str:
    """Return the address of all gifts of a donor; it works for a day, then offers a new one."""
    return _address("gifts:mine", portal_token(donor=donor), language=language)


def portal_token(*, donor: Donor) -> str:
    """Return what names a donor in the address of their gifts, from now on for a day."""
    return signing.dumps([donor.pk, _mark(donor)], salt=_PORTAL)


def gift_url(*, gift: Gift, language: str = "") -> str:
    """Return the address of the page of one gift, which nobody guesses and anybody may be shown."""
    return _address("gifts:gift", gift.key, language=language or gift.language)


def ending_url(*, plan: Plan, language: str) -> str:
    """Return the address that ends a recurring gift, and can do nothing else."""
    return _plan_address("gifts:end_plan", plan, salt=_ENDING, language=language)


def mending_url(*, plan: Plan, language: str) -> str:
    """Return the address from which a donor comes to the provider, to change the card."""
    return _plan_address("gifts:mend_plan", plan, salt=_MENDING, language=language)


def open_portal(token: str) -> Donor:
    """Return the donor whose gifts a link opens; of one who was merged, who they are now.

    Raise LinkIsOver or UnusableLink.
    """
    said, is_over = _read(token, salt=_PORTAL, lasts=PORTAL_LASTS)
    donor = _donor(said)
    if is_over:
        raise LinkIsOver(donor=donor)
    return surviving(donor)


def open_ending(token: str) -> Plan:
    """Return the plan that a link ends. Raise UnusableLink."""
    said, _ = _read(token, salt=_ENDING, lasts=None)
    return _plan(said)


def open_mending(token: str) -> Plan:
    """Return the plan whose means of payment a link changes. Raise LinkIsOver or UnusableLink."""
    said, is_over = _read(token, salt=_MENDING, lasts=MENDING_LASTS)
    plan = _plan(said)
    if is_over:
        raise LinkIsOver(donor=plan.donor)
    return plan


def _address(name: str, token: str, *, language: str) -> str:
    with translation.override(spoken(language)):
        path = reverse(name, args=[token])
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}"


def _plan_address(name: str, plan: Plan, *, salt: str, language: str) -> str:
    token = signing.dumps([plan.pk, _mark(plan.donor)], salt=salt)
    return _address(name, token, language=language)


def _read(token: str, *, salt: str, lasts: timedelta | None) -> tuple[tuple[int, str], bool]:
    """Return what a link says, and whether its time is over."""
    try:
        return _said(signing.loads(token, salt=salt, max_age=lasts)), False
    except signing.SignatureExpired:
        return _said(signing.loads(token, salt=salt)), True
    except signing.BadSignature:
        raise UnusableLink("The link was altered, or is not one of ours.") from None


def _said(said: Any) -> tuple[int, str]:
    # The signature is true: this program wrote it.
    number, mark = said
    return int(number), str(mark)


def _donor(said: tuple[int, str]) -> Donor:
    donor = Donor.objects.filter(pk=said[0], erased_at=None).first()
    if donor is None or not constant_time_compare(said[1], _mark(donor)):
        raise UnusableLink("The donor is gone, or has another address.")
    return donor


def _plan(said: tuple[int, str]) -> Plan:
    plan = Plan.objects.select_related("donor", "campaign").filter(pk=said[0]).first()
    if plan is None or plan.donor.erased_at is not None:
        raise UnusableLink("The recurring gift is gone.")
    return plan


def _mark(donor: Donor) -> str:
    """Return what changes with the donor's address, and does not tell it."""
    digest = salted_hmac("obole.donations.donor", donor.email.lower(), algorithm="sha256")
    return digest.hexdigest()[:_MARK_CHARACTERS]
