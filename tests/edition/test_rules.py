"""Addresses, links and packed copies: rules without a database."""

import gzip

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from obole.edition import packing
from obole.edition.rules.addresses import (
    LONGEST_PATH,
    LONGEST_SEGMENT,
    asks_for_nothing,
    can_be_baked,
    host_name,
    place_of,
)
from obole.edition.rules.links import paths_in
from obole.edition.rules.negotiation import Coding

ORIGIN = "https://gazette.example"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", "index.html"),
        ("/ville/", "ville/index.html"),
        ("/ville/un-article/", "ville/un-article/index.html"),
        ("/feed.xml", "feed.xml"),
        ("/.well-known/security.txt", ".well-known/security.txt"),
        ("/archives/2026/03/", "archives/2026/03/index.html"),
    ],
)
def test_a_path_has_one_place(path: str, place: str) -> None:
    assert can_be_baked(path)
    assert place_of(path) == place


@pytest.mark.parametrize(
    "path",
    [
        *("", "ville/", "//", "/ville//", "/../", "/ville/../monde/", "/./", "/.git/config"),
        *("/ville", "/ville/index.html", "/index.html", "/Ville/\x00/", "/é/", "/a b/", "/%2e%2e/"),
        *("/ville/.htaccess", "/x.", "/x.html5x", "/.well-known/../x.txt", "/ville\\", "/\n/"),
        "/" + "a" * (LONGEST_SEGMENT + 1) + "/",
        "/" + "a/" * LONGEST_PATH,
    ],
)
def test_a_path_of_more_than_one_spelling_has_no_place(path: str) -> None:
    assert not can_be_baked(path)
    with pytest.raises(AssertionError):
        place_of(path)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_no_path_leads_out_of_its_folder(text: str) -> None:
    path = f"/{text}"
    if can_be_baked(path):
        segments = place_of(path).split("/")
        assert not {"", ".", ".."} & set(segments)
        assert path.isascii()


@given(st.lists(st.from_regex(r"/(?:[a-z0-9-]{1,9}/){0,3}(?:[a-z]{1,5}\.xml)?", fullmatch=True)))
def test_two_paths_never_share_a_place(paths: list[str]) -> None:
    places = {path: place_of(path) for path in paths if can_be_baked(path)}
    assert len(set(places.values())) == len(places)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Gazette.Example", "gazette.example"),
        ("localhost:8000", "localhost"),
        ("[::1]:8000", "[::1]"),
        ("", ""),
        ("gazette.example:port", ""),
        ("gazette.example/path", ""),
        ("a" * 300, ""),
    ],
)
def test_a_host_header_is_read_or_is_no_name(header: str, name: str) -> None:
    assert host_name(header) == name


@pytest.mark.parametrize("query", ["", "utm_source=x", "fbclid=1&gclid=2", "MC_CID=3", "utm_x="])
def test_marketing_asks_for_nothing(query: str) -> None:
    assert asks_for_nothing(query)


@pytest.mark.parametrize("query", ["q=budget", "utm_source=x&q=1", "&", "=", "x" * 3000])
def test_anything_else_asks_for_something(query: str) -> None:
    assert not asks_for_nothing(query)


def test_links_of_a_page_are_found_whatever_names_them() -> None:
    page = """
        <link rel=stylesheet href="/theme-1.css"><a href='/ville/'>Ville</a>
        <a href="https://gazette.example/monde/?utm_source=x">Monde</a>
        <a href="https://gazette.example/monde/un%20mot/#note-1">Un mot</a>
        <img src="/media/un.webp" srcset="/media/un.avif 480w, /media/deux.avif 960w">
        <form action="/recherche/"></form><video poster="/media/film.jpg"></video>
        <a href="//elsewhere.example/">Ailleurs</a><a href="https://elsewhere.example/x/">X</a>
        <a href="mailto:redaction@gazette.example">Écrire</a><a href="?page=2">Suite</a>
        <a href="/a&amp;b/">Et</a><loc>https://gazette.example/sitemap-1.xml</loc>
    """

    assert paths_in(page, origin=ORIGIN) == {
        *("/theme-1.css", "/ville/", "/monde/un mot/", "/media/un.webp", "/media/un.avif"),
        *("/media/deux.avif", "/recherche/", "/media/film.jpg", "/a&b/", "/sitemap-1.xml"),
    }


def test_packed_copies_unpack_to_the_page_and_are_the_same_each_time() -> None:
    body = b"<p>Le conseil a vote le budget.</p>\n" * 100

    copies = packing.copies_of(body)

    assert copies[Coding.IDENTITY] == body
    assert gzip.decompress(copies[Coding.GZIP]) == body
    assert brotli.decompress(copies[Coding.BROTLI]) == body
    assert packing.copies_of(body) == copies


@given(st.binary(max_size=3000))
def test_no_copy_is_larger_than_the_page(body: bytes) -> None:
    copies = packing.copies_of(body)

    assert copies[Coding.IDENTITY] == body
    assert all(len(copy) < len(body) for key, copy in copies.items() if key != Coding.IDENTITY)


def test_a_small_page_is_not_packed() -> None:
    assert set(packing.copies_of(b"User-agent: *\n" * 10)) == {Coding.IDENTITY}
