"""Isso: its database is its export; and a list of threads in JSON, which it imports itself.

`isso/db/comments.py` and `isso/migrate.py` of https://github.com/isso-comments/isso say what is in
them. A database that others made is read from a copy, with nothing in it trusted.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO

from obole.comments.rules.imported import ImportedComment, Markup
from obole.comments.rules.states import Source, State
from obole.portability.rules import refusals
from obole.portability.rules.comment_formats.readings import (
    Faults,
    ReadComment,
    Reading,
    ReadThread,
    json_of,
    moment_of,
    no_comment,
    objects_in,
    refuse_archive_or_nothing,
    text_in,
    whole,
)
from obole.portability.rules.keys import key_in
from obole.portability.rules.refusals import NotImportable

_SQLITE = b"SQLite format 3\0"
# Where the header says that a log of writing stands beside the file, which the copy has not.
_WRITE_VERSIONS = slice(18, 20)
_TABLES = ("threads", "comments")
_STATES = {1: State.PUBLISHED, 2: State.HELD, 4: State.WITHDRAWN}


def read_isso(stream: BinaryIO, recover: bool) -> Iterator[Reading]:  # noqa: FBT001
    """Yield the threads and comments of a database or a list. Raise NotImportable."""
    head = refuse_archive_or_nothing(stream)
    if head.startswith(_SQLITE):
        yield from _of_database(whole(stream))
    elif head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"["):
        yield from _of_list(json_of(whole(stream)), Faults(recover=recover))
    else:
        raise NotImportable(refusals.NOT_ISSO)


def _of_database(content: bytes) -> Iterator[Reading]:
    copy = bytearray(content)
    copy[_WRITE_VERSIONS] = b"\1\1"
    with NamedTemporaryFile(prefix="obole-isso-") as file:
        file.write(copy)
        file.flush()
        address = f"file:{file.name}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as database:
            try:
                _check(database)
                yield from _rows_of(database)
            except (sqlite3.Error, KeyError) as error:
                raise NotImportable(refusals.DAMAGED_DATABASE, detail=str(error)) from None


def _rows_of(database: sqlite3.Connection) -> Iterator[Reading]:
    database.row_factory = sqlite3.Row
    # What is not text in UTF-8 is no reason to refuse the rest.
    database.text_factory = lambda text: text.decode("utf-8", "replace")
    for thread in database.execute("SELECT id, uri, title FROM threads ORDER BY id"):
        yield ReadThread(
            reference=str(thread["id"]),
            address=_text(thread["uri"]),
            title=_text(thread["title"]),
        )
    rows = database.execute(
        "SELECT c.*, t.uri AS uri FROM comments c LEFT JOIN threads t ON t.id = c.tid ORDER BY c.id"
    )
    for row in rows:
        yield ReadComment(thread=str(row["tid"]), comment=_comment_of_row(dict(row)))


def _check(database: sqlite3.Connection) -> None:
    """Raise NotImportable unless these are tables of a sound database, and nothing more lively."""
    database.execute("PRAGMA trusted_schema = OFF")
    [(verdict,)] = database.execute("PRAGMA quick_check(1)").fetchall()
    kinds = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
    ).fetchall()
    missing = set(_TABLES) - {name for (name,) in kinds}
    if verdict != "ok" or missing:
        detail = ", ".join(sorted(missing)) or str(verdict)[:100]
        raise NotImportable(refusals.DAMAGED_DATABASE, detail=detail)


def _comment_of_row(row: Mapping[str, Any]) -> ImportedComment:
    thread = _text(row["uri"])
    parent = row["parent"]
    return ImportedComment(
        source=Source.ISSO,
        key=key_in(thread, str(row["id"])),
        parent_key=key_in(thread, "" if parent is None else str(parent)),
        author_name=_text(row["author"]),
        author_email=_text(row["email"]),
        body=_text(row["text"]),
        markup=Markup.MARKDOWN,
        state=_STATES.get(row["mode"], State.HELD),
        written_at=moment_of(row["created"]),
        edited_at=moment_of(row.get("modified")),
    )


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else ""


def _of_list(said: object, faults: Faults) -> Iterator[Reading]:
    for thread, problem in objects_in(said, where="threads", faults=faults):
        if problem:
            yield problem
            continue
        address = text_in(thread, "id")
        yield ReadThread(reference=address, address=address, title=text_in(thread, "title"))
        comments = thread.get("comments") or []
        for comment, damage in objects_in(comments, where=f"{address} comments", faults=faults):
            if damage or not text_in(comment, "id"):
                yield damage or no_comment(f"{address}: a comment without id", faults=faults)
                continue
            yield ReadComment(
                thread=address,
                comment=ImportedComment(
                    source=Source.ISSO,
                    key=key_in(address, text_in(comment, "id")),
                    parent_key=key_in(address, text_in(comment, "parent")),
                    author_name=text_in(comment, "author"),
                    author_email=text_in(comment, "email"),
                    body=text_in(comment, "text"),
                    state=State.PUBLISHED,
                    written_at=moment_of(comment.get("created")),
                ),
            )
