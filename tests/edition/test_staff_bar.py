"""The bar that colleagues see on the pages of readers, and the cookie that asks for it."""

import pytest
from django.test import Client
from factories import Newsroom, make_article, make_section, make_user, publish

from obole.accounts.middleware import HINT
from obole.accounts.roles import Role

BAR = "/desk/edition/bar/"


@pytest.fixture
def editor(newsroom: Newsroom) -> Client:
    client = Client()
    client.force_login(make_user(role=Role.EDITOR))
    return client


def labels(client: Client, path: str) -> list[str]:
    return [link["label"] for link in client.get(BAR, {"path": path}).json()["links"]]


def test_the_bar_leads_an_editor_from_a_page_to_its_form(editor: Client):
    article = make_article(section=make_section(slug="politique"), slug="budget")

    answer = editor.get(BAR, {"path": "/politique/budget/"}).json()

    assert f"/desk/pages/{article.pk}/edit/" in [link["url"] for link in answer["links"]]
    assert answer["status"]


def test_the_bar_finds_pages_of_the_other_language(editor: Client, newsroom: Newsroom):
    section = make_section(home=newsroom.english, slug="politics")
    article = make_article(section=section, slug="budget")

    answer = editor.get(BAR, {"path": "/en/politics/budget/"}).json()

    assert f"/desk/pages/{article.pk}/edit/" in [link["url"] for link in answer["links"]]


def test_the_bar_tells_that_readers_do_not_see_the_latest_changes(editor: Client):
    article = make_article(section=make_section(slug="politique"), slug="budget")
    before = editor.get(BAR, {"path": "/politique/budget/"}).json()["status"]

    article.title = "Le budget, encore"
    article.save_revision()

    after = editor.get(BAR, {"path": "/politique/budget/"}).json()["status"]
    assert after.startswith(before)
    assert after != before


@pytest.mark.parametrize("path", ["/auteurs/", "/recherche/", "/politique/perdu/", "//", "\0", ""])
def test_elsewhere_the_bar_leads_to_the_desk_alone(editor: Client, path: str):
    make_section(slug="politique")

    assert len(labels(editor, path)) == 1


def test_nobody_else_is_told_anything(newsroom: Newsroom):
    make_article(section=make_section(slug="politique"), slug="budget")

    answer = Client().get(BAR, {"path": "/politique/budget/"})

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/desk/login/")


def test_who_may_not_edit_gets_no_link_to_the_form(newsroom: Newsroom):
    make_article(section=make_section(slug="politique"), slug="budget")
    treasurer = Client()
    treasurer.force_login(make_user(role=Role.TREASURER))

    assert len(labels(treasurer, "/politique/budget/")) == 1


def test_the_desk_leaves_a_hint_and_takes_it_back(editor: Client):
    editor.get("/desk/")
    assert editor.cookies[HINT].value == "1"

    editor.post("/desk/logout/")
    editor.get("/desk/login/")

    assert editor.cookies[HINT].value == ""


def test_readers_get_no_cookie(newsroom: Newsroom):
    make_article(section=make_section(slug="politique"), slug="budget")
    reader = Client()

    reader.get("/politique/budget/")

    assert not reader.cookies


def test_a_draft_is_told_apart(editor: Client):
    article = make_article(section=make_section(slug="politique"), slug="budget", live=False)
    publish(article)
    article.unpublish()

    assert editor.get(BAR, {"path": "/politique/budget/"}).json()["status"]
