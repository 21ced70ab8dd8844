"""What is written out as SQL for each article's page says the same as the queries of lists."""

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import Newsroom, make_article, make_author, make_picture, make_section
from wagtail.models import Locale, PageViewRestriction

from obole.foundation import clock
from obole.newsroom.models import ArticlePage, ArticleTag, Correction, RelatedArticle, Tag
from obole.newsroom.queries.listings import readable_articles
from obole.newsroom.queries.places import earlier, later
from obole.newsroom.queries.reading import article_at
from obole.newsroom.queries.written import (
    live_article,
    readable_after,
    readable_before,
    readable_versions,
)


def some_articles(chance: random.Random) -> list[ArticlePage]:
    """Make articles of two sections, one of them behind a wall: live or not, embargoed, undated."""
    sections = [make_section(slug="ville"), make_section(slug="abonnes")]
    PageViewRestriction.objects.create(page=sections[1], restriction_type="login")
    articles = [make_article(section=chance.choice(sections)) for _ in range(12)]
    now = clock.now()
    for article in articles:
        ArticlePage.objects.filter(pk=article.pk).update(
            live=chance.random() < 0.8,
            # Few hours, so that some were published at the same moment.
            published_at=chance.choice([None, *(now - timedelta(hours=n) for n in range(1, 5))]),
            embargo_until=chance.choice([None, None, now, now + timedelta(seconds=1)]),
        )
    return list(ArticlePage.objects.filter(pk__in=[article.pk for article in articles]))


@pytest.mark.parametrize("seed", range(5))
def test_neighbours_and_versions_are_those_that_anybody_may_read(
    newsroom: Newsroom, seed: int
) -> None:
    chance = random.Random(seed)
    articles, now = some_articles(chance), clock.now()

    for article in articles:
        readable, moment = readable_articles(now=now), article.published_at or now
        before = readable_before(article, at=moment, now=now, most=3)
        after = readable_after(article, at=moment, now=now, most=3)
        versions = readable_versions(translation_key=article.translation_key, now=now)

        assert before == list(earlier(readable, article=article, moment=moment)[:3])
        assert after == list(later(readable, article=article, moment=moment)[:3])
        assert versions == list(readable.filter(translation_key=article.translation_key))


def test_neighbours_are_looked_for_from_the_article_on(newsroom: Newsroom) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads the whole of a table as small as this one.")
    article, now = make_article(), clock.now()
    named = {"article": article, "moment": now}
    with CaptureQueriesContext(connection) as asked:
        readable_before(article, at=now, now=now, most=3)
        readable_after(article, at=now, now=now, most=3)
        for rows in (earlier, later):
            list(rows(ArticlePage.objects.all(), **named)[:3])

    walks = [each["sql"] for each in asked.captured_queries if "LIMIT 3" in each["sql"]]
    assert len(walks) == 4
    for walk, sign in zip(walks, "<><>", strict=True):
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {walk}")
            plan = str(cursor.fetchall())
        assert f"published_at{sign}?" in plan


def test_versions_are_found_in_each_language(newsroom: Newsroom) -> None:
    french = make_article()
    english = make_article(section=make_section(home=newsroom.english))
    ArticlePage.objects.filter(pk=english.pk).update(translation_key=french.translation_key)

    versions = readable_versions(translation_key=french.translation_key, now=clock.now())

    assert [each.url_path for each in versions] == [french.url_path, english.url_path]
    assert [each.locale_id for each in versions] == [
        Locale.objects.get(language_code=code).pk for code in ("fr", "en")
    ]


def test_an_article_has_all_its_columns(newsroom: Newsroom) -> None:
    article = make_article(picture=make_picture(), kicker="Marché")

    found = live_article(slug=article.slug, url_path=article.url_path)

    assert found is not None
    assert not found.get_deferred_fields()
    for field in ArticlePage._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(article, field.attname), field.name


def test_what_stands_beside_an_article_is_what_is_stored(newsroom: Newsroom) -> None:
    section = make_section(slug="ville")
    other = make_article(section=section)
    article = make_article(section=section, slug="marche", authors=[make_author(), make_author()])
    Correction.objects.create(article=article, text="Le maire a 50 ans.")
    RelatedArticle.objects.create(article=article, related=other)
    ArticleTag.objects.create(
        content_object=article, tag=Tag.objects.create(name="Marché", slug="marche")
    )

    found = article_at(section="ville", slug="marche", language="fr", now=clock.now())

    assert found is not None
    for name in ("corrections", "related_items", "tags", "bylines"):
        assert list(getattr(found, name).all()) == list(getattr(article, name).all()), name


def test_an_article_without_anything_beside_it_asks_no_more(
    newsroom: Newsroom, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    make_article(section=make_section(slug="ville"), slug="marche")
    found = article_at(section="ville", slug="marche", language="fr", now=clock.now())
    assert found is not None

    with django_assert_num_queries(0):
        assert list(found.corrections.all()) == list(found.related_items.all()) == []
        assert list(found.tags.all()) == []
