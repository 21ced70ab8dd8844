"""The files of attachments: from the folder of uploads, or from the old site."""

import os
import stat
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path, PurePosixPath

from obole.foundation.outbound_addresses import AddressRefused
from obole.foundation.outbound_deadline import OutboundFailed, TooSlow
from obole.foundation.outbound_http import (
    Fetched,
    OutboundClient,
    TooLarge,
    Unreachable,
    Wanted,
)
from obole.portability.rules import reasons
from obole.portability.rules.items import SourceItem
from obole.portability.rules.placing import value_of
from obole.portability.rules.uploads import path_in_folder

# A photograph over a slow line; the worker beats meanwhile.
FETCH_SECONDS = 30.0
# One answer is held in memory. Films that are larger come from the folder of uploads.
FETCH_LIMIT_BYTES = 50 * 1024 * 1024
ATTEMPTS = 3
FIRST_PAUSE_SECONDS = 0.5
# After so many files in a row that could not be fetched the site is taken to be gone.
FAILURES_IN_A_ROW = 5
_TRANSIENT = frozenset(
    (
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    )
)

Fetch = Callable[[str, Wanted], Fetched]


class FileMissing(Exception):
    """The file of an attachment cannot be had; `reason` is a sentence of `rules.reasons`."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


def fetch_from_internet(url: str, wanted: Wanted) -> Fetched:
    """Fetch a file from a public address."""
    return OutboundClient(total_seconds=FETCH_SECONDS).fetch(url, wanted)


@dataclass(kw_only=True)
class FileSource:
    """Gives the files of an old site, as many as there are."""

    uploads: Path | None = None
    is_offline: bool = False
    fetch: Fetch = fetch_from_internet
    pause: Callable[[float], None] = time.sleep
    _failures: int = field(default=0, init=False)

    def bytes_of(self, item: SourceItem, *, limit: int) -> bytes:
        """Return the file of an attachment. Raise FileMissing."""
        missing: FileMissing | None = None
        if self.uploads is not None:
            try:
                return read_upload(self.uploads, item, limit=limit)
            except FileMissing as error:
                missing = error
        if self.is_offline or (missing and missing.reason != reasons.NOT_IN_UPLOADS):
            raise missing or FileMissing(reasons.NOT_FETCHED)
        if not item.attachment_url:
            raise missing or FileMissing(reasons.NO_ADDRESS)
        return self._fetched(item.attachment_url, limit=min(limit, FETCH_LIMIT_BYTES))

    def _fetched(self, url: str, *, limit: int) -> bytes:
        if self._failures >= FAILURES_IN_A_ROW:
            raise FileMissing(reasons.UNREACHABLE)
        wanted = Wanted(redirects=2, body_limit_bytes=limit)
        for attempt in range(ATTEMPTS - 1):
            answer = self._asked(url, wanted, is_last=False)
            if answer is not None and answer.status not in _TRANSIENT:
                return _body_of(answer)
            self.pause(FIRST_PAUSE_SECONDS * 2**attempt)
        answer = self._asked(url, wanted, is_last=True)
        assert answer is not None, "the last attempt has an answer or a reason"
        return _body_of(answer)

    def _asked(self, url: str, wanted: Wanted, *, is_last: bool) -> Fetched | None:
        """Return the answer; None for what may work another time, unless it is the last."""
        try:
            answer = self.fetch(url, wanted)
        except AddressRefused as refusal:
            raise FileMissing(reasons.ADDRESS_REFUSED, str(refusal)) from refusal
        except TooLarge as refusal:
            limit = f"limit: {wanted.body_limit_bytes} bytes"
            raise FileMissing(reasons.TOO_LARGE, limit) from refusal
        except OutboundFailed as failure:
            if isinstance(failure, TooSlow | Unreachable) and not is_last:
                return None
            self._failures += 1
            raise FileMissing(reasons.UNREACHABLE, str(failure)) from failure
        self._failures = 0
        return answer


def _body_of(answer: Fetched) -> bytes:
    if answer.status != HTTPStatus.OK:
        raise FileMissing(reasons.NOT_FOUND, f"HTTP {answer.status}")
    if not answer.body:
        raise FileMissing(reasons.EMPTY_FILE)
    return answer.body


def find_upload(uploads: Path, item: SourceItem) -> Path:
    """Return the file of an attachment in the folder. Raise FileMissing.

    Links are followed as long as they do not lead out of the folder.
    """
    root = uploads.resolve()
    paths = list(_candidates(item))
    if not paths:
        raise FileMissing(reasons.NO_ADDRESS)
    for path in paths:
        if ".." in PurePosixPath(path).parts or "\0" in path:
            raise FileMissing(reasons.OUTSIDE_UPLOADS, path)
        for folder in (root, root / "uploads", root / "wp-content" / "uploads"):
            try:
                found = (folder / path).resolve(strict=True)
            except (OSError, RuntimeError):
                continue
            if not found.is_relative_to(root):
                raise FileMissing(reasons.OUTSIDE_UPLOADS, path)
            return found
    raise FileMissing(reasons.NOT_IN_UPLOADS, paths[0])


def read_upload(uploads: Path, item: SourceItem, *, limit: int) -> bytes:
    """Return the bytes of an attachment's file in the folder. Raise FileMissing."""
    found = find_upload(uploads, item)
    # What is opened is what is looked at: nothing can be put in its place in between, and a pipe
    # does not hold us up.
    descriptor = os.open(found, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            raise FileMissing(reasons.NOT_A_FILE, found.name)
        if facts.st_size > limit:
            raise FileMissing(reasons.TOO_LARGE, f"limit: {limit} bytes")
        content = file.read(limit + 1)
    if not content:
        raise FileMissing(reasons.EMPTY_FILE)
    return content


def _candidates(item: SourceItem) -> Iterator[str]:
    attached = value_of(item, "_wp_attached_file").strip()
    written = (path_in_folder(item.attachment_url), attached)
    for path in dict.fromkeys(each.strip("/") for each in written if each.strip("/")):
        # macOS writes accents as characters of their own.
        yield from dict.fromkeys(
            (path, unicodedata.normalize("NFC", path), unicodedata.normalize("NFD", path))
        )
