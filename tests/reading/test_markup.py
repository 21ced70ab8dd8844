"""The markup of the pages that stand in no tree, as the Nu HTML checker sees it."""

import pytest
from checkers import nu_errors
from django.test import Client
from factories import Newsroom, make_article, make_author, make_picture, make_section, publish

from obole.newsroom.models import ArticleTag, Correction, Tag

pytestmark = pytest.mark.browser


@pytest.mark.usefixtures("search_words")
def test_lists_searches_and_histories_are_valid_html(client: Client, newsroom: Newsroom) -> None:
    author = make_author(
        slug="ana",
        name="Ana Lopes",
        portrait=make_picture(),
        biography="Suit le port.\n\nEt la mer.",
        email="ana@example.org",
        website="https://ana.example/",
        fediverse="@ana@example.social",
    )
    article = make_article(
        section=make_section(slug="port"),
        slug="digue",
        title="La digue & le « reste »",
        authors=[author],
        picture=make_picture(),
        body=[("embed", {"url": "https://youtu.be/abc", "title": "Le conseil", "picture": None})],
    )
    player = f"/lecteur/{article.pk}/{article.body[0].id}/"
    ArticleTag.objects.create(
        tag=Tag.objects.create(name="Eau", slug="eau"), content_object=article
    )
    article.corrections = [Correction(text="Deux mètres.")]
    article.standfirst = "Trois mètres de digue."
    publish(article)
    addresses = [
        "/port/",
        "/port/digue/",
        "/auteurs/",
        "/auteurs/ana/",
        "/themes/eau/",
        "/archives/",
        f"/archives/{article.published_at:%Y/%m}/",
        "/recherche/",
        "/recherche/?q=digue",
        "/recherche/?q=rien&since=hier",
        "/corrections/",
        "/port/digue/historique/",
        "/port/digue/historique/1-2/",
        player,
    ]

    pages = {address: client.get(address) for address in addresses}

    assert {address: page.status_code for address, page in pages.items()} == dict.fromkeys(
        addresses, 200
    )
    assert nu_errors({address: page.content for address, page in pages.items()}) == []
