"""The front: the WSGI application before Django's. A baked page is one look at the disk away.

The file in the tree is the shared truth: all processes see at once that it is gone or new. Its
bytes are kept in memory as long as the file is the same.
"""

import logging
import os
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from django.db import Error as DatabaseError

from obole.edition.actions.baking import baked_from
from obole.edition.keeper import Keeper
from obole.edition.queries import moment
from obole.edition.rendering import Headers, Rendered, render
from obole.edition.rules.addresses import asks_for_nothing, can_be_baked, host_name
from obole.edition.rules.negotiation import Coding, matches, preferred_codings
from obole.edition.tree import CLOCK_DIFFERENCE_SECONDS, Baked, Busy, Tree

logger = logging.getLogger(__name__)

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

# Pages of one process in memory, packed twins included: some thousand articles. Others are read
# from the disk, which mostly means from the system's memory.
MEMORY_BYTES = 64 * 1024 * 1024
# A reader who comes second waits for the first one's baking, then is answered without it.
WAIT_SECONDS = 3.0

ETAG_SUFFIXES = {Coding.IDENTITY: "", Coding.BROTLI: "-br", Coding.GZIP: "-gz"}


@dataclass(frozen=True, slots=True)
class _Copy:
    etag: str
    headers: Headers
    not_modified_headers: Headers
    body: list[bytes]


@dataclass(frozen=True, slots=True)
class _Entry:
    file: str
    time_ns: int
    begins: float
    ends: float
    size: int
    copies: Mapping[Coding, _Copy]


@dataclass
class Front:
    """Answers with baked pages, and asks `application` for everything else.

    `names` are those of the site's host, without a port; `excepted` begin addresses that are
    never baked. `cdn_seconds` lets a shared cache that is told of every change keep pages.
    """

    application: Application
    tree: Tree
    names: frozenset[str]
    excepted: tuple[str, ...]
    cdn_seconds: int = 0
    _entries: dict[str, _Entry] = field(default_factory=dict)
    _size: int = 0

    def __post_init__(self) -> None:
        shared = f", s-maxage={self.cdn_seconds}" if self.cdn_seconds else ""
        self._cache_control = f"public, max-age=0, must-revalidate{shared}"
        self._keeper = Keeper()

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer a request."""
        if not self._is_for_us(environ):
            return self.application(environ, start_response)
        path = environ["PATH_INFO"]
        entry = self._entries.get(path)
        try:
            if entry is not None:
                is_same = os.stat(entry.file).st_mtime_ns == entry.time_ns  # noqa: PTH116 - fastest
                if is_same and entry.begins <= time.time() < entry.ends:
                    return self._answer(path, entry, environ, start_response)
        except OSError:
            pass
        return self._find_or_bake(path, environ, start_response)

    def _is_for_us(self, environ: dict[str, Any]) -> bool:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return False
        path = environ.get("PATH_INFO", "")
        if host_name(environ.get("HTTP_HOST", "")) not in self.names:
            return False
        if not asks_for_nothing(environ.get("QUERY_STRING", "")):
            return False
        # Whatever is in memory was looked at before.
        return path in self._entries or (can_be_baked(path) and not path.startswith(self.excepted))

    def _find_or_bake(
        self, path: str, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        baked = self.tree.read_current(path)
        if baked is not None:
            return self._answer(path, self._remember(path, baked), environ, start_response)
        self._drop(path)
        with ExitStack() as flight:
            try:
                flight.enter_context(self.tree.flight(path, wait_seconds=WAIT_SECONDS))
            except (Busy, OSError):
                # Nobody waits for ever, and on a disk that is full or read-only nothing is kept.
                return self._answer_rendered(path, render(path), environ, start_response)
            baked = self.tree.read_current(path)
            if baked is not None:
                return self._answer(path, self._remember(path, baked), environ, start_response)
            try:
                since = moment()
            except DatabaseError:
                # Django's own answer says what is the matter.
                return self.application(environ, start_response)
            rendered = render(path)
            self._keeper.keep(
                path=path, rendered=rendered, since=since, release=flight.pop_all().close
            )
        return self._answer_rendered(path, rendered, environ, start_response)

    def _answer_rendered(
        self,
        path: str,
        rendered: Rendered,
        environ: dict[str, Any],
        start_response: Callable[..., Any],
    ) -> Iterable[bytes]:
        if not rendered.refusal:
            entry = self._entry(path, baked_from(rendered))
            return self._answer(path, entry, environ, start_response)
        if "HTTP_COOKIE" in environ or "HTTP_AUTHORIZATION" in environ:
            # It may be another page for somebody who is logged in.
            return self.application(environ, start_response)
        start_response(rendered.status, rendered.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [rendered.body]

    def _answer(
        self, path: str, entry: _Entry, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        self._keeper.count(path)
        copies = entry.copies
        codings = preferred_codings(environ.get("HTTP_ACCEPT_ENCODING", ""))
        copy = next(copies[coding] for coding in codings if coding in copies)
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and matches(known, etag=copy.etag):
            start_response("304 Not Modified", copy.not_modified_headers)
            return []
        start_response("200 OK", copy.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else copy.body

    def _entry(self, path: str, baked: Baked) -> _Entry:
        about = baked.about
        return _Entry(
            file=self.tree.about_file(path),
            time_ns=about.baked_ns,
            begins=about.baked_ns / 1e9 - CLOCK_DIFFERENCE_SECONDS,
            ends=float("inf") if about.valid_until is None else about.valid_until,
            size=sum(about.sizes.values()),
            copies={
                coding: self._copy(baked, coding, content)
                for coding, content in baked.copies.items()
            },
        )

    def _copy(self, baked: Baked, coding: Coding, content: bytes) -> _Copy:
        etag = f'"{baked.about.digest[:32]}{ETAG_SUFFIXES[coding]}"'
        common = [
            *baked.about.headers,
            ("Cache-Control", self._cache_control),
            ("ETag", etag),
            ("Vary", "Accept-Encoding"),
        ]
        packed = [] if coding is Coding.IDENTITY else [("Content-Encoding", coding.value)]
        return _Copy(
            etag=etag,
            headers=[*common, *packed, ("Content-Length", str(len(content)))],
            # RFC 9110, 15.4.5: what would update a stored copy, and no more.
            not_modified_headers=[
                pair for pair in common if pair[0] not in ("Content-Type", "Content-Language")
            ],
            body=[content],
        )

    def _remember(self, path: str, baked: Baked) -> _Entry:
        self._drop(path)
        entry = self._entry(path, baked)
        # Those that came first go first: what is read much comes back at once.
        while self._entries and self._size + entry.size > MEMORY_BYTES:
            self._drop(next(iter(self._entries)))
        self._entries[path] = entry
        self._size += entry.size
        return entry

    def _drop(self, path: str) -> None:
        entry = self._entries.pop(path, None)
        if entry is not None:
            self._size -= entry.size
