"""The items of a file, one after the other, and what to do when the file is damaged."""

from collections.abc import Iterator

from obole.portability.rules import refusals
from obole.portability.rules.dialects import Dialect, Namespaces
from obole.portability.rules.elements import ElementBuilder
from obole.portability.rules.items import ReadingProblem
from obole.portability.rules.openings import OpenedText
from obole.portability.rules.refusals import NotImportable
from obole.portability.rules.trees import Element

# Expat keeps a tag or a remark in memory until it ends; those that WordPress writes are short.
MAX_TAG_BYTES = 1_000_000
# A file with more faults than this is not a damaged export.
MAX_PROBLEMS = 10_000


class ElementReader:
    """Reads the items; with `recover`, goes on after what cannot be read.

    After a fault the rest of the item is passed over: the next start tag begins a new run of the
    parser, in a frame like the first. That the tag stood in a text is possible; such an item
    has no number.
    """

    def __init__(self, text: OpenedText, dialect: Dialect, *, recover: bool) -> None:
        """Prepare to read the text once."""
        self._text = text
        self._dialect = dialect
        self._recover = recover
        self._builder = ElementBuilder(dialect)
        self._namespaces: Namespaces = {}
        self._problems = 0
        self._is_searching = False
        # What expat may still need or refuse: the bytes from its last event on.
        self._window = b""
        self._window_line = 1
        self._window_at = 0
        # The index of the file at which expat's own index was 0.
        self._run_at = 0
        self._item_at = 0

    @property
    def namespaces(self) -> Namespaces:
        """The namespaces that the beginning of the file declares."""
        return self._builder.namespaces

    def read(self) -> Iterator[Element | ReadingProblem]:
        """Yield what is there, in the order of the file; raise NotImportable for the rest."""
        pieces = self._text.pieces()
        while True:
            try:
                piece = next(pieces, None)
            except NotImportable as error:
                error.item = self._label()
                raise
            yield from self._read_piece(piece or b"", is_last=piece is None)
            yield from self._told()
            if piece is None:
                return

    def _told(self) -> Iterator[ReadingProblem]:
        while self._text.problems:
            yield self._counted(self._text.problems.pop(0))

    def _read_piece(self, piece: bytes, *, is_last: bool) -> Iterator[Element | ReadingProblem]:
        self._window += piece
        unread = piece
        while True:
            if self._is_searching:
                found = self._found_item()
                if found is None:
                    return
                unread = found
            try:
                self._builder.feed(unread)
                if is_last:
                    self._builder.feed(b"", is_last=True)
                self._advance()
            except NotImportable as error:
                yield from self._finished()
                yield self._problem(error)
            else:
                yield from self._finished()
                return

    def _finished(self) -> Iterator[Element]:
        finished, self._builder.finished = self._builder.finished, []
        yield from finished

    def _label(self) -> str:
        item = self._builder.item
        return "" if item is None else self._dialect.label(item)

    def _problem(self, error: NotImportable) -> ReadingProblem:
        error.item = self._label()
        if not (self._recover and self._builder.is_in_frame):
            raise error
        self._namespaces = self._builder.namespaces
        position = self._run_at + (self._builder.refused_at or 0)
        # An item that begins too early is not at fault itself.
        past = position if error.reason == refusals.NESTED_ITEM else position + 1
        # Each run must begin after the one before, or this would never end.
        self._forget_before(max(past, self._item_at + 1))
        self._is_searching = True
        problem = ReadingProblem(
            line=error.line, item=error.item, reason=error.reason, detail=error.detail
        )
        return self._counted(problem)

    def _counted(self, problem: ReadingProblem) -> ReadingProblem:
        self._problems += 1
        if self._problems > MAX_PROBLEMS:
            limit = f"limit: {MAX_PROBLEMS} faults"
            raise NotImportable(refusals.TOO_DAMAGED, line=problem.line, detail=limit)
        return problem

    def _forget_before(self, position: int) -> None:
        length = min(max(position - self._window_at, 0), len(self._window))
        self._window_line += self._window.count(b"\n", 0, length)
        self._window_at += length
        self._window = self._window[length:]

    def _advance(self) -> None:
        self._forget_before(self._run_at + self._builder.position)
        if len(self._window) > MAX_TAG_BYTES:
            self._builder.refused_at = self._builder.position
            limit = f"limit: {MAX_TAG_BYTES} bytes"
            raise NotImportable(refusals.TOO_LONG_TAG, line=self._window_line, detail=limit)

    def _found_item(self) -> bytes | None:
        """Begin a new run at the next item of the window and return what it is to be fed."""
        start = self._dialect.start.search(self._window)
        if start is None:
            self._forget_before(self._window_at + len(self._window) - self._dialect.longest_start)
            return None
        self._forget_before(self._window_at + start.start())
        self._item_at = self._window_at
        self._is_searching = False
        self._builder = ElementBuilder(self._dialect, first_line=self._window_line)
        beginning = self._dialect.beginning(self._namespaces)
        self._run_at = self._window_at - len(beginning)
        return beginning + self._window
