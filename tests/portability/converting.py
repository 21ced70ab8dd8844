"""Bodies converted with a site of two pictures and a file, for the tests of bodies."""

from html import unescape
from typing import Any

import nh3

from obole.portability.rules.bodies import (
    ConvertedBody,
    FileMatch,
    FileRef,
    PictureMatch,
    PictureRef,
    Surroundings,
    convert_body,
    picture_address,
)

UPLOADS = "https://journal.example/wp-content/uploads/2019/05/"
PICTURE, OTHER_PICTURE, FILE = 11, 12, 21
_ADDRESSES = {
    "journal.example/wp-content/uploads/2019/05/place.jpg": PICTURE,
    "journal.example/wp-content/uploads/2019/05/mairie.jpg": OTHER_PICTURE,
}
_HTML = {"paragraph", "list", "imported_html", "footnotes", "content"}
_NUMBERS = {5: PICTURE, 6: OTHER_PICTURE}


def find_picture(ref: PictureRef) -> PictureMatch | None:
    number = _NUMBERS.get(ref.old_id or 0) or _ADDRESSES.get(picture_address(ref.url))
    return PictureMatch(number) if number else None


def find_file(ref: FileRef) -> FileMatch | None:
    is_ours = ref.url.startswith(UPLOADS) or ref.old_id == 7
    return FileMatch(FILE, "Conseil du 3 mai") if is_ours else None


def rewrite_link(url: str) -> str:
    return url.replace("https://journal.example/2019/05/", "/politique/")


def converted(content: str, **around: Any) -> ConvertedBody:
    return convert_body(
        content,
        find_picture=find_picture,
        rewrite_link=rewrite_link,
        around=Surroundings(
            **{"base_url": "https://journal.example/", "find_file": find_file, **around}
        ),
    )


def blocks(content: str, **around: Any) -> list[tuple[str, Any]]:
    """Return the blocks of a body that there is nothing to say about."""
    body = converted(content, **around)
    assert body.flags == []
    return [tuple(block) for block in body.blocks]


def image(**fields: Any) -> tuple[str, dict[str, Any]]:
    plain = {"alt": "", "decorative": False, "caption": "", "width": "text"}
    return ("image", {"picture": PICTURE, **plain, **fields})


def words_of(kind: str, value: Any) -> list[str]:
    """Return the words that a reader finds in a raw block."""
    if isinstance(value, str) and kind not in _HTML:
        return value.split()
    if isinstance(value, str):
        spaced = value.replace("<", " <").replace(">", "> ")
        return unescape(nh3.clean(spaced, tags=set())).split()
    if isinstance(value, dict):
        return [word for name, inner in value.items() for word in words_of(name, inner)]
    if isinstance(value, list | tuple):
        return [word for inner in value for word in words_of(kind, inner)]
    return []
