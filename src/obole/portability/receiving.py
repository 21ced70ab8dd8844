"""A large file on its way from a browser to the disk, piece by piece and never whole in memory."""

import errno
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from obole.foundation.storage import UNFINISHED_SUFFIX, make_folder_durably, sync_folder
from obole.portability.rules import hindrances
from obole.portability.rules.openings import MAX_FILE_BYTES

PIECE_BYTES = 1024 * 1024
# What the fields of the form take beside the file.
FORM_BYTES = 1024 * 1024
_FULL = (errno.ENOSPC, errno.EDQUOT)


class ExportReceiver(FileUploadHandler):
    """Takes the first file of a form to a folder; the form finds it in `request.FILES`.

    `refusal` says why there is none. Call `keep` for a file that is wanted, `discard` in the end.
    """

    chunk_size = PIECE_BYTES

    def __init__(self, *, folder: Path) -> None:
        super().__init__()
        self.refusal = ""
        self._folder = folder
        self._unfinished = folder / f"{secrets.token_hex(8)}{UNFINISHED_SUFFIX}"
        self._stream: BinaryIO | None = None
        self._size = 0

    def handle_raw_input(
        self,
        input_data: object,
        META: Mapping[str, str],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Refuse what is too large, or has no room, before it comes."""
        make_folder_durably(self._folder)
        if content_length > MAX_FILE_BYTES + FORM_BYTES:
            self.refusal = hindrances.TOO_LARGE
        elif content_length > shutil.disk_usage(self._folder).free:
            self.refusal = hindrances.NO_ROOM

    def new_file(self, *args: object, **kwargs: object) -> None:
        """Begin the file; a second one in the same form is left out."""
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        if self.refusal or self._stream is not None:
            raise SkipFile
        # Nobody else may read what drafts and commenters say.
        descriptor = os.open(self._unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._stream = os.fdopen(descriptor, "wb")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece."""
        assert self._stream is not None, "a file begins before its pieces"
        self._size += len(raw_data)
        if self._size > MAX_FILE_BYTES:
            self._refuse(hindrances.TOO_LARGE)
        try:
            self._stream.write(raw_data)
        except OSError as error:
            if error.errno not in _FULL:
                raise
            self._refuse(hindrances.NO_ROOM)

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        """Put the file on the disk and hand it to the form."""
        assert self._stream is not None, "a file begins before its end"
        try:
            self._stream.flush()
            os.fsync(self._stream.fileno())
        except OSError as error:
            if error.errno not in _FULL:
                raise
            self.refusal = hindrances.NO_ROOM
            return None
        return UploadedFile(
            file=self._unfinished.open("rb"), name=self.file_name, size=file_size, charset=None
        )

    def keep(self) -> Path:
        """Give the file its name for good and return its path."""
        kept = self._unfinished.with_suffix(".xml")
        self._unfinished.replace(kept)
        sync_folder(self._folder)
        return kept

    def discard(self) -> None:
        """Close the file, and delete it unless it was kept."""
        if self._stream is not None:
            try:
                self._stream.close()
            except OSError as error:
                # What a full disk did not take is tried once more, and not wanted.
                if error.errno not in _FULL:
                    raise
        self._unfinished.unlink(missing_ok=True)

    def _refuse(self, refusal: str) -> None:
        self.refusal = refusal
        raise SkipFile
