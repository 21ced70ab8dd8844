"""What an MP4 file says of itself is read, whatever is in it."""

from contextlib import suppress

import pytest
from films import box, film_bytes
from hypothesis import given, settings
from hypothesis import strategies as st

from obole.social.rules.films import FilmFacts, NotAFilm, read_film


def facts_of(content: bytes) -> FilmFacts:
    return read_film(lambda start, end: content[start:end], size_bytes=len(content))


@given(
    seconds=st.integers(0, 7_200),
    width=st.integers(1, 8_000),
    height=st.integers(1, 8_000),
    is_turned=st.booleans(),
    filling=st.integers(0, 500),
)
@settings(max_examples=40)
def test_a_film_is_as_long_and_as_large_as_it_is_shown(seconds, width, height, is_turned, filling):
    content = film_bytes(
        seconds=seconds, width=width, height=height, is_turned=is_turned, filling=filling
    )

    facts = facts_of(content)

    assert facts == FilmFacts(seconds=seconds, width=width, height=height, codec="avc1")


@given(place=st.integers(0, 700), byte=st.integers(0, 255), cut=st.integers(0, 700))
@settings(max_examples=60)
def test_a_broken_film_is_none_and_never_anything_worse(place, byte, cut):
    whole = bytearray(film_bytes())
    whole[min(place, len(whole) - 1)] = byte

    with suppress(NotAFilm):
        facts_of(bytes(whole[: len(whole) - cut]))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>not a film</html>",
        film_bytes(handler=b"soun"),
        film_bytes().replace(b"moov", b"free"),
        box(b"ftyp", b"isom") + b"\xff\xff\xff\xffmoov",
        box(b"ftyp", b"isom") + box(b"free") * 300 + film_bytes(),
    ],
)
def test_what_holds_no_film_is_said_to_be_none(content):
    with pytest.raises(NotAFilm):
        facts_of(content)
