"""An article's dates and section, written where lists look for them."""

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
    first = versions.first()
    if first is None:
        return
    changed = versions.filter(is_substantive=True, number__gt=first.number).last()
    ArticlePage.objects.filter(pk=page_id).update(
        published_at=first.published_at, updated_at=changed.published_at if changed else None
    )
    place_article(page_id=page_id)


@transaction.atomic
def place_article(*, page_id: int) -> None:
    """Set `section` and `language` from the tree; nothing for a page that is not an article."""
    article = ArticlePage.objects.select_related("locale").filter(pk=page_id).first()
    if article is not None:
        parent = article.get_parent().specific
        section = parent if isinstance(parent, SectionPage) else None
        ArticlePage.objects.filter(pk=page_id).update(
            section=section, language=article.locale.language_code
        )
