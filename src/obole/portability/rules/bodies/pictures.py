"""Pictures and galleries of a body."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from obole.portability.rules.bodies.addresses import file_name, is_picture_file
from obole.portability.rules.bodies.markup import Element, text_of
from obole.portability.rules.bodies.results import FlagKind, PictureRef
from obole.portability.rules.bodies.writing import Writer

# What newsroom's blocks hold.
MAX_ALT_CHARACTERS = 500
MAX_CAPTION_CHARACTERS = 500
MAX_GALLERY_PICTURES = 60

_WIDE = (" alignwide ", " alignfull ")
_SMILEYS = (" wp-smiley ", " emoji ")
_ID_CLASS = "wp-image-"


@dataclass(frozen=True)
class Shown:
    """A picture as a body shows it."""

    ref: PictureRef
    alt: str = ""
    caption: str = ""
    is_wide: bool = False
    is_decorative: bool = False


def smiley(element: Element) -> str | None:
    """Return the character that a picture stands for, if it does."""
    if element.name == "img" and any(name in element.classes for name in _SMILEYS):
        return element.attributes.get("alt", "")
    return None


def is_tracker(element: Element) -> bool:
    """Tell whether a picture is one point that only counts readers."""
    sizes = (element.attributes.get("width"), element.attributes.get("height"))
    return sizes in {("1", "1"), ("0", "0")}


def shown(writer: Writer, image: Element, *, frame: Element | None = None) -> Shown:
    """Return what an `img` shows, with the caption and the width of the figure around it."""
    attributes = image.attributes
    classes = image.classes + (frame.classes if frame else "")
    # Pictures that wait for the reader to scroll have their address elsewhere.
    url = attributes.get("data-src") or attributes.get("src") or ""
    return Shown(
        ref=PictureRef(writer.source.address(url) if url else "", _old_id(attributes, classes)),
        alt=" ".join(attributes.get("alt", "").split()),
        caption=caption_of(writer, frame) if frame else "",
        is_wide=any(name in classes for name in _WIDE),
        is_decorative=" wp-block-cover__image-background " in classes,
    )


def caption_of(writer: Writer, frame: Element) -> str:
    """Return the caption of a figure as plain words; links in it are lost, and flagged."""
    caption = frame.first("figcaption")
    if caption is None and " wp-caption " in frame.classes:
        # [caption]: all that is not the picture.
        caption = frame
    if caption is None:
        return ""
    for link in caption.all("a"):
        url = link.attributes.get("href", "")
        if text_of(link).strip() and url:
            writer.source.flag(FlagKind.LOST_LINK, url)
    return " ".join(text_of(caption).split())


def write_picture(writer: Writer, picture: Shown) -> None:
    """Add a picture, or a link to it if we do not have it: readers ask no other host for it."""
    picture_id = writer.source.picture_id(picture.ref)
    if picture_id is None:
        _write_missing(writer, picture)
        return
    fits = len(picture.caption) <= MAX_CAPTION_CHARACTERS
    value = {
        "picture": picture_id,
        "alt": _alt(picture),
        "decorative": picture.is_decorative and not picture.alt,
        "caption": picture.caption if fits else "",
        "width": "wide" if picture.is_wide else "text",
    }
    writer.add("image", value)
    if not fits:
        writer.paragraph(picture.caption)


def write_gallery(writer: Writer, pictures: Sequence[Shown], *, caption: str = "") -> None:
    """Add pictures side by side; what is missing, or too long for a caption, comes after."""
    found: list[dict[str, Any]] = []
    missing: list[Shown] = []
    long_captions: list[str] = []
    for picture in pictures:
        picture_id = writer.source.picture_id(picture.ref)
        if picture_id is None:
            missing.append(picture)
            continue
        fits = len(picture.caption) <= MAX_CAPTION_CHARACTERS
        if not fits:
            long_captions.append(picture.caption)
        shown_caption = picture.caption if fits else ""
        found.append({"picture": picture_id, "alt": _alt(picture), "caption": shown_caption})
    _write_found(writer, found)
    for words in long_captions:
        writer.paragraph(words)
    for picture in missing:
        _write_missing(writer, picture)
    writer.paragraph(caption)


def write_picture_link(writer: Writer, link: Element) -> None:
    """Add what a picture was a link to, unless it was the picture itself, larger."""
    url = writer.source.address(link.attributes.get("href", ""))
    if not url or is_picture_file(url):
        return
    address = writer.source.link(url)
    image = link.first("img")
    words = image.attributes.get("alt", "") if image is not None else ""
    if address is not None:
        writer.link_paragraph(address, words or address)


def _write_found(writer: Writer, found: list[dict[str, Any]]) -> None:
    galleries = -(-len(found) // MAX_GALLERY_PICTURES)
    # Equal shares, so that none is left with a single picture.
    share = -(-len(found) // galleries) if galleries else 0
    for number in range(galleries):
        pictures = found[number * share : (number + 1) * share]
        if len(pictures) > 1:
            writer.add("gallery", pictures)
        elif pictures:
            writer.add("image", {**pictures[0], "decorative": False, "width": "text"})


def _write_missing(writer: Writer, picture: Shown) -> None:
    if picture.ref.url:
        writer.link_paragraph(picture.ref.url, picture.alt or file_name(picture.ref.url))
    else:
        writer.paragraph(picture.alt)
    writer.paragraph(picture.caption)


def _alt(picture: Shown) -> str:
    if len(picture.alt) <= MAX_ALT_CHARACTERS:
        return picture.alt
    return picture.alt[: MAX_ALT_CHARACTERS - 1] + "…"


def _old_id(attributes: dict[str, str], classes: str) -> int | None:
    written = attributes.get("data-id", "")
    if not written and _ID_CLASS in classes:
        written = classes.partition(_ID_CLASS)[2].partition(" ")[0]
    return old_id(written)


def old_id(written: str) -> int | None:
    """Return the number of an attachment as it is written, or None."""
    written = written.strip()
    # MySQL's largest.
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 20 else None  # noqa: PLR2004
