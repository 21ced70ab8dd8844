"""Lists of articles: what stands in them, in which order, on how many pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from factories import Newsroom, make_article, make_author, make_section

from obole.newsroom.models import ArticlePage, ArticleTag, SectionPage, Tag
from obole.newsroom.queries.listings import ARTICLES_PER_PAGE, DEEPEST_PAGE
from obole.pages.models import Publication


def date(article: ArticlePage, *, days: int) -> None:
    """Publish the article so many days earlier."""
    moment = article.published_at - timedelta(days=days)
    ArticlePage.objects.filter(pk=article.pk).update(published_at=moment)
    Publication.objects.filter(page_id=article.pk, number=1).update(published_at=moment)


def tagged(article: ArticlePage, tag: Tag) -> None:
    ArticleTag.objects.create(tag=tag, content_object=article)


def titles_in(page: str, articles: list[ArticlePage]) -> list[str]:
    """Return the titles of those articles that the page shows, in its order."""
    shown = [article.title for article in articles if f">{article.title}<" in page]
    return sorted(shown, key=lambda title: page.index(f">{title}<"))


def test_a_section_shows_its_newest_articles_first(client: Client, newsroom: Newsroom) -> None:
    section = make_section(slug="societe")
    articles = [make_article(section=section) for _ in range(3)]
    for days, article in enumerate(articles):
        date(article, days=days)
    make_article(section=make_section(), title="Ailleurs")

    page = client.get("/societe/").content.decode()

    assert titles_in(page, articles) == [article.title for article in articles]
    assert "Ailleurs" not in page


def test_older_articles_stand_on_pages_with_real_links(client: Client, newsroom: Newsroom) -> None:
    section = make_section(slug="societe")
    articles = [make_article(section=section) for _ in range(ARTICLES_PER_PAGE + 1)]
    for days, article in enumerate(articles):
        date(article, days=days)

    first, second = (client.get(url).content.decode() for url in ("/societe/", "/societe/page/2/"))

    assert 'href="/societe/page/2/"' in first
    assert titles_in(first, articles) == [article.title for article in articles[:-1]]
    assert titles_in(second, articles) == [articles[-1].title]
    assert 'href="/societe/" rel="prev"' in second.replace('class="pages-newer" ', "")


@pytest.mark.parametrize(
    "path",
    ["/societe/page/1/", "/societe/page/3/", "/societe/page/9999/", "/societe/page/99999999999/"],
)
def test_a_page_beyond_the_end_is_not_found(client: Client, newsroom: Newsroom, path: str) -> None:
    section = make_section(slug="societe")
    for _ in range(ARTICLES_PER_PAGE + 1):
        make_article(section=section)

    assert client.get(path).status_code == 404


def test_a_page_beyond_the_limit_asks_no_list(newsroom: Newsroom, client: Client) -> None:
    make_article(section=make_section(slug="societe"))

    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(f"/societe/page/{DEEPEST_PAGE + 1}/")

    assert not any("OFFSET" in query["sql"] for query in queries)


def test_an_author_page_shows_what_they_signed(client: Client, newsroom: Newsroom) -> None:
    author = make_author(slug="ana-lopes", name="Ana Lopes", biography="Suit le port.")
    signed = make_article(authors=[make_author(), author], title="Signé")
    make_article(title="D'une autre")

    page = client.get("/auteurs/ana-lopes/").content.decode()

    assert titles_in(page, [signed]) == ["Signé"]
    assert "Suit le port." in page
    assert "D&#x27;une autre" not in page


def test_an_author_without_articles_in_a_language_has_no_page_there(
    client: Client, newsroom: Newsroom
) -> None:
    author = make_author(slug="ana-lopes")
    make_article(authors=[author])
    make_author(slug="personne")

    assert client.get("/auteurs/ana-lopes/").status_code == 200
    assert client.get("/en/authors/ana-lopes/").status_code == 404
    assert client.get("/auteurs/personne/").status_code == 404


def test_words_of_addresses_belong_to_one_language(client: Client, newsroom: Newsroom) -> None:
    make_article(authors=[make_author(slug="ana-lopes")])

    assert client.get("/authors/ana-lopes/").status_code == 404
    assert client.get("/en/auteurs/ana-lopes/").status_code == 404


def test_a_tag_page_lists_one_language_only(client: Client, newsroom: Newsroom) -> None:
    tag = Tag.objects.create(name="Eau", slug="eau")
    french = make_article(title="En français")
    english = make_article(section=make_section(home=newsroom.english), title="In English")
    for article in (french, english):
        tagged(article, tag)

    assert titles_in(client.get("/themes/eau/").content.decode(), [french, english]) == [
        "En français"
    ]
    assert titles_in(client.get("/en/topics/eau/").content.decode(), [french, english]) == [
        "In English"
    ]


def test_archives_count_the_articles_of_each_month(client: Client, newsroom: Newsroom) -> None:
    now, old = make_article(), [make_article(), make_article()]
    for article in old:
        date(article, days=400)
    for article in (now, *old):
        article.refresh_from_db()
    month = f"/archives/{old[0].published_at:%Y/%m}/"

    page = client.get("/archives/").content.decode()

    assert f'href="{month}"' in page
    assert f'href="/archives/{now.published_at:%Y/%m}/"' in page
    shown = client.get(month).content.decode()
    assert titles_in(shown, [now, *old]) == [old[1].title, old[0].title] or titles_in(
        shown, [now, *old]
    ) == [old[0].title, old[1].title]


def test_a_month_begins_and_ends_in_the_time_zone_of_the_newsroom(
    client: Client, newsroom: Newsroom
) -> None:
    from datetime import UTC, datetime

    article = make_article()
    # Half past midnight on 1 March in Paris.
    ArticlePage.objects.filter(pk=article.pk).update(
        published_at=datetime(2024, 2, 29, 23, 30, tzinfo=UTC)
    )

    assert client.get("/archives/2024/03/").status_code == 200
    assert client.get("/archives/2024/02/").status_code == 404


def test_head_is_answered_and_post_is_not(client: Client, newsroom: Newsroom) -> None:
    make_article(authors=[make_author(slug="ana-lopes")])

    assert client.head("/auteurs/ana-lopes/").status_code == 200
    assert client.post("/auteurs/ana-lopes/").status_code == 405
    assert client.options("/auteurs/ana-lopes/").headers["Allow"] == "GET, HEAD"


def fill(section: SectionPage, *, articles: int, tag: Tag, slug: str) -> None:
    author = make_author(slug=slug)
    for _ in range(articles):
        tagged(make_article(section=section, authors=[author, make_author()]), tag)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/societe/",
        "/auteurs/ana/",
        "/themes/eau/",
        "/archives/",
        "/archives/{month}/",
        "/corrections/",
        "/sitemap.xml",
        "/news-sitemap.xml",
    ],
)
def test_more_articles_cost_no_more_queries(client: Client, newsroom: Newsroom, path: str) -> None:
    section = make_section(slug="societe")
    tag = Tag.objects.create(name="Eau", slug="eau")
    fill(section, articles=4, tag=tag, slug="ana")
    path = path.format(month=f"{ArticlePage.objects.latest('pk').published_at:%Y/%m}")
    client.get(path)

    with CaptureQueriesContext(connection) as few:
        client.get(path)
    fill(section, articles=8, tag=tag, slug="bea")
    with CaptureQueriesContext(connection) as many:
        assert client.get(path).status_code == 200

    assert len(many) == len(few)
