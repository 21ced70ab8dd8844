"""The text of a comment: a little Markdown as its author wrote it, and HTML as readers see it.

Whatever the renderer makes, nh3 has the last word: a few elements, links to the web that carry no
weight for search engines, and a direction of writing for each paragraph.
"""

import re
from functools import lru_cache
from html import escape, unescape
from typing import NamedTuple

import nh3

from obole.comments.rules.cleaning import clean_body
from obole.comments.rules.conversion import from_html
from obole.comments.rules.markdown import to_html
from obole.kernel.text import plain_text

__all__ = ["RENDERER_VERSION", "Link", "clean_body", "from_html", "links", "plain", "render"]

RENDERER_VERSION = 1
"""Grows with any change of what `render` returns: what is kept is then rendered again."""

# Readers write less. An imported text that is longer is shown as plain paragraphs.
LONGEST_MARKDOWN = 10_000

_REL = "ugc nofollow noopener noreferrer"
_SANITIZER = nh3.Cleaner(
    tags={"p", "br", "em", "strong", "a", "blockquote", "ul", "ol", "li", "code"},
    # By itself nh3 keeps titles, which nobody sees before they point at them.
    attributes={"a": {"href"}, "ol": {"start"}, "*": set()},
    set_tag_attribute_values={"p": {"dir": "auto"}, "li": {"dir": "auto"}},
    url_schemes={"http", "https"},
    url_relative="deny",
    link_rel=_REL,
)
_LINK = re.compile(rf'<a href="([^"]*)" rel="{_REL}">(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_PARAGRAPH_END = re.compile(r"\n{2,}")


class Link(NamedTuple):
    """A link as a reader meets it: where it leads, and what it says."""

    address: str
    label: str


# A comment that is sent is looked at by the preview, the detectors and the page.
@lru_cache(maxsize=64)
def render(body: str) -> str:
    """Return safe HTML for the text of a comment. No word of it is lost."""
    html = to_html(body) if len(body) <= LONGEST_MARKDOWN else _paragraphs(body)
    return _SANITIZER.clean(html).strip()


@lru_cache(maxsize=64)
def plain(body: str) -> str:
    """Return the words of a comment without its Markdown, a line for each paragraph and break."""
    return plain_text(render(body))


def links(html: str) -> tuple[Link, ...]:
    """Return the links in what `render` returned."""
    return tuple(
        Link(unescape(address), unescape(_TAG.sub("", label)))
        for address, label in _LINK.findall(html)
    )


def _paragraphs(text: str) -> str:
    return "".join(
        "<p>" + escape(paragraph).replace("\n", "<br>") + "</p>\n"
        for paragraph in _PARAGRAPH_END.split(text)
    )
