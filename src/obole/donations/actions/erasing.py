"""A donor wants to be forgotten (GDPR, article 17).

Names, addresses, messages and notes go. What stays is without a name: gifts with their amounts and
days, and their entries in the books, which the law wants whole (code de commerce, article
L. 123-22) and whose chain of digests would break. Bank statements and issued receipts stay as they
are until their time is over: those are the newsroom's vouchers (article 17(3)(b)).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from obole.accounts.models import User
from obole.donations.events import DonorConsentChanged
from obole.donations.models import Donor, DonorNote, Gift, Movement, NewsletterWish, Plan
from obole.donations.queries.donors import rows_of
from obole.donations.queries.house import newsroom_name
from obole.donations.queries.links import spoken
from obole.donations.rules.vocabulary import GiftState, PlanState
from obole.foundation.facts import emit
from obole.foundation.mail import post_mail
from obole.foundation.models import OutgoingMail

LOG_ERASED = "donations.erase_donor"
# Our own measure: whoever hesitates, or waits for a cheque book, is back within a year.
KEEP_WITHOUT_A_GIFT = timedelta(days=365)
FORGOTTEN_AT_ONCE = 500
_RUNNING = (PlanState.ACTIVE, PlanState.FAILING)
_ERASED = {
    "email": "",
    "given_name": "",
    "family_name": "",
    "company": "",
    "siren": "",
    "street": "",
    "postcode": "",
    "city": "",
    "country": "",
}


class ErasedBefore(Exception):
    """There is nothing left of this donor."""


class PlansStillRun(Exception):
    """A recurring gift runs: money would go on coming from somebody whom nobody knows any more."""


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """What was done, to be said to whoever asked."""

    gifts: int
    """How many gifts stay in the books without a name."""


@transaction.atomic
def erase_donor(*, donor: Donor, by: User | None, now: datetime) -> Erasure:
    """Forget a donor and the rows merged into it; `by` is None when the donor pressed the button.

    A last mail says so. Raise ErasedBefore or PlansStillRun.
    """
    donor = Donor.objects.select_for_update().get(pk=donor.pk)
    if donor.erased_at is not None:
        raise ErasedBefore(f"Donor {donor.pk} was erased at {donor.erased_at}.")
    keys = rows_of(donor)
    running = Plan.objects.filter(donor__in=keys, gateway__gt="")
    if running.filter(state__in=_RUNNING).exists():
        raise PlansStillRun(f"Donor {donor.pk} has recurring gifts: end them first.")
    addresses = _addresses(keys)
    _forget_addresses(addresses)
    _say_goodbye(donor, addresses=addresses)
    erased = _forget_gifts(keys)
    DonorNote.objects.filter(donor__in=keys).delete()
    Donor.objects.filter(pk__in=keys).update(**_ERASED, erased_at=now)
    _log(keys, by=by)
    return Erasure(gifts=erased)


@transaction.atomic
def forget_who_never_gave(*, now: datetime) -> int:
    """Forget those who filled in the form a year ago and of whom nothing has come since.

    Nobody gave anything, so no law asks for their names, and no mail tells them. Return how many.
    """
    since = now - KEEP_WITHOUT_A_GIFT
    gave = Movement.objects.filter(gift__donor=OuterRef("pk"))
    tried_since = Gift.objects.filter(donor=OuterRef("pk")).filter(
        Q(begun_at__gte=since) | Q(state=GiftState.PENDING)
    )
    plans = Plan.objects.filter(donor=OuterRef("pk"), state__in=_RUNNING)
    old = Donor.objects.filter(created_at__lt=since, erased_at=None, merged_into=None, merged=None)
    found = old.exclude(Exists(gave)).exclude(Exists(tried_since)).exclude(Exists(plans))
    keys = list(found.order_by("pk").values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    _forget_gifts(keys)
    DonorNote.objects.filter(donor__in=keys).delete()
    return Donor.objects.filter(pk__in=keys).update(**_ERASED, erased_at=now)


def _addresses(keys: list[int]) -> list[str]:
    found = Donor.objects.filter(pk__in=keys).exclude(email="").order_by("pk")
    return list(found.values_list("email", flat=True))


def _forget_gifts(keys: list[int]) -> int:
    gifts = Gift.objects.filter(donor__in=keys)
    shown = gifts.filter(is_public=True).order_by("campaign_id")
    campaigns = list(shown.values_list("campaign_id", flat=True).distinct())
    changed = gifts.update(is_public=False, shown_name="", message="", source_digest="")
    Plan.objects.filter(donor__in=keys).update(is_public=False, shown_name="")
    for campaign_id in campaigns:
        emit(DonorConsentChanged(campaign_id=campaign_id))
    return changed


def _forget_addresses(addresses: list[str]) -> None:
    """Forget the mails that were sent, and that somebody wanted the newsletter."""
    for address in addresses:
        NewsletterWish.objects.filter(email__iexact=address).delete()
    OutgoingMail.objects.filter(recipient__in=addresses, sent_at__isnull=False).delete()


def _say_goodbye(donor: Donor, *, addresses: list[str]) -> None:
    if not addresses:
        return
    with translation.override(spoken(donor.language)):
        text = _(
            "We have erased your name, your addresses, your messages, and what we had noted about "
            "you. Your gifts stay in our books without your name. What the law makes us keep for "
            "some years, such as copies of tax receipts and bank statements, is listed on the page "
            "where you pressed the button, and serves nothing else.\n\n"
            "This is our last mail to you. Thank you for having given."
        )
        post_mail(
            key=f"donor-erased:{donor.pk}",
            recipient=addresses[0],
            subject=_("Your data is erased"),
            text=f"{text}\n\n{newsroom_name()}\n",
        )


def _log(keys: list[int], *, by: User | None) -> None:
    """Note who did it, and take the donor's name from the earlier lines of the log."""
    kind = ContentType.objects.get_for_model(Donor)
    for donor in Donor.objects.filter(pk__in=keys).order_by("pk"):
        lines = ModelLogEntry.objects.filter(content_type=kind, object_id=str(donor.pk))
        lines.update(label=str(donor))
        log(instance=donor, action=LOG_ERASED, user=by)
