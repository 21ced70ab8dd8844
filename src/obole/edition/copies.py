"""Pages in the memory of one process, as they are sent: headers made, bytes at hand."""

import os
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from obole.edition.rendering import Headers
from obole.edition.rules.negotiation import Coding
from obole.edition.tree import CLOCK_DIFFERENCE_SECONDS, Baked

# Pages of one process, packed twins included: some thousand articles. Others are read from the
# disk, which mostly means from the system's memory.
MEMORY_BYTES = 64 * 1024 * 1024
# What headers and tables of one page take beside its bytes; measured, and rounded up.
OVERHEAD_BYTES = 8 * 1024
# A sitemap of a large site must not push out a thousand articles.
LARGEST_BYTES = MEMORY_BYTES // 16
# RFC 9110, 15.4.5: with a 304 goes what would update a stored copy, and no more.
OF_THE_CONTENT = frozenset(("Content-Type", "Content-Language"))


@dataclass(frozen=True, slots=True)
class Copy:
    """One coding of a page."""

    etag: str
    headers: Headers
    not_modified_headers: Headers
    body: list[bytes]


@dataclass(frozen=True, slots=True)
class Entry:
    """A page, and how to see that it is still the one on the disk."""

    file: str
    time_ns: int
    begins: float
    ends: float
    size: int
    copies: Mapping[str, Copy]
    """By the name of the coding."""


def is_current(entry: Entry) -> bool:
    """Tell whether the page is still the one on the disk, and the time one of its own."""
    try:
        is_same = os.stat(entry.file).st_mtime_ns == entry.time_ns  # noqa: PTH116 - fastest
    except OSError:
        return False
    return is_same and entry.begins <= time.time() < entry.ends


def entry_of(baked: Baked, *, file: str, cache_control: str) -> Entry:
    """Return the page as it is sent; `file` is the one whose time tells whether it is still so."""
    about = baked.about
    copies = {
        coding.value: _copy(baked, coding, content, cache_control)
        for coding, content in baked.copies.items()
    }
    return Entry(
        file=file,
        time_ns=about.baked_ns,
        begins=about.baked_ns / 1e9 - CLOCK_DIFFERENCE_SECONDS,
        ends=float("inf") if about.valid_until is None else about.valid_until,
        size=sum(about.sizes.values()) + OVERHEAD_BYTES,
        copies=copies,
    )


def _copy(baked: Baked, coding: Coding, content: bytes, cache_control: str) -> Copy:
    etag = baked.about.etag(coding)
    common = [
        # Nearly all pages say the same: the texts are kept once.
        *((sys.intern(name), sys.intern(value)) for name, value in baked.about.headers),
        ("Cache-Control", cache_control),
        ("ETag", etag),
        ("Vary", "Accept-Encoding"),
    ]
    packed = [] if coding is Coding.IDENTITY else [("Content-Encoding", coding.value)]
    return Copy(
        etag=etag,
        headers=[*common, *packed, ("Content-Length", str(len(content)))],
        not_modified_headers=[pair for pair in common if pair[0] not in OF_THE_CONTENT],
        body=[content],
    )


class Sized(Protocol):
    """A page in some form."""

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""


_Page = TypeVar("_Page", bound=Sized)


class Copies(Generic[_Page]):
    """The pages at hand, by path. `find` needs no lock; what changes the table has one."""

    def __init__(self) -> None:
        self._entries: dict[str, _Page] = {}
        self._size = 0
        self._changing = threading.Lock()
        self.find = self._entries.get

    @property
    def size_bytes(self) -> int:
        """About how much memory the pages take: never more than MEMORY_BYTES."""
        return self._size

    def remember(self, path: str, entry: _Page) -> None:
        """Keep the page at hand, unless it is very large; those that came first make room."""
        with self._changing:
            self._take_out(path)
            if entry.size > LARGEST_BYTES:
                return
            # What is read much comes back at once.
            while self._size + entry.size > MEMORY_BYTES:
                self._take_out(next(iter(self._entries)))
            self._entries[path] = entry
            self._size += entry.size

    def drop(self, path: str) -> None:
        """Forget the page."""
        with self._changing:
            self._take_out(path)

    def _take_out(self, path: str) -> None:
        entry = self._entries.pop(path, None)
        if entry is not None:
            self._size -= entry.size
