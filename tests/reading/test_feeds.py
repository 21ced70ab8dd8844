"""Feeds: three formats, full text, every author, nothing that could run."""

import json
from xml.etree import ElementTree

import feedparser
import pytest
from django.test import Client
from factories import Newsroom, make_article, make_author, make_picture, make_section, publish

from obole.newsroom.models import ArticlePage, ArticleTag, Correction, Tag
from obole.newsroom.rules.feeds import feed_html
from obole.pages.models import Picture

FEEDS = ["/", "/en/", "/port/", "/auteurs/ana/", "/themes/eau/", "/corrections/"]
FILES = ["feed.xml", "atom.xml", "feed.json"]


@pytest.fixture
def article(newsroom: Newsroom) -> ArticlePage:
    """Give an article with everything, and one in English."""
    article = make_article(
        section=make_section(slug="port", title="Port"),
        slug="digue",
        title="La digue & le < reste",
        authors=[make_author(slug="ana", name="Ana Lopes"), make_author(name="Boris Le Goff")],
        picture=make_picture(),
        body=[
            ("paragraph", '<p>Voir <a href="/port/">le port</a> et <b>la mer</b>.</p>'),
            ("pull_quote", {"text": "Une phrase répétée."}),
            ("quote", {"text": "Nous verrons.", "attribution": "Le maire", "source_url": ""}),
            ("imported_html", '<p style="x" onclick="y">Ancien</p><script>z()</script>'),
        ],
    )
    tag = Tag.objects.create(name="Eau", slug="eau")
    ArticleTag.objects.create(tag=tag, content_object=article)
    article.corrections = [Correction(text="Deux mètres & non trois.")]
    make_article(section=make_section(home=newsroom.english), title="Elsewhere")
    return publish(article)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("path", FEEDS)
def test_every_feed_parses(client: Client, article: ArticlePage, path: str, file: str) -> None:
    response = client.get(path + file)

    assert response.status_code == 200
    if file == "feed.json":
        feed = json.loads(response.content)
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["feed_url"] == f"https://testserver{path}{file}"
        assert feed["items"]
        assert all(item["id"] and item["content_html"] for item in feed["items"])
        assert response.headers["Content-Type"].startswith("application/feed+json")
    else:
        feed = feedparser.parse(response.content)
        assert not feed.bozo
        assert feed.entries
        assert feed.feed.language == ("en" if path == "/en/" else "fr")
        links = {link.rel: link.href for link in feed.feed.links}
        assert links["self"] == f"https://testserver{path}{file}"
        assert links["alternate"] == f"https://testserver{path}"


@pytest.mark.parametrize("file", FILES)
def test_nothing_in_a_feed_can_run(client: Client, article: ArticlePage, file: str) -> None:
    text = client.get(f"/{file}").content.decode().lower()

    for hostile in ("<script", "&lt;script", "onclick", "style=", "<form", "<iframe", "z()"):
        assert hostile not in text


def test_a_feed_has_the_full_text_with_addresses_in_full(
    client: Client, article: ArticlePage
) -> None:
    (entry,) = feedparser.parse(client.get("/feed.xml").content).entries

    html = entry.content[0].value

    assert '<a href="https://testserver/port/">le port</a>' in html
    assert "Nous verrons." in html
    assert "Ancien" in html
    assert "Deux mètres" in html
    assert "Une phrase répétée." not in html
    assert 'src="/' not in html
    assert 'href="/' not in html


def test_rss_names_every_author_and_the_picture(client: Client, article: ArticlePage) -> None:
    root = ElementTree.fromstring(client.get("/feed.xml").content)
    item = root.find("channel/item")
    assert item is not None

    creators = [each.text for each in item.findall("{http://purl.org/dc/elements/1.1/}creator")]
    enclosure = item.find("enclosure")

    assert creators == ["Ana Lopes", "Boris Le Goff"]
    assert item.findtext("title") == "La digue & le < reste"
    assert enclosure is not None
    assert enclosure.attrib["url"].startswith("https://testserver/media/")
    assert int(enclosure.attrib["length"]) > 0


def test_atom_names_every_author(client: Client, article: ArticlePage) -> None:
    root = ElementTree.fromstring(client.get("/atom.xml").content)
    atom = {"a": "http://www.w3.org/2005/Atom"}

    names = [each.text for each in root.findall("a:entry/a:author/a:name", atom)]

    assert names == ["Ana Lopes", "Boris Le Goff"]
    assert root.findtext("a:entry/a:updated", namespaces=atom)


def test_json_feed_names_every_author_and_the_picture(client: Client, article: ArticlePage) -> None:
    (item,) = json.loads(client.get("/feed.json").content)["items"]

    assert [person["name"] for person in item["authors"]] == ["Ana Lopes", "Boris Le Goff"]
    assert item["authors"][0]["url"] == "https://testserver/auteurs/ana/"
    assert item["image"].startswith("https://testserver/media/")
    assert item["tags"] == ["Eau"]


@pytest.mark.parametrize("file", FILES)
def test_the_identity_of_an_entry_survives_a_new_slug(
    client: Client, article: ArticlePage, file: str
) -> None:
    def identity() -> str:
        content = client.get(f"/{file}").content
        if file == "feed.json":
            return str(json.loads(content)["items"][0]["id"])
        return str(feedparser.parse(content).entries[0].id)

    before = identity()
    article.slug = "la-digue"
    publish(article)

    assert identity() == before
    assert before.startswith("urn:uuid:")


@pytest.mark.parametrize("file", FILES)
def test_an_unchanged_feed_is_not_sent_again(
    client: Client, article: ArticlePage, file: str
) -> None:
    first = client.get(f"/{file}")
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]

    assert client.get(f"/{file}", headers={"If-None-Match": etag}).status_code == 304
    assert client.get(f"/{file}", headers={"If-Modified-Since": modified}).status_code == 304

    article.body = [("paragraph", "<p>Autre chose.</p>")]
    publish(article)

    assert client.get(f"/{file}", headers={"If-None-Match": etag}).status_code == 200


def test_a_character_that_xml_forbids_does_not_break_the_feed(
    client: Client, newsroom: Newsroom
) -> None:
    make_article(title="Un\x0bdeux", body=[("paragraph", "<p>Trois\x02quatre</p>")])

    for file in ("feed.xml", "atom.xml"):
        response = client.get(f"/{file}")
        assert response.status_code == 200
        ElementTree.fromstring(response.content)


def test_feeds_of_nothing_are_not_found(client: Client, newsroom: Newsroom) -> None:
    make_author(slug="personne")
    Tag.objects.create(name="Rien", slug="rien")

    assert client.get("/auteurs/personne/feed.xml").status_code == 404
    assert client.get("/themes/rien/feed.xml").status_code == 404
    assert client.get("/nulle-part/feed.xml").status_code == 404
    assert client.get("/feed.xml").status_code == 200


def test_feed_html_keeps_reading_matter_only() -> None:
    html = feed_html(
        '<p class="a" id="n1">Un <a href="#n2" target="_blank">renvoi</a></p><form>x</form>'
        '<img src="/i.jpg" srcset="/j.jpg 2x" onerror="x" alt="">'
        '<a href="javascript:x()">non</a>',
        page_url="https://a.example/s/t/",
    )

    assert html == (
        '<p id="n1">Un <a href="https://a.example/s/t/#n2">renvoi</a></p>'
        '<img src="https://a.example/i.jpg" alt=""><a>non</a>'
    )


def test_a_feed_makes_each_rendition_once(
    client: Client, article: ArticlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/feed.xml")
    made: list[object] = []

    def note(_picture: Picture, *filters: object) -> dict[object, object]:
        made.extend(filters)
        return {}

    monkeypatch.setattr(Picture, "create_renditions", note)
    response = client.get("/feed.xml")

    assert response.status_code == 200
    assert made == []
