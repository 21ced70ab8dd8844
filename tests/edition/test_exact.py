"""A change takes away exactly the pages that show it, and what nobody reads takes away none."""

from datetime import timedelta

import pytest
from django.db import connection
from factories import make_article, make_author, make_section, make_site, publish
from proof import Proof

from obole.edition import actions
from obole.edition.actions.baking import Outcome
from obole.edition.models import BakedPage, Mark
from obole.newsroom.models import ArticlePage, Author, SectionPage

pytestmark = pytest.mark.django_db(transaction=True)

SECTIONS, ARTICLES = ("ville", "monde", "culture"), 60


class Newspaper:
    """Three sections with sixty articles, each section's signed by its own author; all baked."""

    def __init__(self) -> None:
        make_site()
        self.sections = [make_section(slug=slug) for slug in SECTIONS]
        authors = [make_author(slug=f"signe-{slug}") for slug in SECTIONS]
        for number in range(ARTICLES):
            section, author = self.sections[number % 3], authors[number % 3]
            make_article(section=section, authors=[author], slug=f"a{number}")
        self.pages = sum(outcome is Outcome.KEPT for _, outcome, _ in actions.bake_all())

    def gone(self) -> set[str]:
        """Return what is stale, and bake it again."""
        stale = set(BakedPage.objects.filter(is_stale=True).values_list("path", flat=True))
        actions.bake_stale(within=timedelta(hours=1))
        return stale


def below(paths: set[str], *beginnings: str) -> set[str]:
    """Return those that begin so."""
    return {path for path in paths if path.startswith(beginnings)}


def test_a_change_takes_away_exactly_the_pages_that_show_it() -> None:
    # One site for all of it: to make and to bake it takes longer than what is asked of it.
    newspaper = Newspaper()

    _a_new_article_takes_away_the_lists_that_it_enters(newspaper)
    _a_new_headline_takes_away_what_shows_it(newspaper)
    _drafts_take_nothing_away(newspaper)
    _an_author_s_name_takes_away_what_they_signed(newspaper)


def _a_new_article_takes_away_the_lists_that_it_enters(newspaper: Newspaper) -> None:
    author = Author.objects.get(slug="signe-ville")

    made = make_article(section=newspaper.sections[0], authors=[author], slug="nouveau")

    gone = newspaper.gone()
    assert made.published_at is not None
    lists = {"/", "/ville/", "/auteurs/", "/auteurs/signe-ville/", "/archives/", "/sitemap.xml"}
    assert lists | {f"/archives/{made.published_at:%Y/%m}/", "/news-sitemap.xml"} <= gone
    assert below(gone, "/monde/", "/culture/", "/en/a", "/en/c") == set()
    assert below(gone, "/auteurs/signe-") == below(gone, "/auteurs/signe-ville/")
    # No article of its own section shows those that came after it, but for the first three.
    assert below(gone, "/ville/a") == {"/ville/atom.xml"}
    assert len(gone) < newspaper.pages / 5


def _a_new_headline_takes_away_what_shows_it(newspaper: Newspaper) -> None:
    article = ArticlePage.objects.get(slug="a30")
    article.title = "Un autre titre"

    publish(article)

    gone = newspaper.gone()
    # Its own pages, and the three articles under which it stands.
    assert below(gone, "/ville/a") - {"/ville/atom.xml"} == {
        *("/ville/a30/", "/ville/a30/historique/"),
        *(f"/ville/a{number}/" for number in (33, 36, 39)),
    }
    assert below(gone, "/monde/", "/culture/", "/en/a", "/en/c") == set()
    assert below(gone, "/auteurs/signe-") == below(gone, "/auteurs/signe-ville/")


def _drafts_take_nothing_away(newspaper: Newspaper) -> None:
    article = ArticlePage.objects.get(slug="a31")
    marks = Mark.objects.count()

    make_article(section=newspaper.sections[1], authors=[], live=False).save_revision()
    article.title = "Un brouillon"
    revision = article.save_revision()
    article.save_revision(overwrite_revision=revision)

    assert Mark.objects.count() == marks
    assert newspaper.gone() == set()


def _an_author_s_name_takes_away_what_they_signed(newspaper: Newspaper) -> None:
    author = Author.objects.get(slug="signe-ville")
    author.name = "Un autre nom"

    author.save()

    gone = newspaper.gone()
    # But for the one that nobody has asked for yet.
    signed = ArticlePage.objects.filter(bylines__author=author).exclude(slug="nouveau")
    assert {f"/ville/{article.slug}/" for article in signed} <= gone
    assert below(gone, "/monde/", "/culture/", "/en/") == set()


def test_an_article_is_marked_in_as_many_queries_on_a_larger_site() -> None:
    make_site()
    section, author = make_section(), make_author()
    for _ in range(5):
        make_article(section=section, authors=[author])
    few = _queries_of_publishing(section)
    for _ in range(15):
        make_article(section=section, authors=[author])

    assert _queries_of_publishing(section) == few


def _queries_of_publishing(section: SectionPage) -> int:
    from django.test.utils import CaptureQueriesContext

    article = ArticlePage.objects.filter(section=section).latest("pk")
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
