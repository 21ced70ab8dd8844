"""How often payments were begun and refused lately: of one source, and everywhere."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Count, Q

from obole.donations.models import Gift
from obole.donations.rules.card_testing import (
    BEGUN_WITHIN,
    BREAKER_WITHIN,
    FAILURES_WITHIN,
    Measure,
    Verdict,
    Whole,
    judge,
)
from obole.donations.rules.sources import network_part
from obole.donations.rules.vocabulary import GiftState

# Instalments are taken by the provider, without a form: a bad day for them is no attack.
_BY_A_FORM = ~Q(gateway="") & Q(form_key__isnull=False)

# What was forgotten, or never known, is not all one source.
_NOBODY = "-"


def verdict_on(*, source_digest: str, email: str, now: datetime) -> Verdict:
    """Return what a form from this source, with this address, gets."""
    counts = counts_of(source_digest=source_digest, email=email, now=now)
    return judge(counts, whole_newsroom(now=now))


def counts_of(*, source_digest: str, email: str, now: datetime) -> Mapping[Measure, int]:
    """Return what the rule looks at. A refused card that another one followed is no failure."""
    source_digest, email = source_digest or _NOBODY, email or _NOBODY
    of_source = Q(source_digest=source_digest)
    of_network = Q(source_digest__startswith=network_part(source_digest))
    of_email = Q(donor__email__iexact=email)
    failed = Gift.objects.filter(
        _BY_A_FORM, state=GiftState.FAILED, failed_at__gt=now - FAILURES_WITHIN
    )
    begun = Gift.objects.filter(_BY_A_FORM, begun_at__gt=now - BEGUN_WITHIN)
    counted = {
        "source": Count("pk", filter=of_source),
        "network": Count("pk", filter=of_network),
        "email": Count("pk", filter=of_email),
    }
    failures, beginnings = failed.aggregate(**counted), begun.aggregate(**counted)
    return {
        Measure.FAILED_BY_SOURCE: failures["source"],
        Measure.FAILED_BY_NETWORK: failures["network"],
        Measure.FAILED_BY_EMAIL: failures["email"],
        Measure.BEGUN_BY_SOURCE: beginnings["source"],
        Measure.BEGUN_BY_NETWORK: beginnings["network"],
        Measure.BEGUN_BY_EMAIL: beginnings["email"],
    }


def whole_newsroom(*, now: datetime) -> Whole:
    """Return how many payments were refused everywhere, and how many arrived."""
    since = now - BREAKER_WITHIN
    failed = Q(state=GiftState.FAILED, failed_at__gt=since)
    arrived = Q(settled_at__gt=since) | Q(state=GiftState.PENDING, begun_at__gt=since)
    counted = Gift.objects.filter(_BY_A_FORM, failed | arrived).aggregate(
        failed=Count("pk", filter=failed), arrived=Count("pk", filter=arrived)
    )
    return Whole(**counted)
