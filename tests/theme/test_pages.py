"""What readers receive: its weight, its requests, its queries, its pictures."""

import gzip
import random
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.templatetags.static import static
from django.test import Client
from django.test.utils import CaptureQueriesContext
from factories import (
    Newsroom,
    make_article,
    make_author,
    make_picture,
    make_section,
    make_standing_page,
    publish,
)

from obole.newsroom.models import ArticlePage, Label, NewsroomSettings
from obole.newsroom.models.settings import FontPair
from obole.pages.models import PictureRendition
from obole.project.theme import FOLDER

ARTICLE_LIMIT_BYTES = 60_000
FONTS_LIMIT_BYTES = 90_000
REQUESTS_LIMIT = 6


def _long_body() -> list[tuple[str, str]]:
    """Write 4,000 words that compress no better than French: a twenty minutes' read."""
    chance = random.Random(7)
    letters = "eeeeesssaaaiiitttnnnrrruuulllooodddcmpvqfbghj"
    vocabulary = ["".join(chance.choices(letters, k=chance.randint(2, 11))) for _ in range(1500)]
    return [
        ("paragraph", f"<p>{' '.join(chance.choices(vocabulary, k=80))}.</p>") for _ in range(50)
    ]


LONG_BODY = _long_body()


class _Elements(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))

    def named(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.all if name in names]


def read(client: Client, path: str) -> str:
    response = client.get(path, secure=True)
    assert response.status_code == 200
    return response.content.decode()


def queries_of(client: Client, path: str) -> int:
    # The first view makes renditions and fills caches.
    read(client, path)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        read(client, path)
    return len(queries)


def stylesheet_of(html: str) -> str:
    found = re.search(r'<link rel="stylesheet" href="([^"]+)"', html)
    assert found
    return found.group(1)


def article_with_everything(**fields: Any) -> ArticlePage:
    portrait = make_picture(width=200, height=200)
    authors = [make_author(portrait=portrait), make_author()]
    return make_article(authors=authors, picture=make_picture(), body=LONG_BODY, **fields)


def test_an_article_and_its_style_weigh_little(newsroom: Newsroom, client: Client) -> None:
    html = read(client, article_with_everything().url)

    css = client.get(stylesheet_of(html), secure=True).content

    weight = len(gzip.compress(html.encode(), 6)) + len(gzip.compress(css, 6))
    assert weight <= ARTICLE_LIMIT_BYTES


def test_an_article_asks_for_few_files_before_its_pictures(
    newsroom: Newsroom, client: Client
) -> None:
    html = read(client, article_with_everything().url)
    css = client.get(stylesheet_of(html), secure=True).content.decode()

    links = _Elements(html).named("link")
    fetched = {link["href"] for link in links if link["rel"] in {"stylesheet", "preload", "icon"}}
    fetched |= set(re.findall(r'url\("([^"]+)"\)', css))

    assert len(fetched) + 1 <= REQUESTS_LIMIT
    assert all(address and address.startswith("/") for address in fetched)
    assert not _Elements(html).named("iframe", "style")


def test_the_fonts_weigh_little() -> None:
    fonts = list((FOLDER / "fonts").glob("*.woff2"))

    assert fonts
    assert sum(font.stat().st_size for font in fonts) <= FONTS_LIMIT_BYTES


def test_no_page_has_an_inline_style_or_script(newsroom: Newsroom, client: Client) -> None:
    section = make_section()
    article = article_with_everything(section=section)
    standing = make_standing_page()

    for page in (newsroom.french, section, article, standing):
        elements = _Elements(read(client, page.url))
        assert not [attributes for _, attributes in elements.all if "style" in attributes]
        scripts = elements.named("script")
        # Files of ours: the bar of colleagues, which does nothing for readers, and below an
        # article the form of comments, which works without.
        inline = [script for script in scripts if "src" not in script]
        assert all(script.get("type") == "application/ld+json" for script in inline)
        files = ["obole/staff.js", *(["limits/form.js"] if page is article else [])]
        assert [script["src"] for script in scripts if "src" in script] == [
            static(file) for file in files
        ]


def test_every_picture_has_its_size_and_only_the_first_is_fetched_at_once(
    newsroom: Newsroom, client: Client
) -> None:
    article = article_with_everything()
    for _ in range(3):
        make_article(section=article.section, picture=make_picture())

    images = _Elements(read(client, article.url)).named("img")

    assert len(images) > 3
    assert all(image["width"] and image["height"] and "alt" in image for image in images)
    eager = [image for image in images if image.get("loading") != "lazy"]
    assert [image.get("fetchpriority") for image in eager] == ["high"]


def test_a_picture_is_offered_in_avif_and_webp_and_as_jpeg_to_all_others(
    newsroom: Newsroom, client: Client
) -> None:
    elements = _Elements(read(client, article_with_everything().url))

    sources = elements.named("source")
    assert {source["type"] for source in sources} == {"image/avif", "image/webp"}
    assert all(source["srcset"] and source["sizes"] for source in sources)
    assert all((image["src"] or "").endswith(".jpg") for image in elements.named("img"))


def test_no_file_of_a_picture_is_hidden(newsroom: Newsroom, client: Client) -> None:
    article = article_with_everything()

    for page in (newsroom.french, article):
        read(client, page.url)

    names = [Path(rendition.file.name).name for rendition in PictureRendition.objects.all()]
    assert names
    assert not [name for name in names if name.startswith(".")]


def test_the_number_of_files_a_picture_has_is_bounded(newsroom: Newsroom, client: Client) -> None:
    picture = make_picture()
    article = make_article(picture=picture, body=[("image", {"picture": picture, "width": "text"})])
    other = make_article(section=article.section, picture=picture)

    for page in (newsroom.french, article.section, article, other):
        read(client, page.url)

    # Four formats and widths in each of three places, one of them shared, and three for networks.
    assert picture.renditions.count() <= 15


def test_the_number_of_queries_does_not_grow_with_the_number_of_articles(
    newsroom: Newsroom, client: Client
) -> None:
    sections = [make_section(), make_section(), make_section()]
    first = article_with_everything(section=sections[0])

    def make_some() -> None:
        for section in sections:
            for label in (Label.NEWS, Label.OPINION):
                make_article(section=section, label=label, picture=make_picture())

    pages = [newsroom.french.url, sections[0].url, first.url]
    for _ in range(3):
        make_some()
    few = [queries_of(client, page) for page in pages]
    for _ in range(4):
        make_some()

    assert [queries_of(client, page) for page in pages] == few


def test_the_style_sheet_has_the_newsrooms_colours_at_an_address_of_its_own(
    newsroom: Newsroom, client: Client
) -> None:
    before = stylesheet_of(read(client, "/"))
    settings = NewsroomSettings.for_site(newsroom.site)
    settings.accent, settings.fonts = "#123456", FontPair.SYSTEM
    settings.save()

    after = stylesheet_of(read(client, "/"))
    response = client.get(after, secure=True)

    assert after != before
    assert "--accent-by-day:#123456" in response.content.decode()
    assert "@font-face" not in response.content.decode()
    assert "immutable" in response.headers["Cache-Control"]


def test_an_old_address_of_the_style_sheet_gives_the_new_one_for_a_short_time(
    newsroom: Newsroom, client: Client
) -> None:
    response = client.get("/theme-0123456789abcdef.css", secure=True)

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=60"


def test_a_missing_page_leads_on(newsroom: Newsroom, client: Client) -> None:
    section = make_section()

    response = client.get("/nowhere/", secure=True)

    assert response.status_code == 404
    assert f'href="{section.url}"' in response.content.decode()
    assert 'role="search"' in response.content.decode()


@pytest.mark.parametrize("chosen", [True, False])
def test_no_article_stands_on_the_served_front_page_twice(
    newsroom: Newsroom, client: Client, chosen: bool
) -> None:
    articles = [make_article() for _ in range(9)]
    if chosen:
        newsroom.french.lead = articles[2]
        publish(newsroom.french)

    html = read(client, "/")

    headlines = re.findall(r'class="card-headline"><a href="([^"]+)"', html)
    assert len(headlines) == len(set(headlines)) >= 5
    assert headlines[0] == articles[2 if chosen else -1].url
