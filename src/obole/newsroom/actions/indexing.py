"""What readers search in follows what was published."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from obole.newsroom.models import ArticlePage, SearchEntry
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
    articles = (
        ArticlePage.objects.filter(pk__in=page_ids, live=True, published_at__isnull=False)
        .defer("body")
        .select_related("locale")
        .prefetch_related("bylines__author")
    )
    published = latest_publications(page_ids=page_ids)
    entries = [
        _entry_of(article, published[article.pk]) for article in articles if article.pk in published
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


def _entry_of(article: ArticlePage, publication: Publication) -> SearchEntry:
    assert article.published_at is not None, "The caller takes dated articles only."
    language = article.locale.language_code
    names = [byline.author.name for byline in article.bylines.all()]
    headline = [article.kicker, publication.headline]
    return SearchEntry(
        id=entry_key(published_at=article.published_at, page_id=article.pk),
        article_id=article.pk,
        language=language,
        section_id=article.section_id,
        headline=indexed_text(headline, language=language),
        text=indexed_text([*headline, *names, *publication.lines], language=language),
    )
