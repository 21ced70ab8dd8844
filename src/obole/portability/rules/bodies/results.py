"""What a converted body consists of, and what it asks of the site that it came from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, NamedTuple

# A flag names what it is about in one line of a report.
MAX_DETAIL_CHARACTERS = 300


class RawBlock(NamedTuple):
    """A block in the raw form of a StreamField; newsroom/blocks says what its value holds."""

    type: str
    value: Any


@dataclass(frozen=True)
class PictureRef:
    """A picture as a body names it: by an address, by the old id of its attachment, or by both.

    The address is whole where the body or `base_url` allows it, and is that of any size: compare
    its `picture_address` with those of the attachments.
    """

    url: str
    old_id: int | None = None


@dataclass(frozen=True)
class PictureMatch:
    """The picture of ours that a body means."""

    picture_id: int


@dataclass(frozen=True)
class FileRef:
    """A sound, a film or a document as a body names it."""

    url: str
    old_id: int | None = None


@dataclass(frozen=True)
class FileMatch:
    """The document of ours that a body means; `title` where the body gives none."""

    document_id: int
    title: str = ""


class InnerLink(NamedTuple):
    """What of ours an address leads to, as rich text keeps it: a page or a document."""

    kind: Literal["page", "document"]
    number: int


class FlagKind(StrEnum):
    """Why somebody should look at a converted body. A flag is "<kind>: <what>"."""

    MISSING_PICTURE = "missing-picture"
    MISSING_FILE = "missing-file"
    MISSING_PATTERN = "missing-pattern"
    MISSING_NOTE = "missing-note"
    IMPORTED_HTML = "imported-html"
    UNKNOWN_BLOCK = "unknown-block"
    DAMAGED_BLOCK = "damaged-block"
    UNKNOWN_SHORTCODE = "unknown-shortcode"
    UNTITLED_EMBED = "untitled-embed"
    LOST_LINK = "lost-link"
    REMOVED_SCRIPT = "removed-script"
    REMOVED_FORM = "removed-form"
    REFUSED_ADDRESS = "refused-address"


@dataclass(frozen=True)
class ConvertedBody:
    """The blocks of a body, and what an editor should look at, each once and in order."""

    blocks: list[RawBlock]
    flags: list[str]


def _nothing_attached() -> Sequence[PictureRef]:
    return ()


def _no_file(_file: FileRef) -> FileMatch | None:
    return None


def _no_pattern(_old_id: int) -> str | None:
    return None


def _no_inner_link(_address: str) -> InnerLink | None:
    return None


@dataclass(frozen=True)
class Surroundings:
    """What a body refers to and does not contain.

    `footnotes` is the post's meta value of that name; `attached_pictures` answers `[gallery]`
    without ids; `find_pattern` gives the content of a reusable block; relative addresses are
    resolved against `base_url` if there is one. `find_inner` tells what of ours a rewritten
    address leads to: rich text then keeps the thing and not its address, which may change.
    """

    base_url: str = ""
    footnotes: str = ""
    attached_pictures: Callable[[], Sequence[PictureRef]] = _nothing_attached
    find_file: Callable[[FileRef], FileMatch | None] = _no_file
    find_pattern: Callable[[int], str | None] = _no_pattern
    find_inner: Callable[[str], InnerLink | None] = _no_inner_link


def flag(kind: FlagKind, detail: str) -> str:
    """Return a flag as reports keep it."""
    words = " ".join(detail.split())
    if len(words) > MAX_DETAIL_CHARACTERS:
        words = words[: MAX_DETAIL_CHARACTERS - 1] + "…"
    return f"{kind}: {words}"
