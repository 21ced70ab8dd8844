"""The front: the WSGI application before Django's. A baked page is one look at the disk away.

The file in the tree is the shared truth: all processes see at once that it is gone or new. Its
bytes are kept in memory as long as the file is the same.
"""

import functools
import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from django.db import Error as DatabaseError

from obole.edition.actions.baking import baked_from
from obole.edition.copies import Copies, Entry, entry_of, is_current
from obole.edition.keeper import Keeper
from obole.edition.queries import moment
from obole.edition.recollection import recollecting
from obole.edition.rendering import Rendered, render
from obole.edition.rules.addresses import asks_for_nothing, can_be_baked, host_name
from obole.edition.rules.negotiation import matches, page_cache_control, preferred_codings
from obole.edition.tree import Baked, Busy, Tree

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

# A reader who comes second waits for the first one's baking, then is answered without it.
WAIT_SECONDS = 3.0
# Pages that one process computes at the same time. More would not be done sooner, for they share
# one interpreter, and baked pages would wait for it behind them (docs/decisions/0011).
COMPUTED_AT_ONCE = 2
_METHODS = frozenset(("GET", "HEAD"))


@functools.lru_cache(maxsize=512)
def _preferred(accept_encoding: str) -> tuple[str, ...]:
    return tuple(coding.value for coding in preferred_codings(accept_encoding))


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
    copies: Copies[Entry] = field(default_factory=Copies)

    def __post_init__(self) -> None:
        self._cache_control = page_cache_control(cdn_seconds=self.cdn_seconds)
        self._keeper = Keeper()
        self._turns = threading.Semaphore(COMPUTED_AT_ONCE)

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer a request."""
        path = environ["PATH_INFO"]
        entry = self.copies.find(path)
        if not self._is_for_us(path, environ, is_known=entry is not None):
            return self._pass_on(environ, start_response)
        if entry is not None and is_current(entry):
            return self._answer(path, entry, environ, start_response)
        return self._find_or_bake(path, environ, start_response)

    def _is_for_us(self, path: str, environ: dict[str, Any], *, is_known: bool) -> bool:
        query = environ.get("QUERY_STRING")
        return (
            environ["REQUEST_METHOD"] in _METHODS
            and host_name(environ.get("HTTP_HOST", "")) in self.names
            and (not query or asks_for_nothing(query))
            # Whatever is in memory was looked at before.
            and (is_known or (can_be_baked(path) and not path.startswith(self.excepted)))
        )

    def _find_or_bake(
        self, path: str, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        baked = self.tree.read_current(path)
        if baked is not None:
            return self._answer(path, self._remember(path, baked), environ, start_response)
        self.copies.drop(path)
        with ExitStack() as flight:
            try:
                flight.enter_context(self.tree.flight(path, wait_seconds=WAIT_SECONDS))
            except (Busy, OSError):
                # Nobody waits for ever, and on a disk that is full or read-only nothing is kept.
                return self._answer_rendered(path, self._render(path), environ, start_response)
            baked = self.tree.read_current(path)
            if baked is not None:
                return self._answer(path, self._remember(path, baked), environ, start_response)
            try:
                since = moment()
            except DatabaseError:
                # Django's own answer says what is the matter.
                return self._pass_on(environ, start_response)
            rendered = self._render(path)
            self._keeper.keep(
                path=path, rendered=rendered, since=since, release=flight.pop_all().close
            )
        return self._answer_rendered(path, rendered, environ, start_response)

    def _pass_on(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in _METHODS:
            # What is sent may come slowly, and whoever sends it must not take others' turns.
            return self.application(environ, start_response)
        with self._turns:
            if environ["PATH_INFO"].startswith(self.excepted):
                return self.application(environ, start_response)
            with recollecting():
                return self.application(environ, start_response)

    def _render(self, path: str) -> Rendered:
        with self._turns:
            return render(path)

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
            return self._pass_on(environ, start_response)
        start_response(rendered.status, rendered.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [rendered.body]

    def _answer(
        self, path: str, entry: Entry, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        self._keeper.count(path)
        copies = entry.copies
        for coding in _preferred(environ.get("HTTP_ACCEPT_ENCODING", "")):
            if coding in copies:
                break
        # The plain page is always there, and always the last resort.
        copy = copies[coding]
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and matches(known, etag=copy.etag):
            start_response("304 Not Modified", copy.not_modified_headers)
            return []
        start_response("200 OK", copy.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else copy.body

    def _entry(self, path: str, baked: Baked) -> Entry:
        return entry_of(baked, file=self.tree.about_file(path), cache_control=self._cache_control)

    def _remember(self, path: str, baked: Baked) -> Entry:
        entry = self._entry(path, baked)
        self.copies.remember(path, entry)
        return entry
