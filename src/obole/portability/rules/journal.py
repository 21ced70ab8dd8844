"""What was read of an export, a line of JSON each, so that work on it can go on anywhere."""

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from obole.portability.rules.items import (
    Record,
    SourceAuthor,
    SourceComment,
    SourceItem,
    SourceTerm,
    SourceTermRef,
)

JournalRecord = SourceAuthor | SourceItem | SourceTerm

_CLASSES: dict[str, type[JournalRecord]] = {
    each.__name__: each for each in (SourceAuthor, SourceItem, SourceTerm)
}
# Where something stands in a file is not what it says.
_UNDIGESTED = frozenset(("line", "comments", "creator_as_written"))
_DATES = ("published_at", "local_published_at", "modified_at")


@dataclass(frozen=True, slots=True)
class Entry:
    """A record of the export, and the digests of what it says and of its comments."""

    record: JournalRecord
    digest: str
    comments_digest: str = ""


class DamagedJournal(Exception):
    """A line of the journal is not as it was written."""


def is_journalled(record: Record) -> bool:
    """Tell whether the record has a line of its own."""
    return isinstance(record, SourceAuthor | SourceItem | SourceTerm)


def line_of(record: Record) -> bytes:
    """Return the line that `entry_of` reads back."""
    assert isinstance(record, SourceAuthor | SourceItem | SourceTerm)
    said = {
        each.name: getattr(record, each.name)
        for each in fields(record)
        if each.name not in _UNDIGESTED
    }
    rest: dict[str, Any] = {}
    comments = b"[]"
    if isinstance(record, SourceItem):
        rest = {"line": record.line, "creator_as_written": record.creator_as_written}
        comments = _written(record.comments)
    main = _written(said)
    head = [type(record).__name__, _digest(main), _digest(comments) if comments != b"[]" else ""]
    return b"".join((_written(head)[:-1], b",", main, b",", _written(rest), b",", comments, b"]\n"))


def entry_of(line: bytes) -> Entry:
    """Return what a line holds. Raise DamagedJournal."""
    try:
        name, digest, comments_digest, said, rest, comments = json.loads(line)
        record = _record(_CLASSES[name], said | rest, comments)
    except (ValueError, KeyError, TypeError) as damage:
        raise DamagedJournal(str(damage)) from damage
    return Entry(record=record, digest=digest, comments_digest=comments_digest)


def comment_digest(comment: SourceComment) -> str:
    """Return the digest of what a comment says."""
    return _digest(_written(comment))


def _record(kind: type[JournalRecord], said: dict[str, Any], comments: Any) -> JournalRecord:
    if kind is SourceItem:
        for name in _DATES:
            said[name] = _date(said[name])
        said["terms"] = tuple(SourceTermRef(**term) for term in said["terms"])
        said["meta"] = _pairs(said["meta"])
        said["comments"] = tuple(
            SourceComment(
                **comment
                | {"written_at": _date(comment["written_at"]), "meta": _pairs(comment["meta"])}
            )
            for comment in comments
        )
    return kind(**said)


def _written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return {each.name: getattr(value, each.name) for each in fields(value)}


def _digest(written: bytes) -> str:
    return hashlib.sha256(written).hexdigest()


def _date(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _pairs(written: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((key, value) for key, value in written)
