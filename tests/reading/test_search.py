"""Search: words in any form are found, and only what may be read."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from factories import Newsroom, make_article, make_author, make_section, publish

from obole.limits.rules import Limit
from obole.newsroom.models import ArticlePage, Author, SearchEntry
from obole.newsroom.queries import search as search_queries
from obole.newsroom.rules.highlighting import EXCERPT_CHARACTERS, excerpt
from obole.newsroom.rules.words import fold, indexed_text, sought_words

pytestmark = pytest.mark.usefixtures("search_words")


def body(text: str) -> list[tuple[str, str]]:
    return [("paragraph", f"<p>{text}</p>")]


def found(client: Client, query: str, *, language: str = "fr", **filters: str) -> list[str]:
    """Return the titles that the search shows, in its order."""
    address = {"fr": "/recherche/", "en": "/en/search/"}[language]
    response = client.get(address, {"q": query, **filters})
    assert response.status_code == 200
    return [result.article.title for result in response.context["results"]]


@pytest.mark.parametrize(
    "query",
    [
        "élection",
        "élections",
        "election",
        "ELECTIONS",
        "municipal",
        "municipales marées",
        "maree",
        "l'élection",
        "« élections municipales »",
        '"élections municipales"',
        "oeuvre",
        "œuvres",
        "les",
    ],
)
def test_french_words_are_found_in_any_form(client: Client, newsroom: Newsroom, query: str) -> None:
    make_article(title="Le vote", body=body("Les élections municipales et les marées : une œuvre."))
    make_article(title="Autre chose", body=body("Rien de tel ici."), standfirst="")

    assert "Le vote" in found(client, query)
    if query != "les":
        assert found(client, query) == ["Le vote"]


def test_english_words_are_found_in_any_form(client: Client, newsroom: Newsroom) -> None:
    section = make_section(home=newsroom.english)
    make_article(section=section, title="The vote", body=body("Councillors were running late."))

    assert found(client, "councillor runs", language="en") == ["The vote"]
    assert found(client, "councillor runs") == []


@pytest.mark.parametrize(
    "query",
    ["", " ", "?", "'", '"', "élection AND", "NEAR(", "*", "a:b", "-", "x' OR 1=1 --", "« »", "\0"],
)
def test_no_query_breaks_the_search(client: Client, newsroom: Newsroom, query: str) -> None:
    make_article(title="Le vote")

    assert client.get("/recherche/", {"q": query}).status_code == 200


def test_a_query_that_is_too_long_is_refused_politely(client: Client, newsroom: Newsroom) -> None:
    response = client.get("/recherche/", {"q": "mot " * 100})

    assert response.status_code == 200
    assert response.context["form"].errors["q"]


def test_words_in_a_row_are_found_only_in_a_row(client: Client, newsroom: Newsroom) -> None:
    make_article(title="En ordre", body=body("Le conseil municipal se réunit."))
    make_article(title="En désordre", body=body("Un avis municipal, puis un conseil."))

    assert found(client, '"conseil municipal"') == ["En ordre"]
    assert sorted(found(client, "conseil municipal")) == ["En désordre", "En ordre"]


def test_headlines_go_first_then_the_newest(client: Client, newsroom: Newsroom) -> None:
    old = make_article(title="La digue cède")
    make_article(title="Milieu", body=body("La digue tient."))
    make_article(title="Récent", body=body("Une digue encore."))
    ArticlePage.objects.filter(pk=old.pk).update(
        published_at=old.published_at - timedelta(days=900)
    )

    assert found(client, "digue") == ["La digue cède", "Récent", "Milieu"]


def test_authors_are_found(client: Client, newsroom: Newsroom) -> None:
    make_article(title="Signé", authors=[make_author(name="Ana Lopes")])

    assert found(client, "lopes") == ["Signé"]


def test_section_and_dates_narrow_the_search(client: Client, newsroom: Newsroom) -> None:
    port, ville = make_section(slug="port"), make_section(slug="ville")
    article = make_article(section=port, title="Au port", body=body("Le budget."))
    make_article(section=ville, title="En ville", body=body("Le budget."))
    day = article.published_at.date()

    assert found(client, "budget", section="port") == ["Au port"]
    assert len(found(client, "budget", since=str(day - timedelta(days=1)))) == 2
    assert found(client, "budget", since=str(day + timedelta(days=2))) == []
    assert found(client, "budget", until=str(day - timedelta(days=2))) == []
    assert len(found(client, "budget", until="9999-12-31")) == 2


def test_a_date_that_is_none_is_said_and_not_searched(client: Client, newsroom: Newsroom) -> None:
    response = client.get("/recherche/", {"q": "budget", "since": "hier", "section": "nulle"})

    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"since", "section"}


def test_found_words_are_marked_and_the_rest_is_escaped(client: Client, newsroom: Newsroom) -> None:
    make_article(title="Budget <b>", body=body("Des budgets &lt;script&gt;alert(1)&lt;/script&gt;"))

    page = client.get("/recherche/", {"q": "budget"}).content.decode()

    assert "<mark>Budget</mark> &lt;b&gt;" in page
    assert "<mark>budgets</mark>" in page
    assert "<script>alert" not in page


def test_results_have_pages(
    client: Client, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("obole.newsroom.queries.listings.ARTICLES_PER_PAGE", 2)
    section = make_section(slug="port")
    for _ in range(3):
        make_article(section=section, body=body("Le budget."))

    first = client.get("/recherche/", {"q": "budget", "section": "port"})
    second = client.get("/recherche/" + first.context["older_url"])

    assert len(first.context["results"]) == 2
    assert len(second.context["results"]) == 1
    assert second.context["newer_url"] == "?q=budget&section=port"
    assert client.get("/recherche/?q=budget&page=3").status_code == 404
    assert client.get("/recherche/?q=budget&page=x").status_code == 404


def test_a_search_says_when_it_looked_no_further(
    client: Client, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_queries, "MOST_FOUND", 2)
    for _ in range(3):
        make_article(body=body("Le budget."))

    response = client.get("/recherche/", {"q": "budget"})

    assert response.context["may_be_more"]
    assert response.context["found"] == 2


def test_search_follows_new_versions_and_withdrawals(client: Client, newsroom: Newsroom) -> None:
    article = make_article(title="Premier", body=body("Le budget."))

    article.body = body("La dette.")
    article = publish(article)

    assert found(client, "budget") == []
    assert found(client, "dette") == ["Premier"]

    article.unpublish()

    assert found(client, "dette") == []
    assert not SearchEntry.objects.exists()


def test_a_moved_article_is_found_in_its_new_section(client: Client, newsroom: Newsroom) -> None:
    port, ville = make_section(slug="port"), make_section(slug="ville")
    article = make_article(section=port, title="Parti", body=body("Le budget."))

    article.move(ville, pos="last-child")

    assert found(client, "budget", section="port") == []
    assert found(client, "budget", section="ville") == ["Parti"]


def test_search_is_not_for_search_engines(client: Client, newsroom: Newsroom) -> None:
    assert 'name="robots" content="noindex"' in client.get("/recherche/").content.decode()


@pytest.mark.parametrize(
    "word", ["marées", "condamnée", "élevé", "déjà", "forêts", "évêque", "œuvre"]
)
def test_a_word_typed_without_accents_shares_a_stem_with_the_written_one(word: str) -> None:
    indexed = set(indexed_text([word], language="fr").split())

    (typed,) = sought_words(fold(word), language="fr")

    assert indexed.intersection(typed.places[0])


def test_an_excerpt_is_short_and_holds_the_word() -> None:
    sought = sought_words("digue", language="fr")
    lines = ["Rien.", "mot " * 500 + "Les digues cèdent. " + "mot " * 500]

    pieces = excerpt(lines, sought=sought, language="fr")

    assert [piece.text for piece in pieces if piece.is_found] == ["digues"]
    assert len("".join(piece.text for piece in pieces)) <= EXCERPT_CHARACTERS + 4


def test_the_index_can_be_written_anew(client: Client, newsroom: Newsroom) -> None:
    author = make_author(name="Ana Lopes")
    make_article(title="Signé", authors=[author])
    Author.objects.filter(pk=author.pk).update(name="Ana Mendes")
    SearchEntry.objects.update(text="perdu", headline="perdu")
    output = StringIO()

    call_command("index_articles", verbosity=0, stdout=output)

    assert output.getvalue() == "Articles that can be found: 1.\n"
    assert found(client, "mendes") == ["Signé"]
    assert found(client, "perdu") == []


def test_too_many_searches_from_one_network_are_put_off(
    client: Client, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = Limit(name="search", most=2, window_seconds=3600)
    monkeypatch.setattr("obole.newsroom.views.search.SEARCHES", limit)
    for _ in range(2):
        assert client.get("/recherche/", {"q": "budget"}).status_code == 200

    refused = client.get("/recherche/", {"q": "budget"})

    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 3600
    assert refused.headers["Cache-Control"] == "no-store"
    assert "Trop de recherches" in refused.content.decode()
    assert client.get("/recherche/").status_code == 200
    elsewhere = client.get("/recherche/", {"q": "budget"}, REMOTE_ADDR="198.51.100.7")
    assert elsewhere.status_code == 200
