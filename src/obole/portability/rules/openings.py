"""The beginning of a file: what it is, and in which encoding; then its text, piece by piece."""

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from obole.portability.rules import refusals
from obole.portability.rules.dialects import NO_WORDPRESS, WrongFile
from obole.portability.rules.items import ReadingProblem
from obole.portability.rules.refusals import NotImportable

# 100,000 posts of 20 kB with their comments are 3 GB. Beyond, WordPress itself no longer exports.
MAX_FILE_BYTES = 4 * 1024**3
HEAD_BYTES = 4096
PIECE_BYTES = 64 * 1024

ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE_STARTS = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_TEXT_ENCODINGS = re.compile(
    r"utf-8|ascii|iso8859-\d+|cp125\d|cp874|koi8-[ru]|gb2312|gbk|gb18030|big5|"
    r"shift_jis|euc_jp|euc_kr"
)
_DECLARATION = re.compile(r"\A(\s*)(<\?xml\s[^>]*\?>)")
_DECLARED_ENCODING = re.compile(rb"\A\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"'>]{1,64})[\"']")
# Characters that no XML file may hold, though WordPress writes them when they were in a post.
_FORBIDDEN = bytes(set(range(32)) - set(b"\t\n\r"))
_NONCHARACTERS = re.compile(b"\xef\xbf[\xbe\xbf]")


def _read_as_windows(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("obole.windows-1252", _read_as_windows)


class OpenedText:
    """The text of a file, as pieces of UTF-8 without an XML declaration.

    With `recover`, what is not text in the declared encoding is read as Windows-1252, the usual
    culprit, and told once for each piece in `problems`; and forbidden characters are left out.
    """

    def __init__(
        self, stream: BinaryIO, *, recover: bool, wrong_file: WrongFile = NO_WORDPRESS
    ) -> None:
        """Read the first kilobytes; raise NotImportable when they are not those of an XML file."""
        self._wrong_file = wrong_file
        _refuse_large(stream, wrong_file)
        self.problems: list[ReadingProblem] = []
        self._stream = stream
        self._recover = recover
        self._head = _read_head(stream)
        _refuse_other_formats(self._head, wrong_file)
        self._encoding = _encoding_of(self._head)
        self._decoder = codecs.getincrementaldecoder(self._encoding)("strict")
        self._lines = 0

    def pieces(self) -> Iterator[bytes]:
        """Yield the whole text; once. Never more than a few times PIECE_BYTES at a time."""
        is_first = True
        for raw in self._raw_pieces():
            for text in self._decoded(raw):
                self._lines += text.count("\n")
                yield self._written(_without_declaration(text) if is_first else text)
                is_first = False

    def _raw_pieces(self) -> Iterator[bytes]:
        size = len(self._head)
        yield self._head
        while piece := self._stream.read(PIECE_BYTES):
            size += len(piece)
            if size > MAX_FILE_BYTES:
                raise _too_large(self._wrong_file)
            yield piece
        yield b""

    def _decoded(self, raw: bytes) -> Iterator[str]:
        is_last = not raw
        try:
            yield self._decoder.decode(raw, is_last)
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode(self._encoding, "ignore")
            line = self._lines + before.count("\n") + 1
            if not self._recover:
                yield before
                reason = refusals.CUT_OFF if is_last else refusals.WRONG_ENCODING
                raise NotImportable(reason, line=line, detail=self._encoding) from None
            self.problems.append(
                ReadingProblem(
                    line=line, item="", reason=refusals.READ_AS_WINDOWS, detail=self._encoding
                )
            )
            self._decoder.errors = "obole.windows-1252"
            yield self._decoder.decode(raw, is_last)
            self._decoder.errors = "strict"

    def _written(self, text: str) -> bytes:
        written = text.encode("utf-8")
        if not self._recover:
            return written
        return _NONCHARACTERS.sub(b"", written.translate(None, _FORBIDDEN))


def _refuse_large(stream: BinaryIO, wrong_file: WrongFile) -> None:
    if not stream.seekable():
        return
    start = stream.tell()
    size = stream.seek(0, io.SEEK_END) - start
    stream.seek(start)
    if size > MAX_FILE_BYTES:
        raise _too_large(wrong_file)


def _too_large(wrong_file: WrongFile) -> NotImportable:
    return NotImportable(wrong_file.too_large, detail=f"limit: {MAX_FILE_BYTES // 1024**3} GB")


def _read_head(stream: BinaryIO) -> bytes:
    head = b""
    while len(head) < HEAD_BYTES and (more := stream.read(HEAD_BYTES - len(head))):
        head += more
    return head


def _refuse_other_formats(head: bytes, wrong_file: WrongFile) -> None:
    if head.startswith(ARCHIVES):
        raise NotImportable(wrong_file.archive)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\x00", b"\x00<")):
        return
    start = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if not start:
        raise NotImportable(refusals.EMPTY)
    if start.startswith((b"{", b"[")):
        raise NotImportable(wrong_file.json)
    if start.startswith((b"<!doctype html", b"<html")):
        raise NotImportable(wrong_file.web_page)
    if not start.startswith(b"<"):
        raise NotImportable(wrong_file.not_xml)


def _encoding_of(head: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS + _WIDE_STARTS:
        if head.startswith(mark):
            return encoding
    declared = _DECLARED_ENCODING.match(head)
    if declared is None:
        return "utf-8"
    name = declared[1].decode("latin-1").strip()
    try:
        encoding = codecs.lookup(name).name
    except (LookupError, ValueError):
        encoding = ""
    if not _TEXT_ENCODINGS.fullmatch(encoding):
        raise NotImportable(refusals.UNKNOWN_ENCODING, line=1, detail=ascii(name))
    # What calls itself Latin-1 is Windows-1252 (https://encoding.spec.whatwg.org/#names-and-labels).
    return "cp1252" if encoding in ("iso8859-1", "ascii") else encoding


def _without_declaration(text: str) -> str:
    """Return the text with as many lines, and blank lines before it, which XML does not allow."""
    declaration = _DECLARATION.match(text)
    if declaration is None:
        return text
    return declaration[1] + "\n" * declaration[2].count("\n") + text[declaration.end() :]
