"""Disqus: XML with all threads, then all posts, each with the number of its thread.

Its grammar is http://disqus.com/api/schemas/1.0/disqus.xsd; recent exports leave e-mails out.
"""

import codecs
import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import BinaryIO

from obole.comments.rules.imported import ImportedComment
from obole.comments.rules.states import Source, State
from obole.portability.rules import refusals, texts
from obole.portability.rules.comment_formats.readings import (
    Faults,
    ReadComment,
    Reading,
    ReadThread,
    moment_of,
    refuse_archive_or_nothing,
)
from obole.portability.rules.dialects import Dialect, Namespaces, WrongFile, opened
from obole.portability.rules.items import ReadingProblem
from obole.portability.rules.openings import OpenedText
from obole.portability.rules.refusals import NotImportable
from obole.portability.rules.salvage import ElementReader
from obole.portability.rules.trees import UNKNOWN, Element

_NAMESPACE = re.compile(r"https?://(?:www\.)?disqus\.com/?")
_FLAGS = {"true": True, "false": False, "": False}
_WRONG_FILE = WrongFile(
    archive=refusals.COMMENTS_ARCHIVE,
    json=refusals.NOT_DISQUS,
    web_page=refusals.COMMENTS_WEB_PAGE,
    not_xml=refusals.NOT_DISQUS,
    too_large=refusals.COMMENTS_TOO_LARGE,
)


def read_disqus(stream: BinaryIO, recover: bool) -> Iterator[Reading]:  # noqa: FBT001
    """Yield the threads and comments of an export. Raise NotImportable."""
    yield from _skip_to_xml(stream, refuse_archive_or_nothing(stream), recover=recover)
    text = OpenedText(stream, recover=recover, wrong_file=_WRONG_FILE)
    for element in ElementReader(text, _DISQUS, recover=recover).read():
        if isinstance(element, ReadingProblem):
            yield element
        elif element.name == "thread":
            yield _thread_of(element)
        elif element.name == "post":
            yield _comment_of(element)


def _skip_to_xml(stream: BinaryIO, head: bytes, *, recover: bool) -> Iterator[ReadingProblem]:
    """Begin at the first tag, if there is something before it."""
    start = head.find(b"<")
    before = head[: max(start, 0)].removeprefix(codecs.BOM_UTF8).strip()
    # In UTF-16 a zero stands before it.
    if before and b"\0" not in before and b"<disqus" in head:
        detail = ascii(before[:20].decode("utf-8", "replace"))
        refusal = NotImportable(refusals.TEXT_BEFORE_XML, line=1, detail=detail)
        yield Faults(recover=recover).told(refusal)
        stream.seek(start)


def _thread_of(element: Element) -> ReadThread:
    return ReadThread(
        reference=_number(element),
        address=texts.address(element.child_text("link"))
        or texts.address(element.child_text("id")),
        title=texts.title_text(element.child_text("title")),
        is_deleted=_flag(element, "isDeleted") is True,
    )


def _comment_of(element: Element) -> ReadComment:
    author = _child(element, "author")
    parent = _child(element, "parent")
    thread = _child(element, "thread")
    return ReadComment(
        thread=_number(thread) if thread else "",
        comment=ImportedComment(
            source=Source.DISQUS,
            key=_key(element),
            parent_key=_number(parent) if parent else "",
            author_name=texts.title_text(author.child_text("name")) if author else "",
            author_email=texts.one_line(author.child_text("email")) if author else "",
            body=element.child_text("message").strip(),
            state=_state(element),
            written_at=moment_of(element.child_text("createdAt")),
        ),
    )


def _state(element: Element) -> State:
    is_deleted, is_spam = _flag(element, "isDeleted"), _flag(element, "isSpam")
    if is_deleted:
        return State.WITHDRAWN
    if is_spam:
        return State.SPAM
    is_approved = element.child_text("isApproved").strip().lower() in {"", "true"}
    is_plain = is_deleted is False and is_spam is False
    return State.PUBLISHED if is_plain and is_approved else State.HELD


def _flag(element: Element, name: str) -> bool | None:
    """Return what it says; None for what is neither yes nor no."""
    return _FLAGS.get(element.child_text(name).strip().lower())


def _key(element: Element) -> str:
    """Return the number of a comment; of one without, what else tells it from others."""
    if number := _number(element):
        return number
    if other := texts.one_line(element.child_text("id")):
        return f"id:{other[:150]}"
    said = "\n".join(element.child_text(name) for name in ("createdAt", "message"))
    return f"?{hashlib.sha256(said.encode()).hexdigest()}"


def _number(element: Element) -> str:
    return next(
        (
            texts.one_line(value)[:150]
            for name, value in element.attributes.items()
            if name.rpartition(" ")[2] == "id"
        ),
        "",
    )


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element.children if child.name == name), None)


@lru_cache(maxsize=1024)
def _short_name(name: str) -> str:
    uri, _, local = name.rpartition(" ")
    return local if not uri or _NAMESPACE.fullmatch(uri) else UNKNOWN


def _refusal_of_frame(name: str, _depth: int, _namespaces: Namespaces) -> str:
    uri, _, local = name.rpartition(" ")
    is_disqus = local == "disqus" and (not uri or _NAMESPACE.fullmatch(uri))
    return "" if is_disqus else refusals.NOT_DISQUS


_DISQUS = Dialect(
    frame=1,
    items=frozenset(("thread", "post")),
    never_nested=frozenset(("post",)),
    # A post names its thread by an element without content, in which nothing begins.
    start=re.compile(rb"<post[\s>]|<thread(?:\s[^<>]*)?(?<!/)>"),
    longest_start=500,
    short_name=_short_name,
    refusal_of_frame=_refusal_of_frame,
    beginning=lambda namespaces: opened("disqus", namespaces),
    label=lambda item: f"{item.name} {_number(item)}".strip(),
)
