"""XML made into small trees, one for each item of a file, with a limit on everything.

Expat is the one parser of the standard library that reads a stream. A document type is refused
before anything in it is read, so no entity but the five of XML exists, and nothing outside the
file is ever asked for.
"""

from xml.parsers import expat

from obole.portability.rules import refusals
from obole.portability.rules.dialects import Dialect
from obole.portability.rules.refusals import NotImportable
from obole.portability.rules.trees import UNKNOWN, Element

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


class ElementBuilder:
    """One run of expat over a file, or over the rest of a damaged one from some item on."""

    def __init__(self, dialect: Dialect, *, first_line: int = 1) -> None:
        """Make the parser; its first line is line `first_line` of the file."""
        self.finished: list[Element] = []
        self.namespaces: dict[str | None, str] = {}
        self.is_complete = False
        self.refused_at: int | None = None
        """Where the file broke a limit or a rule of ours, as an index into what was fed."""
        self._dialect = dialect
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
    def is_in_frame(self) -> bool:
        """Whether the beginning of the file was that of an export."""
        return len(self._open) >= self._dialect.frame or self.is_complete

    @property
    def item(self) -> Element | None:
        """The unfinished item, with what it has so far."""
        frame = self._dialect.frame
        item = self._open[frame] if len(self._open) > frame else None
        return item if item and item.name in self._dialect.items else None

    def _refuse(self, reason: str, detail: str = "") -> NotImportable:
        # Expat goes on to the end of the piece, without us, before the exception arrives.
        self.refused_at = self._parser.CurrentByteIndex
        return NotImportable(reason, line=self._line(), detail=detail)

    def _line(self) -> int:
        return self._parser.CurrentLineNumber + self._first_line - 1

    def _refuse_document_type(self, *_: object) -> None:
        raise self._refuse(refusals.DOCUMENT_TYPE)

    def _declare_namespace(self, prefix: str | None, uri: str) -> None:
        if len(self._open) >= self._dialect.frame:
            return
        self.namespaces[prefix] = uri
        if len(self.namespaces) > MAX_ATTRIBUTES:
            raise self._refuse(refusals.TOO_MANY_ATTRIBUTES, f"limit: {MAX_ATTRIBUTES}")

    def _start(self, expat_name: str, attributes: dict[str, str]) -> None:
        name = self._dialect.short_name(expat_name)
        depth = len(self._open) + 1
        if depth > MAX_DEPTH:
            raise self._refuse(refusals.TOO_DEEP, f"limit: {MAX_DEPTH}")
        if len(attributes) > MAX_ATTRIBUTES:
            raise self._refuse(refusals.TOO_MANY_ATTRIBUTES, f"limit: {MAX_ATTRIBUTES}")
        if depth <= self._dialect.frame:
            if reason := self._dialect.refusal_of_frame(expat_name, depth, self.namespaces):
                raise self._refuse(reason)
        elif name in self._dialect.never_nested and depth > self._dialect.frame + 1:
            raise self._refuse(refusals.NESTED_ITEM)
        self._open.append(Element(name, attributes, self._line()))
        self._element_size = 0
        self._grow(ELEMENT_COST)

    def _grow(self, characters: int) -> None:
        self._size += characters
        if self._size > MAX_ITEM_CHARACTERS:
            raise self._refuse(refusals.TOO_LONG_ITEM, f"limit: {MAX_ITEM_CHARACTERS} characters")

    def _add_text(self, text: str) -> None:
        if len(self._open) <= self._dialect.frame:
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
        if depth <= self._dialect.frame:
            self._size = 0
            if depth == self._dialect.frame and element.name != UNKNOWN:
                self.finished.append(element)
        elif element.name != UNKNOWN:
            siblings = self._open[-1].children
            siblings.append(element)
            if len(siblings) > MAX_PARTS:
                raise self._refuse(refusals.TOO_MANY_PARTS, f"limit: {MAX_PARTS}")
