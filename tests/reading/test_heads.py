"""What pages say of themselves to machines."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from factories import (
    Newsroom,
    make_article,
    make_author,
    make_picture,
    make_section,
    make_standing_page,
    publish,
)

from obole.newsroom.models import (
    ArticlePage,
    ArticleTag,
    Correction,
    LegalSettings,
    NewsroomSettings,
    Tag,
)
from obole.newsroom.rules.structured_data import script_json

HOSTILE = 'Fin </script><script>alert(1)</script> & "suite"'


def structured(page: str) -> dict[str, dict[str, Any]]:
    """Return the things of a page's structured data, by type."""
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(blocks) == 1
    data = json.loads(blocks[0])
    assert data["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in data["@graph"]}


def metas(page: str, name: str) -> list[str]:
    return re.findall(rf'<meta (?:name|property)="{name}" content="([^"]*)">', page)


@pytest.fixture
def article(newsroom: Newsroom) -> ArticlePage:
    """Give an article with everything that a head can tell."""
    article = make_article(
        section=make_section(slug="port", title="Port"),
        slug="digue",
        title=HOSTILE,
        label="investigation",
        standfirst="En bref.",
        authors=[
            make_author(slug="ana", name="Ana Lopes", fediverse="@ana@example.social"),
            make_author(slug="boris", name="Boris Le Goff"),
        ],
        picture=make_picture(),
        body=[("paragraph", "<p>Un deux trois.</p>")],
    )
    ArticleTag.objects.create(
        tag=Tag.objects.create(name="Eau", slug="eau"), content_object=article
    )
    article.corrections = [Correction(text="Deux mètres.")]
    return publish(article)


def test_an_article_tells_everything_in_structured_data(
    client: Client, newsroom: Newsroom, article: ArticlePage
) -> None:
    make_standing_page(purpose="ethics", slug="charte")

    things = structured(client.get("/port/digue/").content.decode())

    thing = things["ReportageNewsArticle"]
    assert thing["headline"] == HOSTILE
    assert [(person["name"], person["url"]) for person in thing["author"]] == [
        ("Ana Lopes", "https://testserver/auteurs/ana/"),
        ("Boris Le Goff", "https://testserver/auteurs/boris/"),
    ]
    assert thing["isAccessibleForFree"] is True
    assert thing["inLanguage"] == "fr"
    assert thing["articleSection"] == "Port"
    assert thing["wordCount"] == 5
    assert len(thing["image"]) == 3
    assert all(url.startswith("https://testserver/") for url in thing["image"])
    assert thing["correction"][0]["@type"] == "CorrectionComment"
    assert thing["correction"][0]["text"] == "Deux mètres."
    assert thing["datePublished"] == article.published_at.isoformat()
    assert thing["publisher"]["@type"] == "NewsMediaOrganization"
    assert thing["publisher"]["ethicsPolicy"] == "https://testserver/charte/"
    assert thing["publisher"]["correctionsPolicy"] == "https://testserver/corrections/"
    trail = things["BreadcrumbList"]["itemListElement"]
    assert [step["item"] for step in trail] == [
        "https://testserver/",
        "https://testserver/port/",
        "https://testserver/port/digue/",
    ]


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("news", "NewsArticle"),
        ("investigation", "ReportageNewsArticle"),
        ("opinion", "OpinionNewsArticle"),
        ("analysis", "AnalysisNewsArticle"),
        ("interview", "NewsArticle"),
    ],
)
def test_the_label_says_the_kind_of_article(
    client: Client, newsroom: Newsroom, label: str, kind: str
) -> None:
    article = make_article(label=label)

    assert kind in structured(client.get(article.url).content.decode())


def test_structured_data_cannot_end_its_element() -> None:
    text = script_json({"a": "</script><!-- \u2028 & -->"})

    assert not set("<>&\u2028").intersection(text)
    assert json.loads(text) == {"a": "</script><!-- \u2028 & -->"}


def test_the_front_page_tells_how_to_search(client: Client, newsroom: Newsroom) -> None:
    for path, search in (("/", "/recherche/"), ("/en/", "/en/search/")):
        things = structured(client.get(path).content.decode())
        action = things["WebSite"]["potentialAction"]
        assert action["target"]["urlTemplate"] == (
            f"https://testserver{search}?q={{search_term_string}}"
        )
        assert things["WebSite"]["publisher"]["@id"] == things["NewsMediaOrganization"]["@id"]


def test_a_card_shows_the_article(client: Client, article: ArticlePage) -> None:
    page = client.get("/port/digue/").content.decode()

    assert metas(page, "og:type") == ["article"]
    assert metas(page, "og:url") == ["https://testserver/port/digue/"]
    assert metas(page, "og:description") == ["En bref."]
    assert metas(page, "og:locale") == ["fr_FR"]
    assert metas(page, "og:image")[0].startswith("https://testserver/media/")
    assert metas(page, "og:image:width") == ["1200"]
    assert metas(page, "og:image:alt") == ["Une place de village un jour de marché."]
    assert metas(page, "twitter:card") == ["summary_large_image"]
    assert metas(page, "article:section") == ["Port"]
    assert metas(page, "article:tag") == ["Eau"]
    assert len(metas(page, "article:author")) == 2
    assert metas(page, "article:published_time")[0][:10] == f"{article.published_at:%Y-%m-%d}"
    assert metas(page, "fediverse:creator") == ["@ana@example.social"]
    assert metas(page, "robots") == ["max-image-preview:large"]
    assert page.count('rel="canonical"') == 1
    assert '<link rel="canonical" href="https://testserver/port/digue/">' in page


def test_translations_name_one_another(client: Client, newsroom: Newsroom) -> None:
    article = make_article(section=make_section(slug="port"), slug="digue")
    make_article(
        section=make_section(home=newsroom.english, slug="harbour"),
        slug="dyke",
        translation_key=article.translation_key,
    )

    for path in ("/port/digue/", "/en/harbour/dyke/"):
        page = client.get(path).content.decode()
        alternates = dict(
            re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', page)
        )
        assert alternates == {
            "fr": "https://testserver/port/digue/",
            "en": "https://testserver/en/harbour/dyke/",
            "x-default": "https://testserver/port/digue/",
        }


def test_a_page_without_translation_names_none(client: Client, article: ArticlePage) -> None:
    assert 'rel="alternate" hreflang' not in client.get("/port/digue/").content.decode()


def test_lists_in_both_languages_name_one_another(client: Client, newsroom: Newsroom) -> None:
    page = client.get("/en/search/").content.decode()

    assert 'hreflang="fr" href="https://testserver/recherche/"' in page
    assert 'hreflang="x-default" href="https://testserver/recherche/"' in page


def test_every_list_links_its_feeds(client: Client, article: ArticlePage) -> None:
    for path in ("/", "/port/", "/auteurs/ana/", "/themes/eau/", "/corrections/"):
        page = client.get(path).content.decode()
        for file in ("feed.xml", "atom.xml", "feed.json"):
            assert f'href="https://testserver{path}{file}"' in page


def test_further_pages_are_their_own_canonical_page(
    client: Client, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("obole.newsroom.queries.listings.ARTICLES_PER_PAGE", 1)
    section = make_section(slug="port")
    for _ in range(2):
        make_article(section=section)

    page = client.get("/port/page/2/").content.decode()

    assert '<link rel="canonical" href="https://testserver/port/page/2/">' in page


def test_mining_is_reserved_in_the_head_while_the_newsroom_reserves_it(
    client: Client, newsroom: Newsroom
) -> None:
    legal = LegalSettings.for_site(newsroom.site)
    assert metas(client.get("/").content.decode(), "tdm-reservation") == ["1"]

    legal.reserves_mining = False
    legal.save()

    assert metas(client.get("/").content.decode(), "tdm-reservation") == []


def test_the_name_of_the_newsroom_is_on_every_card(client: Client, newsroom: Newsroom) -> None:
    settings = NewsroomSettings.for_site(newsroom.site)
    settings.name = "L'Estuaire & Cie"
    settings.save()

    page = client.get("/").content.decode()

    assert metas(page, "og:site_name") == ["L&#x27;Estuaire &amp; Cie"]
