"""Real exports: every body converts, and no word of one is lost."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import nh3
import pytest
from converting import words_of

from obole.portability.rules.bodies import PictureMatch, convert_body, excerpt_from

EXPORTS = Path(__file__).resolve().parents[3] / "shared/data/exports"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
# What is markup although it looks like words.
_MARKUP = re.compile(
    r"<!--.*?-->|<(script|style|noscript)\b.*?</\1>|\[/?(?:caption|gallery|video|audio|embed)[^\]]*\]"
    r"|<a [^>]*wp-block-file__button[^>]*>.*?</a>",
    re.DOTALL | re.IGNORECASE,
)


def bodies() -> Iterator[str]:
    if not EXPORTS.is_dir():
        pytest.skip("the exports are not there")
    for export in sorted(EXPORTS.glob("*.xml")):
        try:
            tree = ElementTree.fromstring(export.read_bytes())
        except ElementTree.ParseError:
            continue
        yield from (item.findtext(_CONTENT) or "" for item in tree.iter("item"))


def source_words(content: str) -> Counter[str]:
    spaced = _MARKUP.sub(" ", content).replace("<", " <").replace(">", "> ")
    return letters(unescape(nh3.clean(spaced, tags=set())))


def letters(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", text))


def test_every_body_keeps_its_words() -> None:
    count = 0
    for content in bodies():
        body = convert_body(
            content, find_picture=lambda _ref: PictureMatch(1), rewrite_link=lambda url: url
        )
        kept = letters(" ".join(word for block in body.blocks for word in words_of(*block)))
        assert source_words(content) - kept == Counter(), content[:200]
        excerpt_from(content)
        count += bool(body.blocks)
    assert count > 60
