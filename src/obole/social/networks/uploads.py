"""Films and sounds on their way to a network: a form around a file, or the file in parts."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from obole.foundation.outbound_content import Pieces
from obole.social.networks.calling import TOTAL_SECONDS, UPLOAD_SECONDS
from obole.social.rules.network import Post, Recording


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a file, from one byte up to and without another."""

    number: int
    start: int
    end: int


def seconds_for(post: Post | None) -> float:
    """Return how long a call may take that carries a post's files."""
    return UPLOAD_SECONDS if post is not None and post.recording else TOTAL_SECONDS


def form_around(
    recording: Recording, fields: Mapping[str, str], *, name: str
) -> tuple[dict[str, str], Pieces]:
    """Return the headers and the content of a form with a film or a sound (RFC 7578).

    The file is read while it is sent. Names are ours: nothing in them is escaped.
    """
    boundary = secrets.token_hex(16)
    opening = f"--{boundary}\r\nContent-Disposition: form-data"
    before = "".join(f'{opening}; name="{key}"\r\n\r\n{fields[key]}\r\n' for key in fields)
    about = (
        f'{opening}; name="{name}"; filename="{recording.file_name}"\r\n'
        f"Content-Type: {recording.content_type}\r\n\r\n"
    )
    content = Pieces((f"{before}{about}".encode(), recording, f"\r\n--{boundary}--\r\n".encode()))
    return {"Content-Type": f"multipart/form-data; boundary={boundary}"}, content


def parts_of(recording: Recording, *, size_bytes: int) -> Iterator[tuple[Part, bytes]]:
    """Yield the file in parts of this size, the last one smaller: one in memory at a time."""
    for number, start in enumerate(range(0, recording.size_bytes, size_bytes)):
        part = Part(number=number, start=start, end=min(start + size_bytes, recording.size_bytes))
        yield part, bytes_between(recording, part.start, part.end)


def bytes_between(recording: Recording, start: int, end: int) -> bytes:
    """Return the bytes from one place up to another."""
    return b"".join(recording.read(start, end))
