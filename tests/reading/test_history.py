"""The public history of an article."""

import pytest
from django.test import Client
from django.utils import translation
from factories import Newsroom, make_article, make_picture, make_section, publish
from hypothesis import given
from hypothesis import strategies as st

from obole.newsroom.models import ArticlePage
from obole.newsroom.rules.differences import Change, changed_words, differences
from obole.pages.models import Publication

LINES = st.lists(st.text(alphabet="ab é.", min_size=1, max_size=12), max_size=6)


def published_twice() -> ArticlePage:
    article = make_article(
        section=make_section(slug="port"),
        slug="digue",
        standfirst="",
        body=[("paragraph", "<p>La digue mesure deux mètres.</p>")],
    )
    article.body = [("paragraph", "<p>La digue mesure trois mètres.</p>")]
    return publish(article)


def test_all_versions_are_listed_with_their_digests(client: Client, newsroom: Newsroom) -> None:
    published_twice()

    response = client.get("/port/digue/historique/")

    numbers = [version.publication.number for version in response.context["versions"]]
    assert numbers == [2, 1]
    page = response.content.decode()
    for publication in Publication.objects.filter(headline__startswith="Article"):
        assert publication.digest in page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_version_holds_what_was_written_and_no_word_of_the_desk(
    newsroom: Newsroom, language: str
) -> None:
    picture = {"picture": make_picture(), "alt": "Un mur", "caption": "", "width": "wide"}
    body = [("heading", {"text": "La digue", "level": "3"}), ("image", picture)]
    article = make_article(standfirst="", body=body, live=False)

    with translation.override(language):
        lines = article.readable_lines()

    assert lines == ["La digue", "Un mur"]


def test_english_articles_have_their_history_under_an_english_word(
    client: Client, newsroom: Newsroom
) -> None:
    make_article(section=make_section(home=newsroom.english, slug="harbour"), slug="dyke")

    assert client.get("/en/harbour/dyke/history/").status_code == 200
    assert client.get("/en/harbour/dyke/historique/").status_code == 404


def test_two_versions_are_compared_word_by_word(client: Client, newsroom: Newsroom) -> None:
    published_twice()

    chosen = client.get("/port/digue/historique/", {"older": "2", "newer": "1"})
    page = client.get(chosen.headers["Location"]).content.decode()

    assert chosen.headers["Location"] == "/port/digue/historique/1-2/"
    assert "deux" in page[page.index("<del>") : page.index("mètres")]
    assert "<ins>" in page
    assert "La digue mesure " in page


@pytest.mark.parametrize(
    "path",
    [
        "historique/2-1/",
        "historique/1-1/",
        "historique/1-3/",
        "historique/?older=1&newer=x",
        "historique/?older=1",
    ],
)
def test_versions_that_do_not_exist_are_not_found(
    client: Client, newsroom: Newsroom, path: str
) -> None:
    published_twice()

    assert client.get(f"/port/digue/{path}").status_code == 404


def test_a_record_that_was_changed_afterwards_is_shown_as_such(
    client: Client, newsroom: Newsroom
) -> None:
    article = published_twice()
    assert client.get("/port/digue/historique/").context["is_intact"]

    Publication.objects.filter(page_id=article.pk, number=1).update(lines=["Autre chose."])

    response = client.get("/port/digue/historique/")
    fits = [version.is_intact for version in response.context["versions"]]
    assert fits == [True, False]
    assert not response.context["is_intact"]


def test_a_version_that_was_removed_breaks_the_chain(client: Client, newsroom: Newsroom) -> None:
    article = published_twice()

    Publication.objects.filter(page_id=article.pk, number=1).delete()

    assert not client.get("/port/digue/historique/").context["is_intact"]


def test_changed_words_are_told_from_kept_ones() -> None:
    line = changed_words("Le maire a dit non hier", "Le maire a dit oui hier")

    assert [(piece.change, piece.text.strip()) for piece in line.pieces] == [
        (Change.SAME, "Le maire a dit"),
        (Change.REMOVED, "non"),
        (Change.ADDED, "oui"),
        (Change.SAME, "hier"),
    ]


def test_a_new_paragraph_is_whole() -> None:
    lines = differences(["Un.", "Trois."], ["Un.", "Deux.", "Trois."])

    assert [line.pieces[0].change for line in lines] == [Change.SAME, Change.ADDED, Change.SAME]


@given(before=LINES, after=LINES)
def test_both_versions_can_be_read_in_the_difference(before: list[str], after: list[str]) -> None:
    lines = differences(before, after)

    def version(gone: Change) -> str:
        return "".join(
            piece.text for line in lines for piece in line.pieces if piece.change is not gone
        )

    # A kept word has the spaces of the newer version.
    assert version(Change.ADDED).split() == "".join(before).split() or (
        version(Change.ADDED).replace(" ", "") == "".join(before).replace(" ", "")
    )
    assert version(Change.REMOVED) == "".join(after)
