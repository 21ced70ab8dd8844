"""A post as it is stored: frozen when its delivery is made, and read back before it is sent.

Pictures are kept by number and alternative text; their bytes are made again each time.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from obole.social.rules.network import Card, Image, Post
from obole.social.rules.vocabulary import Method

FORMAT: Final = 1


@dataclass(frozen=True, kw_only=True)
class Pictured:
    """A picture of the library with what it shows, in words."""

    picture_id: int
    alt_text: str


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A film or a sound of the library, as it was when the post was made."""

    document_id: int
    alt_text: str
    content_type: str
    size_bytes: int


@dataclass(frozen=True, kw_only=True)
class Composed:
    """A post without the bytes of its pictures."""

    text: str
    parts: tuple[str, ...] = ()
    first_comment: str = ""
    change_note: str = ""
    language: str
    method: Method
    url: str
    tags: tuple[str, ...] = ()
    card_title: str = ""
    card_description: str = ""
    card_picture: Pictured | None = None
    """With a title there is a card, with or without a picture; else it is of a film."""
    pictures: tuple[Pictured, ...] = ()
    recording: Recorded | None = None


class UnreadablePost(ValueError):
    """What is stored is no post of this version."""


def frozen(composed: Composed) -> dict[str, Any]:
    """Return a post as JSON, which `thawed` reads back to the same."""
    picture = composed.card_picture
    return {
        "format": FORMAT,
        "text": composed.text,
        "parts": list(composed.parts),
        "first_comment": composed.first_comment,
        "change_note": composed.change_note,
        "language": composed.language,
        "method": composed.method.value,
        "url": composed.url,
        "tags": list(composed.tags),
        "card_title": composed.card_title,
        "card_description": composed.card_description,
        "card_picture": None if picture is None else [picture.picture_id, picture.alt_text],
        "pictures": [[each.picture_id, each.alt_text] for each in composed.pictures],
        "recording": None if composed.recording is None else asdict(composed.recording),
    }


def thawed(stored: Mapping[str, Any]) -> Composed:
    """Return the post that `frozen` wrote. Raise UnreadablePost."""
    if stored.get("format") != FORMAT:
        raise UnreadablePost(f"Format {stored.get('format')!r} is not {FORMAT}.")
    picture = stored["card_picture"]
    return Composed(
        text=stored["text"],
        parts=tuple(stored["parts"]),
        first_comment=stored["first_comment"],
        change_note=stored["change_note"],
        language=stored["language"],
        method=Method(stored["method"]),
        url=stored["url"],
        tags=tuple(stored["tags"]),
        card_title=stored["card_title"],
        card_description=stored["card_description"],
        card_picture=_picture(picture) if picture else None,
        pictures=tuple(_picture(each) for each in stored["pictures"]),
        # Posts that were made before there were any say nothing of them.
        recording=Recorded(**stored["recording"]) if stored.get("recording") else None,
    )


def readdressed(stored: Mapping[str, Any], *, key: str, other: str) -> dict[str, Any]:
    """Return a post that `frozen` wrote with another key in its addresses, in place of `key`.

    Keys are of one length, and of letters and digits: what fits with one fits with any other.
    """
    named = ("text", "first_comment", "change_note", "url")
    said = {name: stored[name].replace(key, other) for name in named}
    return {**stored, **said, "parts": [each.replace(key, other) for each in stored["parts"]]}


def with_images(
    composed: Composed,
    *,
    card_image: Image | None,
    images: tuple[Image, ...],
    options: Mapping[str, Any],
) -> Post:
    """Return the post as a network gets it, with the bytes of its pictures.

    A film or a sound is put to it by whoever reads it (`actions/attaching.py`).
    """
    card = (
        Card(
            url=composed.url,
            title=composed.card_title,
            description=composed.card_description,
            image=card_image,
        )
        if composed.card_title
        else None
    )
    return Post(
        text=composed.text,
        parts=composed.parts,
        first_comment=composed.first_comment,
        change_note=composed.change_note,
        language=composed.language,
        method=composed.method,
        url=composed.url,
        tags=composed.tags,
        card=card,
        images=images,
        poster=card_image if composed.recording else None,
        options=options,
    )


def _picture(pair: Any) -> Pictured:
    number, alt_text = pair
    return Pictured(picture_id=number, alt_text=alt_text)
