"""Baked pages as they go over the wire, under the rules of the front (edition/front.py)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from obole.edition.copies import Copies, Copy, Entry, entry_of, is_current
from obole.edition.rendering import Headers
from obole.edition.rules.addresses import asks_for_nothing, can_be_baked, host_name
from obole.edition.rules.negotiation import matches, page_cache_control, preferred_codings
from obole.edition.tree import Tree
from obole.project.accelerator.heads import Head

# Heads of requests that need not be read again: a day's readers have few browsers. At most about
# eight megabytes.
MOST_WISHES = 4096
LONGEST_WISH = 2048
# Twice, they could mean two things. Obole answers then.
_SINGLE = frozenset((b"host", b"accept-encoding", b"if-none-match", b"connection"))
_METHODS = frozenset((b"GET", b"HEAD"))


class Wish(NamedTuple):
    """A request that a baked page may answer."""

    path: str
    codings: tuple[str, ...]
    """Best first."""
    known: str | None
    """If-None-Match."""
    is_head: bool
    closes: bool


class Page(NamedTuple):
    """An answer, without the line of its status and its date."""

    is_modified: bool
    fields: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class _Ready:
    """A page with its fields as bytes."""

    entry: Entry
    fields: Mapping[str, tuple[bytes, bytes]]
    """By coding: those of a 200, and those of a 304."""

    @property
    def size(self) -> int:
        return self.entry.size


class Pages:
    """Finds the baked page that a request asks for.

    `names` are those of the site's host, without a port; `excepted` begin addresses that are
    never baked.
    """

    def __init__(
        self, *, tree: Tree, names: frozenset[str], excepted: tuple[str, ...], cdn_seconds: int
    ) -> None:
        self._tree = tree
        self._names = names
        self._excepted = excepted
        self._cache_control = page_cache_control(cdn_seconds=cdn_seconds)
        self._copies: Copies[_Ready] = Copies()
        self.wishes: dict[bytes, Wish] = {}
        """By the whole head."""

    def wish(self, raw: bytes, head: Head) -> Wish | None:
        """Return what the request wishes; None when Obole must answer it."""
        if head.version != b"1.1" or head.method not in _METHODS or head.length != 0:
            return None
        path, _, query = head.target.decode("latin-1").partition("?")
        fields = head.fields
        if (
            not _SINGLE.isdisjoint(head.repeated)
            or b"expect" in fields
            or host_name(fields.get(b"host", b"").decode("latin-1")) not in self._names
            or not asks_for_nothing(query)
            or not can_be_baked(path)
            or path.startswith(self._excepted)
        ):
            return None
        known = fields.get(b"if-none-match")
        wish = Wish(
            path=path,
            codings=_codings(fields.get(b"accept-encoding", b"").decode("latin-1")),
            known=known.decode("latin-1") if known else None,
            is_head=head.method == b"HEAD",
            closes=head.closes,
        )
        self._remember(raw, wish)
        return wish

    def _remember(self, raw: bytes, wish: Wish) -> None:
        if len(self.wishes) >= MOST_WISHES:
            # Whatever is asked for much comes back at once.
            self.wishes.clear()
        if len(raw) <= LONGEST_WISH:
            self.wishes[raw] = wish

    def page(self, wish: Wish) -> Page | None:
        """Return the page; None when it is not there, or time has made it wrong."""
        ready = self._copies.find(wish.path)
        if ready is None or not is_current(ready.entry):
            ready = self._read(wish.path)
            if ready is None:
                return None
        copies = ready.entry.copies
        for coding in wish.codings:
            if coding in copies:
                break
        # The plain page is always there, and always the last resort.
        copy = copies[coding]
        whole, unmodified = ready.fields[coding]
        if wish.known is not None and matches(wish.known, etag=copy.etag):
            return Page(is_modified=False, fields=unmodified, body=b"")
        return Page(is_modified=True, fields=whole, body=b"" if wish.is_head else copy.body[0])

    def _read(self, path: str) -> _Ready | None:
        baked = self._tree.read_current(path)
        if baked is None:
            self._copies.drop(path)
            return None
        file = self._tree.about_file(path)
        entry = entry_of(baked, file=file, cache_control=self._cache_control)
        ready = _Ready(entry, {name: _fields(copy) for name, copy in entry.copies.items()})
        self._copies.remember(path, ready)
        return ready


def _codings(accept_encoding: str) -> tuple[str, ...]:
    return tuple(coding.value for coding in preferred_codings(accept_encoding))


def _fields(copy: Copy) -> tuple[bytes, bytes]:
    return _written(copy.headers), _written(copy.not_modified_headers)


def _written(headers: Headers) -> bytes:
    return b"".join(f"{name}: {value}\r\n".encode("latin-1") for name, value in headers)
