"""What was corrected, across all articles."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from obole.foundation.ingredients import use, use_until
from obole.newsroom.models import Correction
from obole.newsroom.queries.listings import (
    ARTICLES_PER_PAGE,
    DEEPEST_PAGE,
    Listing,
    NoSuchPage,
    readable_articles,
)
from obole.newsroom.rules import ingredients as names


@dataclass(frozen=True)
class CorrectionListing(Listing):
    """One page of the list of corrections."""

    corrections: tuple[Correction, ...] = ()


def newest_corrections(*, language: str, now: datetime) -> QuerySet[Correction]:
    """Return the corrections to readable articles of a language, newest first, articles fetched."""
    use(names.corrections(language))
    readable = readable_articles(now=now).filter(language=language)
    to_come = Correction.objects.filter(made_at__gt=now).order_by("made_at")
    if (next_one := to_come.values_list("made_at", flat=True).first()) is not None:
        use_until(next_one)
    return (
        Correction.objects.filter(article__in=readable.values("pk"), made_at__lte=now)
        .select_related("article", "article__locale", "article__section")
        .defer("article__body", "article__section__introduction")
        .order_by("-made_at", "-pk")
    )


def shown_corrections(corrections: Iterable[Correction]) -> tuple[Correction, ...]:
    """Return the corrections, and say that the answer shows them with their articles."""
    found = tuple(corrections)
    use(*(names.page(correction.article_id) for correction in found))
    return found


def page_of_corrections(
    *, language: str, now: datetime, number: int, base: str
) -> CorrectionListing:
    """Return one page of the corrections. Raise NoSuchPage beyond the end."""
    if not 1 <= number <= DEEPEST_PAGE:
        raise NoSuchPage(number)
    start = (number - 1) * ARTICLES_PER_PAGE
    corrections = newest_corrections(language=language, now=now)
    found = list(corrections[start : start + ARTICLES_PER_PAGE + 1])
    if not found and number > 1:
        raise NoSuchPage(number)
    return CorrectionListing(
        base=base,
        number=number,
        has_older=len(found) > ARTICLES_PER_PAGE and number < DEEPEST_PAGE,
        corrections=shown_corrections(found[:ARTICLES_PER_PAGE]),
    )
