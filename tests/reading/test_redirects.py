"""Old addresses lead to new ones."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from django.test import Client
from factories import Newsroom, make_article, make_section, publish

CommitCallbacks = Callable[..., AbstractContextManager[object]]


def test_a_new_slug_leaves_a_redirect(
    client: Client, newsroom: Newsroom, django_capture_on_commit_callbacks: CommitCallbacks
) -> None:
    article = make_article(section=make_section(slug="port"), slug="ancien")

    with django_capture_on_commit_callbacks(execute=True):
        article.slug = "nouveau"
        publish(article)

    response = client.get("/port/ancien/")
    assert response.status_code == 301
    assert response.headers["Location"] == "/port/nouveau/"


def test_a_move_leaves_a_redirect(client: Client, newsroom: Newsroom) -> None:
    article = make_article(section=make_section(slug="port"), slug="article")

    article.move(make_section(slug="ville"), pos="last-child")

    response = client.get("/port/article/")
    assert response.status_code == 301
    assert response.headers["Location"] == "/ville/article/"


def test_a_renamed_section_takes_its_articles_along(
    client: Client, newsroom: Newsroom, django_capture_on_commit_callbacks: CommitCallbacks
) -> None:
    section = make_section(slug="port")
    make_article(section=section, slug="article")

    # The tree has grown since the section was made.
    section.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        section.slug = "le-port"
        publish(section)

    assert client.get("/port/article/").headers["Location"] == "/le-port/article/"
