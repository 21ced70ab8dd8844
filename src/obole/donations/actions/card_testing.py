"""Refused cards: each is noted, a wave is told to the treasurers, sources are forgotten."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from obole.donations.models import Gift
from obole.donations.queries.card_testing import whole_newsroom
from obole.donations.queries.house import donation_settings, newsroom_name
from obole.donations.rules.card_testing import BREAKER_WITHIN, Verdict, Whole, breaker
from obole.foundation.mail import post_mail

KEEP_SOURCES: Final = timedelta(days=30)
FORGOTTEN_AT_ONCE: Final = 5_000
# One mail an hour is read; one for each of four hundred cards is not.
_AN_HOUR: Final = "%Y-%m-%dT%H"


@transaction.atomic
def note_failure(*, gift_id: int, now: datetime) -> None:
    """Note when a payment was refused, and tell the treasurers if many are."""
    Gift.objects.filter(pk=gift_id).update(failed_at=now)
    whole = whole_newsroom(now=now)
    if breaker(whole) is not Verdict.OPEN:
        _tell_treasurers(whole, now=now)


def forget_sources(*, now: datetime) -> int:
    """Forget where gifts came from that were begun a month ago; return how many."""
    old = Gift.objects.filter(begun_at__lt=now - KEEP_SOURCES).exclude(source_digest="")
    keys = list(old.order_by("begun_at").values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    return Gift.objects.filter(pk__in=keys).update(source_digest="")


def _tell_treasurers(whole: Whole, *, now: datetime) -> None:
    """Write to each of them, once an hour however many calls."""
    for number, address in enumerate(donation_settings().treasurer_emails.split()):
        with translation.override(settings.LANGUAGE_CODE):
            post_mail(
                key=f"card-testing:{now.strftime(_AN_HOUR)}:{number}",
                recipient=address,
                subject=_("Stolen cards are being tried at %(newsroom)s")
                % {"newsroom": newsroom_name()},
                text=_(
                    "In the last %(minutes)s minutes %(failed)s payments were refused, and "
                    "%(arrived)s arrived. That is what it looks like when somebody tries stolen "
                    "cards.\n\n"
                    "The form now asks everybody for a puzzle or an answered mail before a "
                    "payment, and if it grows, takes no cards for a while. There is nothing that "
                    "you must do; but look at the payments at your provider, and refund those "
                    "that succeeded and look alike: they are of stolen cards, and would be "
                    "disputed.\n\n"
                    "This mail is sent once an hour at most, as long as it lasts."
                )
                % {
                    "minutes": int(BREAKER_WITHIN.total_seconds() // 60),
                    "failed": whole.failed,
                    "arrived": whole.arrived,
                },
            )
