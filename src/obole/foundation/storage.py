"""Files that survive a power cut: they are on the disk before a row says that they exist.

Django's own storage lost every file of the last seconds in simulated power cuts, and left half a
file behind on a full disk.
"""

import logging
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

logger = logging.getLogger(__name__)

# Ends the name of a file that is still being written; a crash can leave one behind.
UNFINISHED_SUFFIX = ".unfinished"

# No upload takes a day: a file that was not touched for so long is nobody's any more.
UNFINISHED_FOR_GOOD = timedelta(days=1)

# Each attempt has seven random characters: a second one is already improbable.
NAME_ATTEMPTS = 10

CHUNK_BYTES = 64 * 1024

# Of all media, readers get what is in this folder, by its address; the rest only through us.
PUBLIC_FOLDER = "images"
# What renditions can be. Python's own table depends on the machine, and may not know AVIF.
PICTURE_TYPES = {
    ".avif": "image/avif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
# A rendition's name says the picture, the filter and the focal point: it never changes.
KEPT_FOR_EVER = "public, max-age=31536000, immutable"


class NoFreeName(OSError):
    """Every name that was tried is taken, which chance does not explain."""


class MediaOutOfReach(Exception):
    """Where media are does not answer, or refuses us. Nothing was lost; later it may work.

    No OSError, which would say that the one file is lost.
    """


@dataclass(frozen=True, kw_only=True)
class FileFacts:
    """What is known of a file without reading it."""

    size_bytes: int
    changed_at: datetime


class MediaStorage(Protocol):
    """What we ask of the storage of media, beyond what Django does: to be read in parts."""

    def facts(self, name: str) -> FileFacts:
        """Return what is known of the file. Raise FileNotFoundError or MediaOutOfReach."""

    def part(self, name: str, *, start: int, end: int) -> Iterator[bytes]:
        """Read from the byte `start` on, up to and without `end`."""


def write_durably(
    path: Path, chunks: Iterable[bytes], *, replace: bool = True, mode: int = 0o644
) -> None:
    """Write a file so that after any crash it is there whole, or not at all.

    With `replace=False` raise FileExistsError when the path is taken. Any other OSError, such as
    a full disk, leaves no trace.
    """
    make_folder_durably(path.parent)
    unfinished = path.with_name(f".{secrets.token_hex(8)}{UNFINISHED_SUFFIX}")
    try:
        _write_and_sync(unfinished, chunks, mode)
        if replace:
            unfinished.replace(path)
        else:
            # A hard link, unlike a rename, refuses a name that is taken: no gap for a race.
            path.hardlink_to(unfinished)
    finally:
        unfinished.unlink(missing_ok=True)
    sync_folder(path.parent)


def make_folder_durably(folder: Path) -> None:
    """Make the folder and its parents, each entered on the disk."""
    missing = [parent for parent in (folder, *folder.parents) if not parent.is_dir()]
    for parent in reversed(missing):
        parent.mkdir(exist_ok=True)
        sync_folder(parent.parent)


def sync_folder(folder: Path) -> None:
    """Put the names in the folder on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep_unfinished_files(*, folder: Path, now: datetime) -> int:
    """Delete what a crash left half written below the folder a day ago or earlier.

    Return how many files were deleted. One that vanishes meanwhile is passed over.
    """
    oldest = (now - UNFINISHED_FOR_GOOD).timestamp()
    deleted = 0
    for path in folder.rglob(f".*{UNFINISHED_SUFFIX}"):
        try:
            if path.stat().st_mtime < oldest:
                path.unlink()
                deleted += 1
        except FileNotFoundError:
            continue
    if deleted:
        logger.info("%d unfinished files were deleted below %s.", deleted, folder)
    return deleted


def _write_and_sync(path: Path, chunks: Iterable[bytes], mode: int) -> None:
    with path.open("xb") as file:
        os.fchmod(file.fileno(), mode)
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


class DurableStorage(FileSystemStorage):
    """Django's file storage, with files that are on the disk before `save` returns.

    A name that is taken is never overwritten: the new file gets another.

    Save the file before the transaction commits, as a model's FileField does, and a committed
    row never names a file that is not there.
    """

    def facts(self, name: str) -> FileFacts:
        """Return what the disk says of the file."""
        found = Path(self.path(name)).stat()
        return FileFacts(
            size_bytes=found.st_size, changed_at=datetime.fromtimestamp(found.st_mtime, UTC)
        )

    def part(self, name: str, *, start: int, end: int) -> Iterator[bytes]:
        """Read a part of the file, a chunk at a time."""
        with Path(self.path(name)).open("rb") as file:
            file.seek(start)
            while start < end and (chunk := file.read(min(CHUNK_BYTES, end - start))):
                start += len(chunk)
                yield chunk

    def _save(self, name: str, content: "File[Any]") -> str:
        mode = self.file_permissions_mode
        make_folder_durably(Path(self.path(name)).parent)
        for _ in range(NAME_ATTEMPTS):
            content.seek(0)
            try:
                write_durably(
                    Path(self.path(name)),
                    _bytes_of(content),
                    replace=False,
                    mode=0o644 if mode is None else mode,
                )
            except FileExistsError:
                # Somebody took the name since Django chose it.
                name = self.get_available_name(name)
            else:
                return name.replace("\\", "/")
        raise NoFreeName(f"No name like {name} is free after {NAME_ATTEMPTS} attempts.")


def _bytes_of(content: "File[Any]") -> Iterator[bytes]:
    for chunk in content.chunks():
        yield chunk.encode() if isinstance(chunk, str) else chunk
