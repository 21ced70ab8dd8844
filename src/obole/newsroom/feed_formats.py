"""The three formats of a feed. Django's generators know one author an entry; ours know all."""

import json
from datetime import UTC, datetime
from html import escape
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.utils.feedgenerator import (
    Atom1Feed,
    Enclosure,
    Rss201rev2Feed,
    SyndicationFeed,
    rfc3339_date,
)
from django.utils.xmlutils import SimplerXMLGenerator

from obole.newsroom.rules.feeds import Feed, Item, json_feed

CONTENT = "http://purl.org/rss/1.0/modules/content/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"


class _Dated(SyndicationFeed):
    def latest_post_date(self) -> datetime:
        # Django's own gives an empty feed the present hour.
        updated_at: datetime = self.feed["updated_at"]
        return updated_at


class _Rss(_Dated, Rss201rev2Feed):
    def rss_attributes(self) -> dict[str, str]:
        namespaces = {"xmlns:content": CONTENT, "xmlns:dc": DUBLIN_CORE, "xmlns:media": MEDIA}
        return {**super().rss_attributes(), **namespaces}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        source: Item = item["source"]
        for person in source.authors:
            handler.addQuickElement("dc:creator", person.name)
        if source.picture is not None:
            picture = {
                "url": source.picture.url,
                "medium": "image",
                "type": "image/jpeg",
                "width": str(source.picture.width),
                "height": str(source.picture.height),
            }
            handler.addQuickElement("media:content", None, picture)
        updated = rfc3339_date(source.updated_at.astimezone(UTC))
        handler.addQuickElement("atom:updated", updated)
        handler.addQuickElement("content:encoded", source.html)


class _Atom(_Dated, Atom1Feed):
    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        source: Item = item["source"]
        for person in source.authors:
            handler.startElement("author", AttributesImpl({}))
            handler.addQuickElement("name", person.name)
            handler.addQuickElement("uri", person.url)
            handler.endElement("author")
        handler.addQuickElement("content", source.html, {"type": "html"})


def rss(feed: Feed) -> str:
    """Return the feed as RSS 2.0, with the full text."""
    return _written(_Rss, feed)


def atom(feed: Feed) -> str:
    """Return the feed as Atom (RFC 4287), with the full text."""
    return _written(_Atom, feed)


def as_json(feed: Feed) -> str:
    """Return the feed as JSON Feed 1.1, with the full text."""
    return json.dumps(json_feed(feed), ensure_ascii=False, separators=(",", ":"))


FORMATS = {
    "feed.xml": (rss, "application/rss+xml; charset=utf-8"),
    "atom.xml": (atom, "application/atom+xml; charset=utf-8"),
    "feed.json": (as_json, "application/feed+json; charset=utf-8"),
}


def _written(kind: type[SyndicationFeed], feed: Feed) -> str:
    written = kind(
        title=feed.title,
        link=feed.url,
        description=feed.description,
        subtitle=feed.description,
        language=feed.language,
        feed_url=feed.feed_url,
        feed_guid=feed.feed_url,
        author_name=feed.title if kind is _Atom else None,
        updated_at=feed.updated_at.astimezone(UTC),
    )
    for item in feed.items:
        written.add_item(
            title=item.title,
            link=item.url,
            # Feed readers take the summary for HTML.
            description=escape(item.summary, quote=False),
            unique_id=item.identity,
            unique_id_is_permalink=False,
            pubdate=item.published_at.astimezone(UTC),
            updateddate=item.updated_at.astimezone(UTC),
            categories=list(item.tags),
            enclosures=_enclosures(item),
            source=item,
        )
    return written.writeString("utf-8")


def _enclosures(item: Item) -> list[Enclosure]:
    if item.picture is None:
        return []
    return [Enclosure(item.picture.url, str(item.picture.size_bytes), "image/jpeg")]
