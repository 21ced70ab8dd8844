"""A feed, whatever its format, and the HTML that feed readers are given."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin
from uuid import UUID, uuid5

import nh3

from obole.newsroom.rules.heads import HeadPicture, Person

# What feed readers show: reading matter. No script, form, frame, style or handler.
_TAGS = {
    *("a", "abbr", "aside", "audio", "b", "blockquote", "br", "caption", "cite", "code", "dd"),
    *("del", "div", "dl", "dt", "em", "figcaption", "figure", "h2", "h3", "h4", "h5", "hr", "i"),
    *("img", "ins", "li", "ol", "p", "pre", "q", "s", "section", "small", "span", "strong", "sub"),
    *("sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "video"),
}
_ATTRIBUTES = {
    "*": {"id", "lang", "dir"},
    "a": {"href", "hreflang"},
    "audio": {"controls", "src", "preload"},
    "blockquote": {"cite"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "video": {"controls", "src", "preload", "poster", "width", "height"},
}
# https://www.w3.org/TR/xml/#charsets
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ADDRESSES = {"href", "src", "poster", "cite"}


@dataclass(frozen=True, kw_only=True)
class Item:
    """An entry of a feed. `identity` stays the same when the address changes."""

    identity: str
    url: str
    title: str
    summary: str
    html: str
    published_at: datetime
    updated_at: datetime
    authors: tuple[Person, ...] = ()
    tags: tuple[str, ...] = ()
    picture: HeadPicture | None = None


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A feed: `url` is the page that it follows, `feed_url` its own address."""

    title: str
    description: str
    url: str
    feed_url: str
    language: str
    begun_at: datetime
    items: tuple[Item, ...]

    @property
    def updated_at(self) -> datetime:
        """When the latest of its items changed; without any, when the feed began.

        Never the present hour: the same items make the same feed.
        """
        return max((item.updated_at for item in self.items), default=self.begun_at)


def identity_of(translation_key: UUID, language: str, *further: str) -> str:
    """Return the name of an article, or of something in it, that no move or new slug changes."""
    return uuid5(translation_key, "/".join([language, *further])).urn


def printable(text: str) -> str:
    """Return the text without the control characters that XML forbids."""
    return _FORBIDDEN.sub("", text)


def feed_html(html: str, *, page_url: str) -> str:
    """Return HTML fit for feed readers, with every address in full.

    It is the last step: nothing may be transformed after it.
    """

    def in_full(_tag: str, attribute: str, value: str) -> str:
        return urljoin(page_url, value) if attribute in _ADDRESSES else value

    return nh3.clean(
        printable(html),
        tags=_TAGS,
        clean_content_tags={"script", "style", "form", "iframe", "template"},
        attributes=_ATTRIBUTES,
        attribute_filter=in_full,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    ).strip()


def json_feed(feed: Feed) -> dict[str, object]:
    """Return the feed in the words of JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.url,
        "feed_url": feed.feed_url,
        "language": feed.language,
        "items": [dict(_json_item(item, feed.language)) for item in feed.items],
    }


def _json_item(item: Item, language: str) -> Iterator[tuple[str, object]]:
    yield "id", item.identity
    yield "url", item.url
    yield "title", item.title
    yield "content_html", item.html
    if item.summary:
        yield "summary", item.summary
    if item.picture is not None:
        yield "image", item.picture.url
    yield "date_published", item.published_at.isoformat()
    yield "date_modified", item.updated_at.isoformat()
    if item.authors:
        yield "authors", [{"name": person.name, "url": person.url} for person in item.authors]
    if item.tags:
        yield "tags", list(item.tags)
    yield "language", language
