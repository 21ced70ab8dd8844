"""Files that only machines read."""

import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from factories import Newsroom, make_article, make_section, make_standing_page, publish

from obole.newsroom import sitemaps
from obole.newsroom.models import ArticlePage, LegalSettings, NewsroomSettings, SocialLink
from obole.newsroom.rules import well_known

NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def locations(content: bytes, *, kind: str = "url") -> list[str]:
    root = ElementTree.fromstring(content)
    return [each.text or "" for each in root.findall(f"s:{kind}/s:loc", NAMES)]


def lines(client: Client, path: str) -> list[str]:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    return response.content.decode().splitlines()


@pytest.fixture
def legal(newsroom: Newsroom) -> LegalSettings:
    """Give the legal facts of a newsroom that has written them down."""
    legal = LegalSettings.for_site(newsroom.site)
    legal.security_contact = "securite@example.org"
    legal.save()
    return legal


def test_the_sitemap_holds_every_kind_of_page(client: Client, newsroom: Newsroom) -> None:
    make_article(section=make_section(slug="port"), slug="digue")
    make_article(section=make_section(home=newsroom.english, slug="harbour"), slug="dyke")
    make_standing_page(slug="a-propos")

    found = locations(client.get("/sitemap.xml").content)

    for path in (
        "/",
        "/en/",
        "/port/",
        "/port/digue/",
        "/en/harbour/dyke/",
        "/a-propos/",
        "/archives/",
        "/en/archives/",
        "/corrections/",
        "/auteurs/",
    ):
        assert f"https://testserver{path}" in found
    assert len(found) == len(set(found))
    for url in found:
        assert client.get(url).status_code == 200, url


def test_the_sitemap_says_when_the_text_changed(client: Client, newsroom: Newsroom) -> None:
    article = make_article(section=make_section(slug="port"), slug="digue")
    article.body = [("paragraph", "<p>Autre chose.</p>")]
    article = publish(article)
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)

    (dated,) = [
        url
        for url in root.findall("s:url", NAMES)
        if (url.findtext("s:loc", namespaces=NAMES) or "").endswith("/port/digue/")
    ]

    changed = datetime.fromisoformat(dated.findtext("s:lastmod", namespaces=NAMES) or "")
    assert changed == article.updated_at.replace(microsecond=0)


def test_translations_are_alternates_in_the_sitemap(client: Client, newsroom: Newsroom) -> None:
    article = make_article(section=make_section(slug="port"), slug="digue")
    make_article(
        section=make_section(home=newsroom.english, slug="harbour"),
        slug="dyke",
        translation_key=article.translation_key,
    )
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)

    for url in root.findall("s:url", NAMES):
        location = url.findtext("s:loc", namespaces=NAMES) or ""
        if location.endswith(("/port/digue/", "/en/harbour/dyke/")):
            links = {
                each.attrib["hreflang"]: each.attrib["href"]
                for each in url.findall("x:link", NAMES)
            }
            assert links == {
                "fr": "https://testserver/port/digue/",
                "en": "https://testserver/en/harbour/dyke/",
                "x-default": "https://testserver/port/digue/",
            }


def test_many_addresses_are_parted_into_files(
    client: Client, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "ADDRESSES_IN_A_FILE", 2)
    section = make_section(slug="port")
    articles = [make_article(section=section) for _ in range(5)]

    parts = locations(client.get("/sitemap.xml").content, kind="sitemap")

    assert len(parts) == 4
    found = [url for part in parts for url in locations(client.get(part).content)]
    assert {f"https://testserver{article.url}" for article in articles} <= set(found)
    assert len(found) == len(set(found))
    assert client.get("/sitemap-9.xml").status_code == 404


def test_an_unchanged_sitemap_is_not_sent_again(client: Client, newsroom: Newsroom) -> None:
    etag = client.get("/sitemap.xml").headers["ETag"]

    assert client.get("/sitemap.xml", headers={"If-None-Match": etag}).status_code == 304


def test_news_are_two_days_old_at_most(client: Client, newsroom: Newsroom) -> None:
    fresh, stale = make_article(title="Frais & net"), make_article()
    ArticlePage.objects.filter(pk=stale.pk).update(
        published_at=stale.published_at - timedelta(days=2, minutes=1)
    )
    root = ElementTree.fromstring(client.get("/news-sitemap.xml").content)

    (url,) = root.findall("s:url", NAMES)

    assert url.findtext("s:loc", namespaces=NAMES) == f"https://testserver{fresh.url}"
    assert url.findtext("n:news/n:title", namespaces=NAMES) == "Frais & net"
    assert url.findtext("n:news/n:publication/n:language", namespaces=NAMES) == "fr"
    published = url.findtext("n:news/n:publication_date", namespaces=NAMES) or ""
    assert datetime.fromisoformat(published) == fresh.published_at.replace(microsecond=0)


def test_no_news_is_a_valid_file(client: Client, newsroom: Newsroom) -> None:
    assert locations(client.get("/news-sitemap.xml").content) == []


def test_robots_are_told_what_is_not_for_them(client: Client, legal: LegalSettings) -> None:
    found = lines(client, "/robots.txt")

    assert "Disallow: /desk/" in found
    assert "Disallow: /recherche/" in found
    assert "Disallow: /en/search/" in found
    assert "User-agent: GPTBot" in found
    assert "Sitemap: https://testserver/sitemap.xml" in found
    assert "Sitemap: https://testserver/news-sitemap.xml" in found
    # A group ends at a blank line: only the robots that train find everything closed.
    assert found.index("Disallow: /") > found.index("User-agent: GPTBot")


def test_training_robots_may_come_where_mining_is_not_reserved(
    client: Client, legal: LegalSettings
) -> None:
    legal.reserves_mining = False
    legal.save()

    assert "Disallow: /" not in lines(client, "/robots.txt")
    assert client.get("/.well-known/tdmrep.json").status_code == 404
    assert "datatrainingallowed=yes" in lines(client, "/trust.txt")


def test_mining_is_reserved_in_a_file(client: Client, legal: LegalSettings) -> None:
    make_standing_page(purpose="legal", slug="mentions-legales")

    assert json.loads(client.get("/.well-known/tdmrep.json").content) == [
        {
            "location": "/",
            "tdm-reservation": 1,
            "tdm-policy": "https://testserver/mentions-legales/",
        }
    ]


@pytest.mark.parametrize("path", ["/", "/corrections/", "/feed.xml", "/recherche/"])
def test_mining_is_reserved_in_a_header(client: Client, legal: LegalSettings, path: str) -> None:
    assert client.get(path).headers["TDM-Reservation"] == "1"

    legal.reserves_mining = False
    legal.save()

    assert "TDM-Reservation" not in client.get(path).headers


def test_trust_is_declared_at_both_addresses(client: Client, legal: LegalSettings) -> None:
    make_standing_page(purpose="contact", slug="contact")
    settings = NewsroomSettings.for_site(legal.site)
    settings.social_links = [SocialLink(label="Mastodon", url="https://example.social/@a")]
    settings.save()
    legal.trust_txt = "member=https://example.org/\nno key here"
    legal.save()

    found = lines(client, "/trust.txt")

    assert found == lines(client, "/.well-known/trust.txt")
    assert "social=https://example.social/@a" in found
    assert "contact=https://testserver/contact/" in found
    assert "member=https://example.org/" in found
    assert "datatrainingallowed=no" in found
    assert all("=" in line for line in found)


def test_security_reports_have_an_address(client: Client, legal: LegalSettings) -> None:
    found = dict(line.split(": ", 1) for line in lines(client, "/.well-known/security.txt"))

    assert found["Contact"] == "mailto:securite@example.org"
    assert found["Canonical"] == "https://testserver/.well-known/security.txt"
    assert found["Preferred-Languages"] == "fr, en"


def test_the_security_file_expires_within_a_year() -> None:
    now = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)

    text = well_known.security_txt(
        contact="a@example.org", canonical="https://a.example/", languages=["fr"], now=now
    )

    assert "Expires: 2027-05-21T00:00:00Z" in text


def test_without_a_contact_there_is_no_security_file(client: Client, newsroom: Newsroom) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
