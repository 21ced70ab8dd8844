"""Bluesky's records, as the lexicon has them: keys, facets, posts. Nothing is asked here.

https://atproto.com/specs/record-key#record-key-type-tid,
https://docs.bsky.app/docs/advanced-guides/post-richtext; lexicon app.bsky.feed.post.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any, Final

import regex

from obole.social.rules.counting import ADDRESS
from obole.social.rules.network import Limits, Marker, Post, Prepared

COLLECTION: Final = "app.bsky.feed.post"
LIMITS: Final = Limits(
    text=300,
    unit="graphemes",
    bytes=3_000,
    alt_text=2_000,
    image_bytes=1_000_000,
    # Lexicon app.bsky.embed.video: 100 MB, and three times that on the newest servers.
    recording_bytes=100_000_000,
)
MOST_IMAGES: Final = 4
_ALPHABET: Final = "234567abcdefghijklmnopqrstuvwxyz"
_KEY_LETTERS: Final = 13
_CLOCK_BITS: Final = 10
_MICROSECONDS: Final = 1_000_000
# Not a number alone, and without the mark that ends a sentence: as Bluesky's own program finds.
_HASHTAG: Final = regex.compile(
    r"(?<=^|\s)[#＃]((?!\ufe0f)[^\s]*[^\d\s\p{P}]+[^\s]*?)(?=\p{P}*(?:\s|$))"
)
LONGEST_TAG: Final = 64


def record_key(marker: Marker, *, attempt: int = 0) -> str:
    """Return the key (a TID) under which the record of this marker is put, always the same.

    The second is the marker's, the rest is drawn from its key: two deliveries made at the same
    moment meet once in a thousand million times, and then the next `attempt` parts them.
    """
    digest = hashlib.sha256(f"{marker.key}/{attempt}".encode()).digest()
    drawn = int.from_bytes(digest[:8], "big")
    microseconds = int(marker.made_at.timestamp()) * _MICROSECONDS + drawn % _MICROSECONDS
    clock = (drawn // _MICROSECONDS) % (1 << _CLOCK_BITS)
    number = (microseconds << _CLOCK_BITS) | clock
    letters = [_ALPHABET[(number >> (5 * place)) & 31] for place in range(_KEY_LETTERS)]
    return "".join(reversed(letters))


def facets_of(text: str) -> list[dict[str, Any]]:
    """Return where links and hashtags stand in a text, in bytes of UTF-8."""
    links = [
        (found.start(), found.end(), _feature("link", uri=found.group()))
        for found in ADDRESS.finditer(text)
    ]
    taken = [(start, end) for start, end, _feature_ in links]
    tags = [
        (found.start(), found.end(), _feature("tag", tag=found.group(1)))
        for found in _HASHTAG.finditer(text)
        if len(found.group(1)) <= LONGEST_TAG
        and not any(start < found.end() and found.start() < end for start, end in taken)
    ]
    return [
        {
            "index": {
                "byteStart": len(text[:start].encode()),
                "byteEnd": len(text[:end].encode()),
            },
            "features": [feature],
        }
        for start, end, feature in sorted(links + tags, key=lambda each: each[0])
    ]


def post_record(post: Post, prepared: Prepared, *, made_at: datetime) -> dict[str, Any]:
    """Return the record of a post: the same for the same, to the letter."""
    record = text_record(post.text, language=post.language, made_at=made_at)
    embed = _embed_of(post, prepared)
    return record | ({"embed": embed} if embed else {})


def text_record(text: str, *, language: str, made_at: datetime) -> dict[str, Any]:
    """Return the record of a text alone."""
    facets = facets_of(text)
    return {
        "$type": COLLECTION,
        "text": text,
        "createdAt": _written(made_at),
        **({"langs": [language]} if language else {}),
        **({"facets": facets} if facets else {}),
    }


def is_same_post(record: Any, wanted: dict[str, Any]) -> bool:
    """Tell whether a record that stands under our key is the one we wanted to put there."""
    if not isinstance(record, dict):
        return False
    return all(record.get(name) == wanted.get(name) for name in ("createdAt", "text"))


def shows_address(record: Any, url: str) -> bool:
    """Tell whether a record links to an address, in its text or on its card."""
    if not url or not isinstance(record, dict):
        return False
    return any(each == url for each in _addresses(record))


def _addresses(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["uri"]] if isinstance(value.get("uri"), str) else []
        return own + [each for part in value.values() for each in _addresses(part)]
    if isinstance(value, list):
        return [each for part in value for each in _addresses(part)]
    return []


def _embed_of(post: Post, prepared: Prepared) -> dict[str, Any] | None:
    if prepared.values.get("film"):
        return {"$type": "app.bsky.embed.video", **prepared.values["film"]}
    images = prepared.values.get("images") or []
    if images:
        return {"$type": "app.bsky.embed.images", "images": list(images)[:MOST_IMAGES]}
    if post.card is None:
        return None
    external: dict[str, Any] = {
        "uri": post.card.url,
        "title": post.card.title,
        "description": post.card.description,
    }
    if prepared.values.get("thumb"):
        external["thumb"] = prepared.values["thumb"]
    return {"$type": "app.bsky.embed.external", "external": external}


def _feature(kind: str, **values: str) -> dict[str, str]:
    return {"$type": f"app.bsky.richtext.facet#{kind}", **values}


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
