"""What the readers of comment files have in common."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO

from obole.comments.rules.imported import ImportedComment
from obole.portability.rules import refusals
from obole.portability.rules.items import ReadingProblem
from obole.portability.rules.openings import ARCHIVES, HEAD_BYTES
from obole.portability.rules.refusals import NotImportable

# These are read as a whole: some 300,000 comments.
MAX_WHOLE_BYTES = 256 * 1024**2
# The longest line of a file that is read line by line; comments have a limit there too.
MAX_LINE_BYTES = 4 * 1024**2
# A file with more faults than this is not a damaged export.
MAX_PROBLEMS = 10_000
_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadThread:
    """A thread: what comments of it refer to, and where it stood. It may come after them."""

    reference: str
    address: str
    title: str = ""
    is_deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadComment:
    """A comment, and the reference of its thread."""

    thread: str
    comment: ImportedComment


Reading = ReadThread | ReadComment | ReadingProblem
Reader = Callable[[BinaryIO, bool], Iterator[Reading]]
"""Called with the open file, and whether what is damaged is passed over."""


def refuse_archive_or_nothing(stream: BinaryIO) -> bytes:
    """Return the first bytes of a file. Raise NotImportable for what is packed, and for nothing."""
    head = stream.read(HEAD_BYTES)
    stream.seek(0)
    if head.startswith(ARCHIVES):
        raise NotImportable(refusals.COMMENTS_ARCHIVE)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not start:
        raise NotImportable(refusals.EMPTY)
    if start.startswith((b"<!doctype html", b"<html")):
        raise NotImportable(refusals.COMMENTS_WEB_PAGE)
    return head


def whole(stream: BinaryIO) -> bytes:
    """Return all of a file. Raise NotImportable if that is too much."""
    content = stream.read(MAX_WHOLE_BYTES + 1)
    if len(content) > MAX_WHOLE_BYTES:
        limit = f"limit: {MAX_WHOLE_BYTES // 1024**2} MB"
        raise NotImportable(refusals.COMMENTS_TOO_LARGE, detail=limit)
    return content


def json_of(content: bytes, *, line: int = 1) -> Any:
    """Return what JSON says. Raise NotImportable with the line; the first is line `line`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line += content.count(b"\n", 0, error.start)
        raise NotImportable(refusals.WRONG_ENCODING, line=line, detail="utf-8") from None
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        # A string without an end reaches that of the file.
        is_cut = not text[error.pos :].strip() or error.msg.startswith("Unterminated string")
        reason = refusals.CUT_OFF if is_cut else refusals.MALFORMED_JSON
        detail = "" if is_cut else error.msg
        raise NotImportable(reason, line=line + error.lineno - 1, detail=detail) from None
    except RecursionError:
        raise NotImportable(refusals.TOO_DEEP, line=line) from None
    except ValueError as error:  # A number with thousands of digits.
        raise NotImportable(refusals.MALFORMED_JSON, line=line, detail=str(error)) from None


class Faults:
    """Counts what is passed over; without `recover`, the first fault refuses the file."""

    def __init__(self, *, recover: bool) -> None:
        self._recover = recover
        self._count = 0

    def told(self, refusal: NotImportable) -> ReadingProblem:
        """Return the fault as a problem, or raise it."""
        self._count += 1
        if not self._recover:
            raise refusal
        if self._count > MAX_PROBLEMS:
            limit = f"limit: {MAX_PROBLEMS} faults"
            raise NotImportable(refusals.TOO_DAMAGED, line=refusal.line, detail=limit)
        return ReadingProblem(
            line=refusal.line, item=refusal.item, reason=refusal.reason, detail=refusal.detail
        )


def objects_in(
    values: object, *, where: str, faults: Faults
) -> Iterator[tuple[Mapping[str, Any], ReadingProblem | None]]:
    """Yield the objects of a list, and a problem for whatever else stands in it."""
    if not isinstance(values, list):
        yield {}, no_comment(f"{where} is not a list", faults=faults)
        return
    for number, value in enumerate(values):
        if isinstance(value, dict):
            yield value, None
        else:
            place = f"{where}[{number}]: {str(value)[:_SHOWN]!a}"
            yield {}, no_comment(place, faults=faults)


def no_comment(place: str, *, faults: Faults) -> ReadingProblem:
    """Return the problem that something is no comment, or raise NotImportable."""
    return faults.told(NotImportable(refusals.NO_OBJECT, detail=place))


def text_in(said: Mapping[str, Any], *names: str) -> str:
    """Return the first of these that says something, as text; nothing for what is none."""
    for name in names:
        value = said.get(name)
        if isinstance(value, str) and value:
            return _encodable(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return ""


def moment_of(value: object) -> datetime | None:
    """Return in UTC a date in the form of ISO 8601, or seconds since 1970; None for others."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, tz=UTC)
        if isinstance(value, str):
            written = datetime.fromisoformat(value.strip())
            return written.replace(tzinfo=written.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return None


def lines_of(stream: BinaryIO) -> Iterable[tuple[int, bytes]]:
    """Yield the lines of a file with their numbers. Raise NotImportable for one without end."""
    number = 0
    while line := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) > MAX_LINE_BYTES:
            limit = f"limit: {MAX_LINE_BYTES} bytes"
            raise NotImportable(refusals.TOO_LONG_ELEMENT, line=number, detail=limit)
        if line.strip():
            yield number, line


def _encodable(text: str) -> str:
    # JSON can write half of a character; no database keeps that.
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text
