"""Media of a disk, copied into the bucket. Nothing is deleted and nothing is overwritten."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from django.core.files.base import File
from django.core.files.storage import default_storage

from obole.foundation.storage import CHUNK_BYTES, UNFINISHED_SUFFIX


class Readable(Protocol):
    """A file of the disk or of the bucket."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, none at the end."""


class Outcome(Enum):
    """What was found, or done, about one file."""

    COPIED = "copied"
    THERE = "there already"
    DIFFERENT = "different in the bucket"


@dataclass(frozen=True, kw_only=True)
class Copied:
    """One file, by its name in the library."""

    name: str
    outcome: Outcome


def files_to_copy(folder: Path) -> list[str]:
    """Return the names of all media in the folder, in order."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(UNFINISHED_SUFFIX)
    )


def copy_media(*, folder: Path, names: list[str]) -> Iterator[Copied]:
    """Copy each file that the bucket lacks, and compare each with what the bucket gives back.

    Doing it again copies what is new and compares all. Raise MediaOutOfReach.
    """
    for name in names:
        yield Copied(name=name, outcome=_copy(folder / name, name))


def _copy(path: Path, name: str) -> Outcome:
    is_there = default_storage.exists(name)
    if not is_there:
        with path.open("rb") as content:
            # Somebody may have taken the name in this moment: then this is another, and compared.
            stored = default_storage.save(name, File(content))
        if stored != name:
            default_storage.delete(stored)
    with path.open("rb") as ours, default_storage.open(name) as theirs:
        if _digest(ours) != _digest(theirs):
            return Outcome.DIFFERENT
    return Outcome.THERE if is_there else Outcome.COPIED


def _digest(file: Readable) -> bytes:
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK_BYTES):
        digest.update(chunk)
    return digest.digest()
