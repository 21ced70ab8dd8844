"""What readers search in follows what was published."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from obole.newsroom.models import ArticlePage, Byline, SearchEntry
from obole.newsroom.queries.history import latest_publications
from obole.newsroom.rules.words import entry_key, indexed_text
from obole.pages.models import Publication

# One transaction writes this many entries: SQLite lets nobody else write meanwhile.
ENTRIES_AT_ONCE = 200


@transaction.atomic
def index_article(*, page_id: int) -> None:
    """Write the article's search entry from its latest publication; doing it twice is the same.

    Removes the entry of an article that is not live or was never announced.
    """
    index_articles(page_ids=[page_id])


@transaction.atomic
def index_articles(*, page_ids: Sequence[int]) -> int:
    """Write the search entries of these articles anew; return how many have one now."""
    SearchEntry.objects.filter(article_id__in=page_ids).delete()
    articles = ArticlePage.objects.filter(
        pk__in=page_ids, live=True, published_at__isnull=False
    ).values_list("pk", "kicker", "published_at", "section_id", "locale__language_code", named=True)
    published = latest_publications(page_ids=page_ids)
    names = _names_of(page_ids)
    entries = [
        _entry_of(article, published[article.pk], names[article.pk])
        for article in articles
        if article.pk in published
    ]
    SearchEntry.objects.bulk_create(entries)
    return len(entries)


def index_all_articles() -> Iterable[int]:
    """Write every entry anew, in portions; yield after each how many were written so far."""
    SearchEntry.objects.exclude(article__live=True).delete()
    written = 0
    last = 0
    while True:
        following = ArticlePage.objects.filter(pk__gt=last, live=True).order_by("pk")
        page_ids = list(following.values_list("pk", flat=True)[:ENTRIES_AT_ONCE])
        if not page_ids:
            return
        written += index_articles(page_ids=page_ids)
        last = page_ids[-1]
        yield written


def _names_of(page_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the names of those who sign each article, in order."""
    names: dict[int, list[str]] = defaultdict(list)
    bylines = Byline.objects.filter(article_id__in=page_ids).order_by("sort_order", "pk")
    for article_id, name in bylines.values_list("article_id", "author__name"):
        names[article_id].append(name)
    return names


def _entry_of(article: Any, publication: Publication, names: Sequence[str]) -> SearchEntry:
    language = article.locale__language_code
    headline = [article.kicker, publication.headline]
    return SearchEntry(
        id=entry_key(published_at=article.published_at, page_id=article.pk),
        article_id=article.pk,
        language=language,
        section_id=article.section_id,
        headline=indexed_text(headline, language=language),
        text=indexed_text([*headline, *names, *publication.lines], language=language),
    )
