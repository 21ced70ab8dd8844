"""XML made into small trees, one for each child of the channel, with a limit on everything.

Expat is the one parser of the standard library that reads a stream. A document type is refused
before anything in it is read, so no entity but the five of XML exists, and nothing outside the
file is ever asked for.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from xml.parsers import expat

from obole.portability.rules import refusals
from obole.portability.rules.refusals import NotImportable

# WXR needs six: rss, channel, item, wp:comment, wp:commentmeta, wp:meta_key.
MAX_DEPTH = 32
# WXR needs three; RSS extensions have up to a dozen. Declared namespaces have the same limit.
MAX_ATTRIBUTES = 64
# Comments, custom fields and terms of one item. Busy posts of large sites have 10,000 comments.
MAX_PARTS = 50_000
# A body with pictures written into it (data: addresses) is long, and still a body.
MAX_ELEMENT_CHARACTERS = 16_000_000
MAX_ITEM_CHARACTERS = 32_000_000
# What an element without text costs, counted against MAX_ITEM_CHARACTERS: its size in memory.
ELEMENT_COST = 250

_NAMESPACES = (
    ("excerpt:", re.compile(r"https?://wordpress\.org/export/[^/]*/excerpt/?")),
    ("wp:", re.compile(r"https?://wordpress\.org/export/(?P<version>[^/]*)/?")),
    ("content:", re.compile(r"https?://purl\.org/rss/1\.0/modules/content/?")),
    ("dc:", re.compile(r"https?://purl\.org/dc/elements/1\.1/?")),
)
_WXR = dict(_NAMESPACES)["wp:"]
UNKNOWN = ""
# What else people bring, by its outermost element.
_OTHER_ROOTS = {"html": refusals.WEB_PAGE, "feed": refusals.FEED, "RDF": refusals.FEED}
# How many elements are open inside the channel, and outside its children: rss, channel.
_FRAME = 2


class Element:
    """An element: its short name (`wp:post_id`, `content:encoded`, `title`), text and children.

    Elements of other namespaces are not kept.
    """

    __slots__ = ("attributes", "children", "line", "name", "pieces")

    def __init__(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """Begin an element that has neither text nor children yet."""
        self.name = name
        self.attributes = attributes
        self.line = line
        self.pieces: list[str] = []
        self.children: list[Element] = []

    @property
    def text(self) -> str:
        """The characters directly in it."""
        return "".join(self.pieces)

    def child_text(self, name: str) -> str:
        """Return the text of the first child of that name; nothing when there is none."""
        return next((child.text for child in self.children if child.name == name), "")


@lru_cache(maxsize=1024)
def short_name(name: str) -> str:
    """Return the short name of `uri local`, as expat gives names; UNKNOWN for other namespaces."""
    uri, _, local = name.rpartition(" ")
    if not uri:
        return local
    for prefix, pattern in _NAMESPACES:
        if pattern.fullmatch(uri):
            return prefix + local
    return UNKNOWN


class ElementBuilder:
    """One run of expat over a file, or over the rest of a damaged one from some `<item>` on."""

    def __init__(self, *, first_line: int = 1) -> None:
        """Make the parser; its first line is line `first_line` of the file."""
        self.finished: list[Element] = []
        self.namespaces: dict[str | None, str] = {}
        self.is_complete = False
        self.refused_at: int | None = None
        """Where the file broke a limit or a rule of ours, as an index into what was fed."""
        self._first_line = first_line
        self._open: list[Element] = []
        self._size = 0
        self._element_size = 0
        self._parser = parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        parser.buffer_text = True
        parser.buffer_size = 64 * 1024
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._add_text
        parser.StartDoctypeDeclHandler = self._refuse_document_type
        parser.StartNamespaceDeclHandler = self._declare_namespace

    def feed(self, piece: bytes, *, is_last: bool = False) -> None:
        """Parse a piece; raise NotImportable, with its line, and never anything else."""
        try:
            self._parser.Parse(piece, is_last)
        except expat.ExpatError as error:
            self.refused_at = self._parser.ErrorByteIndex
            is_cut = is_last and not self.is_complete
            raise NotImportable(
                refusals.CUT_OFF if is_cut else refusals.MALFORMED,
                line=error.lineno + self._first_line - 1,
                detail="" if is_cut else expat.ErrorString(error.code),
            ) from None

    @property
    def position(self) -> int:
        """Return where the last thing that expat has understood begins."""
        return max(self._parser.CurrentByteIndex, 0)

    @property
    def is_in_channel(self) -> bool:
        """Whether the beginning of the file was that of an export."""
        return len(self._open) > 1 or self.is_complete

    @property
    def item(self) -> Element | None:
        """The unfinished item, with what it has so far."""
        item = self._open[_FRAME] if len(self._open) > _FRAME else None
        return item if item and item.name == "item" else None

    @property
    def version(self) -> str:
        """The version that the namespace names."""
        matches = (_WXR.fullmatch(uri) for uri in self.namespaces.values())
        return next((match["version"] for match in matches if match), "")

    def _refuse(self, reason: str, detail: str = "") -> NotImportable:
        # Expat goes on to the end of the piece, without us, before the exception arrives.
        self.refused_at = self._parser.CurrentByteIndex
        return NotImportable(reason, line=self._line(), detail=detail)

    def _line(self) -> int:
        return self._parser.CurrentLineNumber + self._first_line - 1

    def _refuse_document_type(self, *_: object) -> None:
        raise self._refuse(refusals.DOCUMENT_TYPE)

    def _declare_namespace(self, prefix: str | None, uri: str) -> None:
        if len(self._open) > 1:
            return
        self.namespaces[prefix] = uri
        if len(self.namespaces) > MAX_ATTRIBUTES:
            raise self._refuse(refusals.TOO_MANY_ATTRIBUTES, f"limit: {MAX_ATTRIBUTES}")

    def _start(self, expat_name: str, attributes: dict[str, str]) -> None:
        name = short_name(expat_name)
        depth = len(self._open) + 1
        if depth > MAX_DEPTH:
            raise self._refuse(refusals.TOO_DEEP, f"limit: {MAX_DEPTH}")
        if len(attributes) > MAX_ATTRIBUTES:
            raise self._refuse(refusals.TOO_MANY_ATTRIBUTES, f"limit: {MAX_ATTRIBUTES}")
        if depth <= _FRAME:
            self._start_frame(expat_name, depth)
        elif name == "item" and depth > _FRAME + 1:
            raise self._refuse(refusals.NESTED_ITEM)
        self._open.append(Element(name, attributes, self._line()))
        self._element_size = 0
        self._grow(ELEMENT_COST)

    def _start_frame(self, expat_name: str, depth: int) -> None:
        if depth == 1:
            local_name = expat_name.rpartition(" ")[2]
            if local_name != "rss":
                raise self._refuse(_OTHER_ROOTS.get(local_name, refusals.NOT_WXR))
        elif expat_name != "channel":
            raise self._refuse(refusals.NO_CHANNEL)
        elif not self.version:
            raise self._refuse(refusals.FEED)

    def _grow(self, characters: int) -> None:
        self._size += characters
        if self._size > MAX_ITEM_CHARACTERS:
            raise self._refuse(refusals.TOO_LONG_ITEM, f"limit: {MAX_ITEM_CHARACTERS} characters")

    def _add_text(self, text: str) -> None:
        if len(self._open) <= _FRAME:
            return
        self._element_size += len(text)
        if self._element_size > MAX_ELEMENT_CHARACTERS:
            limit = f"limit: {MAX_ELEMENT_CHARACTERS} characters"
            raise self._refuse(refusals.TOO_LONG_ELEMENT, limit)
        self._grow(len(text))
        self._open[-1].pieces.append(text)

    def _end(self, _: str) -> None:
        element = self._open.pop()
        depth = len(self._open)
        self.is_complete = depth == 0
        self._element_size = 0
        if depth <= _FRAME:
            self._size = 0
            if depth == _FRAME and element.name != UNKNOWN:
                self.finished.append(element)
        elif element.name != UNKNOWN:
            siblings = self._open[-1].children
            siblings.append(element)
            if len(siblings) > MAX_PARTS:
                raise self._refuse(refusals.TOO_MANY_PARTS, f"limit: {MAX_PARTS}")
