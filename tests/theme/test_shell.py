"""What stands around many pages is drawn once, and is right on each of them."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.conf import LazySettings
from django.test import RequestFactory
from factories import Newsroom, make_article, make_section, make_standing_page
from wagtail.models import Site

from obole.edition.rendering import render, render_afresh
from obole.foundation.memory import Memory, remembering
from obole.pages.models import site_asked_for

pytestmark = pytest.mark.django_db(transaction=True)


def current_links(body: bytes) -> list[tuple[str, str]]:
    """Return what the links of the shell say of the page: address, kind."""
    return re.findall(r'<a href="([^"]+)" aria-current="(\w+)"', body.decode())


def test_each_page_is_marked_at_its_own_place(newsroom: Newsroom) -> None:
    town, world = make_section(slug="ville"), make_section(slug="monde")
    articles = [make_article(section=section) for section in (town, world, town)]
    about = make_standing_page(slug="qui-sommes-nous")

    marked = [current_links(render(str(page.url)).body) for page in (*articles, town, about)]

    assert marked == [
        [("/ville/", "true")],
        [("/monde/", "true")],
        [("/ville/", "true")],
        [("/ville/", "page")],
        [("/qui-sommes-nous/", "page")],
    ]
    assert current_links(render("/").body) == []


def test_a_new_section_stands_in_the_next_page(newsroom: Newsroom) -> None:
    article = make_article(section=make_section(slug="ville"))
    render(str(article.url))

    make_section(slug="monde")

    answer = render(str(article.url))
    assert answer.body.count(b'<a href="/monde/"') == 2
    assert answer.body == render_afresh(str(article.url)).body


def test_the_comment_form_speaks_the_language_of_its_page(newsroom: Newsroom) -> None:
    french = make_article()
    english = make_article(section=make_section(home=newsroom.english))

    for _ in range(2):
        assert "Votre commentaire" in render(str(french.url)).body.decode()
        assert "Your comment" in render(str(english.url)).body.decode()


def test_the_site_of_our_address_is_remembered_and_no_other(
    newsroom: Newsroom,
    settings: LazySettings,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://testserver"
    other = Site.objects.create(hostname="autre.example", root_page=newsroom.english)
    hosts = ("testserver", "autre.example", "testserver", "unknown.example", "autre.example")
    asked = [RequestFactory().get("/", headers={"host": host}) for host in hosts]

    with remembering(Memory()), django_assert_num_queries(4):
        found = [site_asked_for(request) for request in asked]

    assert found == [newsroom.site, other, newsroom.site, newsroom.site, other]
