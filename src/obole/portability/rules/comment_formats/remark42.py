"""Remark42: a backup of lines, the first about the site and each other a comment; or its tree.

`backend/app/migrator/native.go` of https://github.com/umputun/remark42 writes the lines; the tree
is what its API answers.
"""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from obole.comments.rules.imported import ImportedComment, Markup
from obole.comments.rules.states import Source, State
from obole.portability.rules import refusals
from obole.portability.rules.comment_formats.readings import (
    MAX_WHOLE_BYTES,
    Faults,
    ReadComment,
    Reading,
    ReadThread,
    json_of,
    lines_of,
    moment_of,
    no_comment,
    objects_in,
    refuse_archive_or_nothing,
    text_in,
    whole,
)
from obole.portability.rules.items import ReadingProblem
from obole.portability.rules.keys import key_in
from obole.portability.rules.refusals import NotImportable

VERSION = 1
_Said = Mapping[str, Any] | ReadingProblem


def read_remark42(stream: BinaryIO, recover: bool) -> Iterator[Reading]:  # noqa: FBT001
    """Yield the threads and comments of a backup or a tree. Raise NotImportable."""
    head = refuse_archive_or_nothing(stream)
    if not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        raise NotImportable(refusals.NOT_REMARK42)
    faults = Faults(recover=recover)
    said = _of_backup(stream, faults) if _is_backup(stream) else _of_tree(stream, faults)
    threads: set[str] = set()
    for comment in said:
        if isinstance(comment, ReadingProblem):
            yield comment
            continue
        if not text_in(comment, "id"):
            yield no_comment(f"no id: {str(comment)[:60]!a}", faults=faults)
            continue
        locator = _object_in(comment, "locator")
        thread = f"{text_in(locator, 'site')}:{text_in(locator, 'url')}"
        if thread not in threads:
            threads.add(thread)
            yield ReadThread(
                reference=thread, address=text_in(locator, "url"), title=text_in(comment, "title")
            )
        yield ReadComment(thread=thread, comment=_comment_of(comment, text_in(locator, "site")))


def _is_backup(stream: BinaryIO) -> bool:
    """Tell whether the first line is about the site; raise NotImportable for another version."""
    line = stream.readline(MAX_WHOLE_BYTES)
    stream.seek(0)
    if not line.rstrip().endswith(b"}") or b'"version"' not in line:
        return False
    meta = json_of(line)
    if not isinstance(meta, dict) or "version" not in meta or "comments" in meta:
        return False
    if meta["version"] != VERSION:
        detail = f"{str(meta['version'])[:40]!a}; known: {VERSION}"
        raise NotImportable(refusals.UNKNOWN_COMMENTS_VERSION, line=1, detail=detail)
    return True


def _of_backup(stream: BinaryIO, faults: Faults) -> Iterator[_Said]:
    stream.readline(MAX_WHOLE_BYTES)
    for number, line in lines_of(stream):
        try:
            said = json_of(line, line=number + 1)
            if not isinstance(said, dict):
                raise NotImportable(refusals.NO_OBJECT, line=number + 1)
        except NotImportable as refusal:
            yield faults.told(refusal)
        else:
            yield said


def _of_tree(stream: BinaryIO, faults: Faults) -> Iterator[_Said]:
    said = json_of(whole(stream))
    if not isinstance(said, dict) or "comments" not in said:
        raise NotImportable(refusals.NOT_REMARK42)
    nodes = [said["comments"]]
    while nodes:
        for node, problem in objects_in(nodes.pop(), where="comments", faults=faults):
            if problem:
                yield problem
                continue
            # Without the frame of a tree it is a plain list of comments.
            yield _object_in(node, "comment") or node
            if node.get("replies"):
                nodes.append(node["replies"])


def _comment_of(comment: Mapping[str, Any], site: str) -> ImportedComment:
    html = text_in(comment, "text")
    return ImportedComment(
        source=Source.REMARK42,
        key=key_in(site, text_in(comment, "id")),
        parent_key=key_in(site, text_in(comment, "pid")),
        author_name=text_in(_object_in(comment, "user"), "name"),
        body=html or text_in(comment, "orig"),
        markup=Markup.HTML if html else Markup.MARKDOWN,
        state=State.WITHDRAWN if comment.get("delete") is True else State.PUBLISHED,
        written_at=moment_of(comment.get("time")),
        edited_at=moment_of(_object_in(comment, "edit").get("time")),
    )


def _object_in(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = said.get(name)
    return value if isinstance(value, dict) else {}
