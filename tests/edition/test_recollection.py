"""What a process remembers from one page to the next is never older than the last change."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from factories import Newsroom, make_article, make_section

from obole.edition.actions.marking import mark
from obole.edition.recollection import current_memory
from obole.edition.rendering import render, render_afresh
from obole.foundation.ingredients import use
from obole.foundation.memory import Memory
from obole.newsroom.models import NewsroomSettings
from obole.newsroom.rules.ingredients import SITE

# As many as an article needs for itself, its neighbours, its comments and the look at the marks.
QUERIES_OF_AN_ARTICLE = 9

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_second_article_asks_only_for_what_is_its_own(newsroom: Newsroom) -> None:
    section = make_section()
    first, second = make_article(section=section), make_article(section=section)
    render(str(first.url))

    with CaptureQueriesContext(connection) as queries:
        answer = render(str(second.url))

    assert answer.status == "200 OK"
    assert len(queries) <= QUERIES_OF_AN_ARTICLE


def test_what_is_remembered_gives_the_same_page(newsroom: Newsroom) -> None:
    article = make_article(section=make_section())
    render("/")

    answer, fresh = render(str(article.url)), render_afresh(str(article.url))

    assert answer.body == fresh.body
    assert answer.recipe.ingredients == fresh.recipe.ingredients


def test_a_change_by_another_process_is_seen_by_the_next_page(newsroom: Newsroom) -> None:
    look = NewsroomSettings.for_site(newsroom.site)
    render("/")

    # As another process does it: no signal reaches this one, only the row and its mark.
    with transaction.atomic():
        NewsroomSettings.objects.filter(pk=look.pk).update(name="La Vigie")
        mark(ingredients=[SITE], reason="a test")

    assert "La Vigie" in render("/").body.decode()


def test_a_change_that_nobody_marked_is_found_by_the_proof(newsroom: Newsroom) -> None:
    look = NewsroomSettings.for_site(newsroom.site)
    render("/")

    NewsroomSettings.objects.filter(pk=look.pk).update(name="La Vigie")

    assert "La Vigie" not in render("/").body.decode()
    assert "La Vigie" in render_afresh("/").body.decode()


def test_what_was_read_before_a_change_is_not_for_answers_begun_after_it() -> None:
    answers: list[Memory] = []

    def read_slowly() -> str:
        use("campaign-figures:1")
        found = "before"
        # As another thread does it: a change is acknowledged, and another answer begins.
        with transaction.atomic():
            mark(ingredients=["campaign-figures:1"], reason="a test")
        answers.append(current_memory())
        return found

    def read_again() -> str:
        use("campaign-figures:1")
        return "after"

    assert current_memory().value("meter", read_slowly) == "before"

    assert answers[0].value("meter", read_again) == "after"
    assert current_memory().value("meter", read_again) == "after"
