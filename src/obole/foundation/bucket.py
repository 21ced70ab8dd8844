"""Media in a bucket of an S3 server: more machines than one see the same files.

Needs the extra `obole[s3]`. The project's settings say which bucket: MEDIA_BUCKET.
"""

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from obole.foundation.storage import (
    CHUNK_BYTES,
    KEPT_FOR_EVER,
    NAME_ATTEMPTS,
    PICTURE_TYPES,
    PUBLIC_FOLDER,
    FileFacts,
    MediaOutOfReach,
    NoFreeName,
)

# A server that needs longer to be reached is down; whoever waits should be told.
CONNECT_SECONDS = 5
# Between two packets, not for a whole film.
READ_SECONDS = 20
# The first one counted. Writing twice is safe: the second is told that the name is taken.
ATTEMPTS = 2
# A larger file is read through the disk.
MEMORY_BYTES = 10 * 1024 * 1024

_MISSING = {404}
# Precondition failed; and a conflict with somebody who writes the same name now.
_TAKEN = {409, 412}


class BucketStorage(S3Storage):  # type: ignore[misc]
    """The bucket of the settings, with the promises of `DurableStorage`.

    A file is stored before `save` returns; a name that is taken is never overwritten; only
    renditions have an address in the bucket.

    It takes no arguments: Wagtail writes those of a storage into the task that deletes a file, and
    the key of the bucket must not lie in a row.
    """

    def __init__(self) -> None:
        bucket = settings.MEDIA_BUCKET
        assert bucket is not None, "Without a bucket, media are files."
        self.public_address = bucket.address
        super().__init__(
            bucket_name=bucket.name,
            endpoint_url=bucket.endpoint,
            region_name=bucket.region,
            access_key=bucket.access_key,
            secret_key=bucket.secret_key,
            # Nothing is taken from the variables that other programs use.
            security_token=None,
            session_profile=None,
            querystring_auth=False,
            file_overwrite=False,
            default_acl=None,
            client_config=Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
                s3={"addressing_style": "path"},
                signature_version="s3v4",
            ),
        )

    def url(self, name: str, *_arguments: object, **_options: object) -> str:
        """Return the public address of a rendition; for all else one of ours, which answers 404."""
        place = filepath_to_uri(name)
        assert place is not None
        if name.startswith(f"{PUBLIC_FOLDER}/"):
            return f"{self.public_address}/{place}"
        return f"{settings.MEDIA_URL}{place}"

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        """Return what is written with the file; a bucket tells it to whoever fetches the file."""
        content_type = PICTURE_TYPES.get(PurePosixPath(name).suffix.lower())
        is_public = name.startswith(f"{PUBLIC_FOLDER}/")
        return {
            "CacheControl": KEPT_FOR_EVER if is_public else "private, no-store",
            "ContentType": content_type or self.default_content_type,
        }

    def facts(self, name: str) -> FileFacts:
        """Ask the bucket for size and date: one request."""
        with _told_plainly(name):
            found = self.bucket.Object(name)
            return FileFacts(size_bytes=found.content_length, changed_at=found.last_modified)

    def part(self, name: str, *, start: int, end: int) -> Iterator[bytes]:
        """Read a part of the file; nothing else of it is fetched."""
        if start >= end:
            return
        with _told_plainly(name):
            answer = self.bucket.Object(name).get(Range=f"bytes={start}-{end - 1}")
            yield from answer["Body"].iter_chunks(CHUNK_BYTES)

    def size(self, name: str) -> int:
        """Ask the bucket for the size."""
        return self.facts(name).size_bytes

    def exists(self, name: str) -> bool:
        """Ask the bucket whether the name is taken."""
        try:
            self.facts(name)
        except FileNotFoundError:
            return False
        return True

    def delete(self, name: str) -> None:
        """Delete the file; one that is not there is no error."""
        with _told_plainly(name):
            super().delete(name)

    def _open(self, name: str, mode: str = "rb") -> "File[Any]":
        """Fetch the file whole: pictures are decoded from it. For parts there is `part`."""
        if mode != "rb":
            raise io.UnsupportedOperation(f"A file of the bucket is not opened for {mode!r}.")
        content = tempfile.SpooledTemporaryFile(max_size=MEMORY_BYTES)  # noqa: SIM115
        with _told_plainly(name):
            for chunk in self.bucket.Object(name).get()["Body"].iter_chunks(CHUNK_BYTES):
                content.write(chunk)
        content.seek(0)
        return File(content, name)

    def _save(self, name: str, content: "File[Any]") -> str:
        for _ in range(NAME_ATTEMPTS):
            content.seek(0)
            try:
                with _told_plainly(name):
                    self.bucket.put_object(
                        Key=name,
                        Body=content,
                        # The bucket itself refuses a name that is taken: no gap for a race.
                        IfNoneMatch="*",
                        **self.get_object_parameters(name),
                    )
            except FileExistsError:
                # Somebody took the name since Django chose it.
                name = self.get_available_name(name)
            else:
                return name
        raise NoFreeName(f"No name like {name} is free after {NAME_ATTEMPTS} attempts.")


@contextmanager
def _told_plainly(name: str) -> Iterator[None]:
    """Say what went wrong in the words that the rest of the program knows."""
    try:
        yield
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        if status in _MISSING and error.response["Error"]["Code"] != "NoSuchBucket":
            raise FileNotFoundError(f"{name} is not in the bucket.") from error
        if status in _TAKEN:
            raise FileExistsError(f"{name} is in the bucket already.") from error
        # The answer can repeat the name of the key, never the secret.
        raise MediaOutOfReach(f"The bucket refuses us: {error}") from error
    except BotoCoreError as error:
        raise MediaOutOfReach(f"The bucket does not answer: {error}") from error
