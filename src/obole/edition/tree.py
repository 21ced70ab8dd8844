"""The baked pages on the disk: plain files, which a web server can serve as they are.

    pages/HOST/...     pages that say nothing in their headers but what all pages say
    special/HOST/...   the others: this program alone answers with them
    about/HOST/....json what the headers of each are; it comes last and goes first

It is a copy: nothing is lost with it. So nothing is synced, and after a power cut, when a file
may be half there, the whole tree is thrown away (actions/renewing.py).
"""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

from obole.edition.rules.addresses import INDEX, place_of
from obole.edition.rules.negotiation import Coding

PAGES, SPECIAL, ABOUT, WASTE = "pages", "special", "about", "waste"
SUFFIXES = {Coding.IDENTITY: "", Coding.BROTLI: ".br", Coding.GZIP: ".gz"}
# One file for so many paths: which pages wait for each other is chance, and rare.
FLIGHTS = 256
WAIT_STEP_SECONDS = 0.005
# nginx makes its ETag of a file's time and size. The time is drawn from the content, so that the
# same bytes have the same ETag, whoever answers; it stays below what every file system holds.
LATEST_TIME = 2**31 - 1
# As nginx asks and writes: the plain page says that there is one, its twins are only better copies.
WRITTEN_ORDER = (Coding.BROTLI, Coding.GZIP, Coding.IDENTITY)
# A page from further ahead was baked before the clock was set back: its "today" may be wrong.
CLOCK_DIFFERENCE_SECONDS = 300


class Baked(NamedTuple):
    """A page as it lies in the tree."""

    about: "About"
    copies: Mapping[Coding, bytes]


@dataclass(frozen=True, kw_only=True)
class About:
    """What is said of a baked page beside its bytes."""

    headers: list[tuple[str, str]]
    is_special: bool
    digest: str
    """SHA-256 of the plain bytes, in hexadecimal."""
    baked_ns: int
    """When it was baked, in nanoseconds: the time of its file, and what tells two bakings apart."""
    valid_until: float | None
    sizes: dict[str, int]
    """How many bytes each coding has, by its name."""
    drawn_times: dict[str, int]
    """The time of each coding's file, drawn from its bytes, by its name."""

    def etag(self, coding: Coding) -> str:
        """Return the ETag of this copy: the one that nginx gives to its file."""
        return f'"{self.drawn_times[coding.value]:x}-{self.sizes[coding.value]:x}"'

    def is_current(self, *, now: float) -> bool:
        """Tell whether time has not made the page wrong; the time is that of `time.time()`."""
        is_of_the_past = self.baked_ns <= (now + CLOCK_DIFFERENCE_SECONDS) * 1e9
        return is_of_the_past and (self.valid_until is None or now < self.valid_until)


class Busy(Exception):
    """Somebody else bakes this page, and did not end in time."""


@dataclass(frozen=True)
class Tree:
    """The folder `var/edition` of a site, for one host."""

    folder: Path
    host: str

    def about_file(self, path: str) -> str:
        """Return the file whose being there says that the page is there."""
        return f"{self.folder}/{ABOUT}/{self.host}/{place_of(path)}.json"

    def read(self, path: str) -> Baked | None:
        """Return the page of this path; None when it is not there, whole and as it was written.

        It may be taken away or replaced while it is read.
        """
        try:
            about = _read_about(Path(self.about_file(path)))
            base = self._base(path, is_special=about.is_special)
            copies = {
                coding: Path(f"{base}{SUFFIXES[coding]}").read_bytes()
                for coding in Coding
                if coding.value in about.sizes
            }
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return Baked(about, copies) if _are_those_of(about, copies) else None

    def read_current(self, path: str) -> Baked | None:
        """Return the page of this path unless time has made it wrong."""
        baked = self.read(path)
        return baked if baked and baked.about.is_current(now=time.time()) else None

    def write(self, path: str, baked: Baked) -> None:
        """Put the page in its place. Call it with the tree locked.

        Raise OSError, and leave no page there: neither this one nor the one before.
        """
        about = baked.about
        base = self._base(path, is_special=about.is_special)
        # The one before may have had other twins, or have been special.
        self.remove(path)
        try:
            for coding in WRITTEN_ORDER:
                if coding in baked.copies:
                    target = Path(f"{base}{SUFFIXES[coding]}")
                    time_ns = about.drawn_times[coding.value] * 10**9
                    self._place(target, baked.copies[coding], time_ns=time_ns)
            text = json.dumps(asdict(about)).encode()
            self._place(Path(self.about_file(path)), text, time_ns=about.baked_ns)
        except BaseException:
            self.remove(path)
            raise

    def remove(self, path: str) -> None:
        """Take the page away; nothing if it is not there. Call it with the tree locked."""
        self._take_away(Path(self.about_file(path)))
        for is_special in (False, True):
            base = self._base(path, is_special=is_special)
            for coding in reversed(WRITTEN_ORDER):
                self._take_away(Path(f"{base}{SUFFIXES[coding]}"))

    def remove_all(self) -> None:
        """Take every page away. Call it with the tree locked; `clear_waste` ends the work."""
        waste = self.folder / WASTE
        waste.mkdir(parents=True, exist_ok=True)
        for name in (ABOUT, PAGES, SPECIAL):
            with contextlib.suppress(FileNotFoundError):
                # Renamed, all pages are gone at once; to delete them takes its time.
                (self.folder / name).rename(waste / secrets.token_hex(8))

    def clear_waste(self) -> None:
        """Delete what `remove_all` put aside, and what an interrupted writing left."""
        shutil.rmtree(self.folder / WASTE, ignore_errors=True)

    def files(self) -> Iterator[tuple[str, int]]:
        """Yield the path of each page that is there, and when it was baked in nanoseconds."""
        root = self.folder / ABOUT / self.host
        for folder, _, names in os.walk(root):
            for name in names:
                file = Path(folder, name)
                place = file.relative_to(root).as_posix().removesuffix(".json")
                is_folder = place.rpartition("/")[2] == INDEX
                path = f"/{place.removesuffix(INDEX) if is_folder else place}"
                with contextlib.suppress(FileNotFoundError):
                    yield path, file.stat().st_mtime_ns

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Let nobody else write or remove pages meanwhile, in whatever process."""
        with self._lock_file("tree") as descriptor:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield

    @contextlib.contextmanager
    def flight(self, path: str, *, wait_seconds: float) -> Iterator[None]:
        """Be the only one who bakes this page. Raise Busy when somebody else does for too long."""
        number = int(_digest(path.encode())[:8], 16) % FLIGHTS
        deadline = time.monotonic() + wait_seconds
        with self._lock_file(f"flight-{number}") as descriptor:
            while True:
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= deadline:
                        raise Busy(path) from None
                    time.sleep(WAIT_STEP_SECONDS)
            yield

    @contextlib.contextmanager
    def _lock_file(self, name: str) -> Iterator[int]:
        folder = self.folder / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            yield descriptor
        finally:
            # Closing it frees the lock.
            os.close(descriptor)

    def _base(self, path: str, *, is_special: bool) -> str:
        return f"{self.folder}/{SPECIAL if is_special else PAGES}/{self.host}/{place_of(path)}"

    def _take_away(self, file: Path) -> None:
        try:
            file.unlink(missing_ok=True)
        except IsADirectoryError:
            # Somebody's folder must not keep a stale page from going.
            waste = self.folder / WASTE
            waste.mkdir(parents=True, exist_ok=True)
            file.rename(waste / secrets.token_hex(8))

    def _place(self, target: Path, content: bytes, *, time_ns: int) -> None:
        waste = self.folder / WASTE
        unfinished = waste / secrets.token_hex(8)
        try:
            waste.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(content)
            os.utime(unfinished, ns=(time_ns, time_ns))
            target.parent.mkdir(parents=True, exist_ok=True)
            unfinished.replace(target)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise


def _read_about(file: Path) -> About:
    values = json.loads(file.read_bytes())
    values["headers"] = [(name, value) for name, value in values["headers"]]
    return About(**values)


def drawn_time(content: bytes) -> int:
    """Return the time in seconds that a file of these bytes gets."""
    return int(_digest(content)[:12], 16) % LATEST_TIME


def _are_those_of(about: About, copies: Mapping[Coding, bytes]) -> bool:
    """Tell whether these are the bytes that were written, each of them to the end."""
    return (
        {coding.value: len(copy) for coding, copy in copies.items()} == about.sizes
        and {coding.value: drawn_time(copy) for coding, copy in copies.items()} == about.drawn_times
        and _digest(copies.get(Coding.IDENTITY, b"")) == about.digest
    )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
