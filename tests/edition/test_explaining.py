"""Why an address is answered as it is."""

from unittest.mock import Mock

import pytest
from click.testing import CliRunner
from factories import Newsroom, make_article, make_section, publish

from obole.edition.actions import bake, facts_of
from obole.project.command_line.explain_page import command
from obole.project.command_line.invocation import Invocation
from obole.project.refusals import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_baked_page_tells_what_it_is_made_of(newsroom: Newsroom):
    article = make_article(section=make_section(slug="politique"), slug="budget")
    bake(path="/politique/budget/")

    facts = facts_of(path="/politique/budget/", query="utm_source=lettre")

    assert facts.is_there
    assert {"site", f"page:{article.pk}"} <= set(facts.ingredients)
    assert not facts.stale_reason


def test_a_page_that_changed_tells_why(newsroom: Newsroom):
    article = make_article(section=make_section(slug="politique"), slug="budget")
    bake(path="/politique/budget/")
    article.title = "Le budget, encore"
    publish(article)

    facts = facts_of(path="/politique/budget/")

    assert not facts.is_there
    assert facts.stale_reason == f"ArticlePublished {article.pk}"
    assert f"page:{article.pk}" in [ingredient for _, ingredient, _ in facts.marks]


@pytest.mark.parametrize(
    ("path", "query", "why"),
    [
        ("/recherche/", "", "search"),
        ("/politique/", "page=2", "question"),
        ("/../etc/passwd", "", "no page of ours"),
        ("/perdu/", "", "404"),
    ],
)
def test_what_is_never_baked_says_why(newsroom: Newsroom, path: str, query: str, why: str):
    make_section(slug="politique")

    assert why in facts_of(path=path, query=query).refusal


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://[bad/", "https://[bad/ is no address: give one of this site"),
        ("https://elsewhere.example/port/", "elsewhere.example is not this site"),
    ],
)
def test_what_is_no_address_of_the_site_is_refused(url: str, words: str):
    answer = CliRunner().invoke(command, [url], obj=Mock(spec=Invocation))

    assert isinstance(answer.exception, Refusal)
    assert words in str(answer.exception)
