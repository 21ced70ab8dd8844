"""The comments of a file, sorted by thread on the disk: memory does not grow with the file."""

import json
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from types import TracebackType
from typing import Any

from obole.comments.rules.imported import ImportedComment, ImportedThread, Markup
from obole.comments.rules.states import Source, State
from obole.portability.rules.comment_formats import ReadComment, ReadThread

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE threads (reference TEXT PRIMARY KEY, address TEXT, title TEXT, is_deleted INTEGER);
CREATE TABLE comments (number INTEGER PRIMARY KEY, thread TEXT, key TEXT UNIQUE, said TEXT);
"""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A comment whose key another of the file has."""

    key: str
    author_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpooledThread:
    """A thread with comments; a reference that nothing in the file explains has no address."""

    reference: str
    address: str
    title: str
    is_deleted: bool
    count: int


class Spool:
    """A database in a file without a name: the system removes it, however the process ends."""

    def __init__(self) -> None:
        self.repeated: list[Repeated] = []
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(_TABLES)
        self._database.execute("BEGIN")

    def __enter__(self) -> "Spool":
        """Give itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Forget all."""
        self._database.close()

    def add(self, reading: ReadThread | ReadComment) -> None:
        """Keep what was read. Of a thread that is told twice, the one with an address counts."""
        if isinstance(reading, ReadThread):
            self._database.execute(
                "INSERT INTO threads VALUES (?, ?, ?, ?) ON CONFLICT (reference) DO UPDATE SET"
                " address = excluded.address, title = excluded.title,"
                " is_deleted = excluded.is_deleted WHERE address = ''",
                (reading.reference, reading.address, reading.title, reading.is_deleted),
            )
            return
        comment = reading.comment
        done = self._database.execute(
            "INSERT OR IGNORE INTO comments (thread, key, said) VALUES (?, ?, ?)",
            (reading.thread, comment.key, _written(comment)),
        )
        if not done.rowcount:
            self.repeated.append(Repeated(comment.key, comment.author_name))

    def threads(self) -> list[SpooledThread]:
        """Return the threads that have comments, in the order of their first ones."""
        self._database.execute("CREATE INDEX IF NOT EXISTS by_thread ON comments (thread)")
        rows = self._database.execute(
            "SELECT c.thread, t.address, t.title, t.is_deleted, count(*), min(c.number)"
            " FROM comments c LEFT JOIN threads t ON t.reference = c.thread"
            " GROUP BY c.thread ORDER BY 6"
        )
        return [
            SpooledThread(
                reference=reference,
                address=address or "",
                title=title or "",
                is_deleted=bool(is_deleted),
                count=count,
            )
            for reference, address, title, is_deleted, count, _ in rows
        ]

    def whole(self, thread: SpooledThread) -> ImportedThread:
        """Return a thread with its comments, in the order of the file."""
        with closing(
            self._database.execute(
                "SELECT said FROM comments WHERE thread = ? ORDER BY number", (thread.reference,)
            )
        ) as rows:
            comments = tuple(_read(said) for (said,) in rows)
        return ImportedThread(address=thread.address, title=thread.title, comments=comments)


def _written(comment: ImportedComment) -> str:
    return json.dumps(asdict(comment), default=datetime.isoformat)


def _read(said: str) -> ImportedComment:
    values: dict[str, Any] = json.loads(said)
    for name in ("written_at", "edited_at"):
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    values["source"] = Source(values["source"])
    values["state"] = State(values["state"])
    values["markup"] = Markup(values["markup"])
    return ImportedComment(**values)
