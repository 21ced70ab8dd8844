"""Marks are written with what changes, and no crash parts the two."""

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from factories import make_article, make_author, make_section, make_site, publish
from proof import prompt_reader
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page

from obole.edition import actions
from obole.edition.actions import verifying
from obole.edition.actions.baking import Outcome
from obole.edition.actions.verifying import Finding
from obole.edition.models import BakedPage, KnownPlace, Mark
from obole.edition.places import the_tree
from obole.edition.queries import has_changed_since, moment
from obole.edition.rendering import Rendered, render
from obole.foundation import clock
from obole.newsroom.models import ArticlePage

pytestmark = pytest.mark.django_db(transaction=True)


class Died(Exception):
    """The process ended here."""


def die(**_: Any) -> None:
    raise Died


def marked() -> set[str]:
    return set(Mark.objects.values_list("ingredient", flat=True))


@pytest.fixture
def article() -> ArticlePage:
    """Give an article, and forget the marks of making it."""
    make_site()
    made = make_article(section=make_section(slug="ville"), slug="un")
    Mark.objects.all().delete()
    return made


def test_a_mark_outside_a_transaction_is_refused(article: ArticlePage) -> None:
    with pytest.raises(AssertionError, match="outside a transaction"):
        actions.mark(ingredients=["page:1"], reason="a test")


@pytest.mark.parametrize(
    "act",
    [
        lambda article: UnpublishPageAction(article).execute(),
        lambda article: article.save_revision().publish(),
        lambda article: article.delete(),
        lambda article: MovePageAction(
            article, make_section(slug="monde"), pos="last-child"
        ).execute(),
    ],
)
def test_a_change_that_could_not_be_marked_did_not_happen(
    article: ArticlePage, monkeypatch: pytest.MonkeyPatch, act: Any
) -> None:
    before = Page.objects.filter(pk=article.pk).values("live", "url_path", "live_revision_id")[0]
    monkeypatch.setattr("obole.edition.reactions.actions.mark_article", die)

    with pytest.raises(Died):
        act(article)

    after = Page.objects.filter(pk=article.pk).values("live", "url_path", "live_revision_id")[0]
    assert after == before


def test_a_deleted_article_leaves_every_list_that_it_stood_in(article: ArticlePage) -> None:
    author_id = article.bylines.get().author_id
    section_id = article.section_id

    article.delete()

    assert {f"page:{article.pk}", f"articles:section:{section_id}"} <= marked()
    assert {"articles:fr", "every-article:fr", f"articles:author:{author_id}"} <= marked()
    assert "site" not in marked()


def test_an_alias_enters_lists_and_follows_its_original(article: ArticlePage) -> None:
    alias = CreatePageAliasAction(article, update_slug="alias").execute()

    assert f"articles:section:{article.section_id}" in marked()
    assert "site" not in marked()

    Mark.objects.all().delete()
    article.title = "Un autre titre"
    publish(article)
    assert f"page:{alias.pk}" in marked()


def test_an_article_of_before_the_edition_takes_everything_away(article: ArticlePage) -> None:
    KnownPlace.objects.all().delete()

    UnpublishPageAction(article).execute()

    assert "site" in marked()


def test_a_moved_draft_takes_no_list_away(article: ArticlePage) -> None:
    draft = make_article(live=False)
    Mark.objects.all().delete()

    MovePageAction(draft, make_section(slug="monde"), pos="last-child").execute()

    assert {name for name in marked() if name.startswith("articles:")} == set()


def test_a_baking_that_a_change_overtook_is_not_kept(article: ArticlePage) -> None:
    path = article.url
    since = moment()
    rendered = render(path)
    article.title = "Entre-temps"
    publish(article)

    outcome = actions.keep(path=path, rendered=rendered, since=since)

    assert outcome is Outcome.CHANGED
    assert the_tree().read(path) is None
    assert prompt_reader().get(path).body.count(b"Entre-temps")


def test_a_change_of_something_else_does_not_overtake_a_baking(article: ArticlePage) -> None:
    since = moment()
    make_author()

    assert has_changed_since(since, ingredients=[f"page:{article.pk}"]) is False
    assert actions.keep(path=article.url, rendered=render(article.url), since=since) is Outcome.KEPT


def test_what_a_crash_left_is_swept_by_the_schedule(
    article: ArticlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.bake(path=article.url)
    monkeypatch.setattr("obole.edition.actions.marking.sweep", lambda: 0)
    article.title = "Après la coupure"
    publish(article)
    assert the_tree().read(article.url) is not None

    from obole.project.schedule import sweep_edition

    sweep_edition()

    assert the_tree().read(article.url) is None
    assert BakedPage.objects.get(path=article.url).is_stale
    assert not Mark.objects.filter(swept_at=None).exists()


def test_sweeping_twice_changes_nothing_more(article: ArticlePage) -> None:
    article.save_revision().publish()

    assert actions.sweep() == 0


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_articles_of_one_section_are_published_one_at_a_time(article: ArticlePage) -> None:
    other = make_article(section=article.section, live=False)
    is_published, may_commit = threading.Event(), threading.Event()

    def publish_and_wait() -> None:
        with transaction.atomic():
            publish(other)
            is_published.set()
            may_commit.wait(30)
        connection.close()

    thread = threading.Thread(target=publish_and_wait)
    thread.start()
    assert is_published.wait(30)
    try:
        # Nobody may look for neighbours while another is about to become one.
        with pytest.raises(OperationalError):
            _publish_without_waiting(article)
    finally:
        may_commit.set()
        thread.join()


@transaction.atomic
def _publish_without_waiting(article: ArticlePage) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '100ms'")
    publish(article)


def test_a_page_whose_time_ends_while_it_is_compared_is_not_wrong(
    article: ArticlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered, later = render(article.url), clock.now() + timedelta(hours=1)
    rendered.recipe.valid_until = later
    assert actions.keep(path=article.url, rendered=rendered, since=moment()) is Outcome.KEPT

    def render_tomorrow(_path: str) -> Rendered:
        monkeypatch.setattr("obole.edition.tree.time.time", later.timestamp)
        return replace(rendered, body=b"Yesterday at 10:30")

    monkeypatch.setattr(verifying, "render_afresh", render_tomorrow)

    assert actions.compare(path=article.url) is Finding.GONE
