"""A change takes away exactly the pages that show it, and what nobody reads takes away none."""

from typing import Any

import pytest
from django.db import connection
from factories import make_article, make_author, make_section, make_site, publish
from proof import Proof

from obole.edition import actions
from obole.edition.models import BakedPage, Mark
from obole.newsroom.models import ArticlePage, Author, SectionPage

pytestmark = pytest.mark.django_db(transaction=True)

SECTIONS, ARTICLES = ("ville", "monde", "culture"), 60


@pytest.fixture
def sections() -> list[SectionPage]:
    """Give three sections with sixty articles, each section's signed by its own author."""
    make_site()
    made = [make_section(slug=slug) for slug in SECTIONS]
    authors = [make_author(slug=f"signe-{slug}") for slug in SECTIONS]
    for number in range(ARTICLES):
        section, author = made[number % 3], authors[number % 3]
        make_article(section=section, authors=[author], slug=f"a{number}")
    return made


@pytest.fixture
def baked(sections: list[SectionPage]) -> int:
    """Bake every page there is; return how many there are."""
    for _ in actions.bake_all():
        pass
    return BakedPage.objects.filter(is_stale=False).count()


def stale() -> set[str]:
    return set(BakedPage.objects.filter(is_stale=True).values_list("path", flat=True))


def last_of(section: SectionPage) -> ArticlePage:
    return ArticlePage.objects.filter(section=section).latest("pk")


def test_a_new_article_takes_away_the_lists_that_it_enters_and_nothing_else(
    sections: list[SectionPage], baked: int
) -> None:
    author = Author.objects.get(slug="signe-ville")

    make_article(section=sections[0], authors=[author], slug="nouveau")

    gone = stale()
    month = ArticlePage.objects.latest("pk").published_at
    assert month is not None
    lists = {"/", "/ville/", "/auteurs/", "/auteurs/signe-ville/", "/archives/"}
    assert lists | {f"/archives/{month:%Y/%m}/", "/sitemap.xml", "/news-sitemap.xml"} <= gone
    assert {path for path in gone if path.startswith(("/monde/", "/culture/", "/en/"))} == set()
    assert {path for path in gone if path.startswith("/auteurs/signe-")} == {
        path for path in gone if path.startswith("/auteurs/signe-ville/")
    }
    # No article of its own section shows those that come after it, but for the first three.
    assert {path for path in gone if path.startswith("/ville/a")} == {"/ville/atom.xml"}
    assert len(gone) < baked / 5


def test_a_new_headline_takes_away_what_shows_it(sections: list[SectionPage], baked: int) -> None:
    article = ArticlePage.objects.get(slug="a30")
    article.title = "Un autre titre"

    publish(article)

    gone = stale()
    beside = {f"/ville/a{number}/" for number in (33, 36, 39)}
    assert {path for path in gone if path.startswith("/ville/a") and path.endswith("/")} == {
        *("/ville/a30/", "/ville/a30/historique/"),
        *beside,
    }
    assert {path for path in gone if path.startswith(("/monde/", "/culture/", "/en/"))} == set()


def test_drafts_take_nothing_away(sections: list[SectionPage], baked: int) -> None:
    article = last_of(sections[0])
    marks = Mark.objects.count()

    make_article(section=sections[1], live=False).save_revision()
    article.title = "Un brouillon"
    revision = article.save_revision()
    article.save_revision(overwrite_revision=revision)

    assert Mark.objects.count() == marks
    assert stale() == set()


def test_an_author_s_name_takes_away_what_they_signed(
    sections: list[SectionPage], baked: int
) -> None:
    author = Author.objects.get(slug="signe-ville")
    author.name = "Un autre nom"

    author.save()

    gone = stale()
    signed = ArticlePage.objects.filter(bylines__author=author)
    assert {f"/ville/{article.slug}/" for article in signed} <= gone
    assert {path for path in gone if path.startswith(("/monde/", "/culture/", "/en/"))} == set()


def test_an_article_is_marked_in_as_many_queries_on_a_large_site(
    sections: list[SectionPage],
) -> None:
    small = _queries_of_publishing(sections[0])
    for _ in range(30):
        make_article(section=sections[0])

    assert _queries_of_publishing(sections[0]) == small


def _queries_of_publishing(section: SectionPage) -> int:
    from django.test.utils import CaptureQueriesContext

    article: Any = last_of(section)
    article.title += " encore"
    revision = article.save_revision()
    with CaptureQueriesContext(connection) as queries:
        revision.publish()
    return len(queries)


def test_the_proof_finds_a_page_whose_change_was_not_marked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_site()
    article = make_article()
    proof = Proof()
    proof.check()
    monkeypatch.setattr(Mark.objects, "bulk_create", lambda rows: None)

    article.title = "Que personne n'annonce"
    publish(article)

    with pytest.raises(AssertionError, match="a reader gets"):
        proof.check()
