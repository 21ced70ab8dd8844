"""An article's dates and section, written where lists look for them."""

from typing import Any

from django.db import transaction

from obole.newsroom.models import ArticlePage, SectionPage
from obole.pages.models import Publication


@transaction.atomic
def date_article(*, page_id: int) -> None:
    """Set `published_at`, `updated_at` and `section` from what was announced.

    An article is "updated" when what readers read changed after the first publication; a new tag
    or picture is not an update. Doing it twice gives the same.
    """
    versions = Publication.objects.filter(page_id=page_id).order_by("number")
    # Not the texts: only what is needed, this runs for every page that is published.
    dates = list(versions.values_list("published_at", "is_substantive"))
    if not dates:
        return
    (first, _), *later = dates
    changes = [published_at for published_at, is_substantive in later if is_substantive]
    ArticlePage.objects.filter(pk=page_id).update(
        published_at=first, updated_at=changes[-1] if changes else None, **_place_of(page_id)
    )


@transaction.atomic
def place_article(*, page_id: int) -> None:
    """Set `section` and `language` from the tree; nothing for a page that is not an article."""
    place = _place_of(page_id)
    if place:
        ArticlePage.objects.filter(pk=page_id).update(**place)


def _place_of(page_id: int) -> dict[str, Any]:
    articles = ArticlePage.objects.filter(pk=page_id)
    found = articles.values_list("path", "locale__language_code").first()
    if found is None:
        return {}
    path, language = found
    above = path[: -ArticlePage.steplen]
    section = SectionPage.objects.filter(path=above).values_list("pk", flat=True).first()
    return {"section_id": section, "language": language}
