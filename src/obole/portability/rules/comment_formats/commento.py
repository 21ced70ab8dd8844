"""Commento, version 1: one JSON document with all comments and all who commented."""

from collections.abc import Iterator, Mapping
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
from obole.portability.rules.keys import short_key
from obole.portability.rules.refusals import NotImportable

VERSION = 1
_STATES = {"approved": State.PUBLISHED, "unapproved": State.HELD, "flagged": State.HELD}
_TOP = "root"


def read_commento(stream: BinaryIO, recover: bool) -> Iterator[Reading]:  # noqa: FBT001
    """Yield the threads and comments of an export. Raise NotImportable."""
    refuse_archive_or_nothing(stream)
    said = _document_of(stream)
    faults = Faults(recover=recover)
    authors: dict[str, Mapping[str, Any]] = {}
    for author, problem in objects_in(
        said.get("commenters") or [], where="commenters", faults=faults
    ):
        if problem:
            yield problem
        authors[text_in(author, "commenterHex")] = author
    threads: set[str] = set()
    for comment, problem in objects_in(said["comments"], where="comments", faults=faults):
        if problem or not text_in(comment, "commentHex"):
            yield problem or no_comment(f"no commentHex: {str(comment)[:60]!a}", faults=faults)
            continue
        thread = text_in(comment, "domain") + text_in(comment, "url", "path")
        if thread not in threads:
            threads.add(thread)
            yield ReadThread(reference=thread, address=_address_of(comment))
        author = authors.get(text_in(comment, "commenterHex"), {})
        yield ReadComment(thread=thread, comment=_comment_of(comment, author))


def _document_of(stream: BinaryIO) -> Mapping[str, Any]:
    head = stream.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    stream.seek(0)
    if not head.startswith(b"{"):
        raise NotImportable(refusals.NOT_COMMENTO)
    said = json_of(whole(stream))
    if not isinstance(said, dict) or "comments" not in said:
        raise NotImportable(refusals.NOT_COMMENTO)
    if said.get("version", VERSION) != VERSION:
        detail = f"{str(said['version'])[:40]!a}; known: {VERSION}"
        raise NotImportable(refusals.UNKNOWN_COMMENTS_VERSION, detail=detail)
    return said


def _address_of(comment: Mapping[str, Any]) -> str:
    path = text_in(comment, "url", "path")
    if path.startswith(("http://", "https://")):
        return path
    domain = text_in(comment, "domain").removeprefix("https://").removeprefix("http://")
    path = path if path.startswith("/") else f"/{path}"
    return f"https://{domain.strip('/')}{path}" if domain else path


def _comment_of(comment: Mapping[str, Any], author: Mapping[str, Any]) -> ImportedComment:
    parent = text_in(comment, "parentHex")
    markdown = text_in(comment, "markdown")
    state = _STATES.get(text_in(comment, "state"), State.HELD)
    return ImportedComment(
        source=Source.COMMENTO,
        key=short_key(text_in(comment, "commentHex")),
        parent_key="" if parent == _TOP else short_key(parent),
        author_name=text_in(author, "name"),
        author_email=text_in(author, "email"),
        body=markdown or text_in(comment, "html"),
        markup=Markup.MARKDOWN if markdown else Markup.HTML,
        state=State.WITHDRAWN if comment.get("deleted") is True else state,
        written_at=moment_of(comment.get("creationDate")),
    )
