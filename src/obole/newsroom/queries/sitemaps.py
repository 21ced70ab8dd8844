"""The addresses of everything that readers may read, without loading a page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from wagtail.query import PageQuerySet

from obole.foundation.ingredients import use, use_until
from obole.newsroom.models import HomePage, SectionPage, StandingPage
from obole.newsroom.queries.listings import readable_articles
from obole.newsroom.rules import ingredients as names

_FIELDS = ("locale__language_code", "url_path", "translation_key", "title")


@dataclass(frozen=True)
class Entry:
    """A page: where it stands in its language's tree, and when it last changed for readers."""

    language: str
    tree_path: str
    translation_key: UUID
    title: str
    published_at: datetime | None
    changed_at: datetime | None


def count_articles(*, now: datetime) -> int:
    """Return how many articles may be read."""
    use(names.SITE, *(names.every_article(language) for language, _ in settings.LANGUAGES))
    count: int = readable_articles(now=now).count()
    return count


def articles(*, now: datetime, start: int, stop: int) -> tuple[list[Entry], list[Entry]]:
    """Return a portion of the articles, the oldest first, and their translations elsewhere.

    The second list holds every version of each article that has several, those of the first list
    included.
    """
    readable = readable_articles(now=now)
    portion = readable.order_by("pk")[start:stop]
    keys = list(portion.values_list("pk", flat=True))
    if not keys:
        return [], []
    # A range and not a list of keys: a query takes only so many values.
    within = readable.filter(pk__gte=keys[0], pk__lte=keys[-1])
    versions = readable.filter(translation_key__in=within.order_by().values("translation_key"))
    return _entries(within.order_by("pk")), _entries(versions.order_by("pk"))


def news(*, now: datetime, since: datetime, limit: int) -> list[Entry]:
    """Return the articles published since then, newest first."""
    recent = readable_articles(now=now).filter(published_at__gte=since)
    entries = _entries(recent.order_by("-published_at", "-pk")[:limit])
    for entry in entries[-1:]:
        assert entry.published_at is not None, "The filter takes dated articles only."
        use_until(entry.published_at + (now - since))
    return entries


def other_pages() -> list[Entry]:
    """Return front pages, sections and standing pages."""
    entries: list[Entry] = []
    for model in (HomePage, SectionPage, StandingPage):
        readable = model.objects.readable().order_by("path")
        # A list changes with its articles; only a standing page's own date says something.
        is_dated = model is StandingPage
        entries += [
            Entry(language, url_path, key, title, None, changed_at if is_dated else None)
            for language, url_path, key, title, changed_at in readable.values_list(
                *_FIELDS, "last_published_at"
            )
        ]
    return entries


def roots() -> dict[str, str]:
    """Return, by language, where the tree of its pages begins."""
    use(names.SITE, *(names.every_article(language) for language, _ in settings.LANGUAGES))
    homes = HomePage.objects.readable().order_by("-path")
    return dict(homes.values_list("locale__language_code", "url_path"))


def _entries(pages: PageQuerySet) -> list[Entry]:
    rows = pages.values_list(*_FIELDS, "published_at", "updated_at")
    return [
        Entry(language, url_path, key, title, published_at, updated_at or published_at)
        for language, url_path, key, title, published_at, updated_at in rows
    ]
