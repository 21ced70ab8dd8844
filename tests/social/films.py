"""Films and sounds for tests: the smallest that say of themselves what a real one says."""

import struct
from itertools import count

from django.core.files.base import ContentFile
from wagtail.documents.models import Document

from obole.social.rules.network import Recording

_numbers = count(1)


def box(kind: bytes, *contents: bytes) -> bytes:
    """Return a box of an MP4 file."""
    content = b"".join(contents)
    return struct.pack(">I4s", 8 + len(content), kind) + content


def film_bytes(
    *,
    seconds: float = 12,
    width: int = 1280,
    height: int = 720,
    codec: bytes = b"avc1",
    is_turned: bool = False,
    handler: bytes = b"vide",
    filling: int = 0,
) -> bytes:
    """Return an MP4 file without a picture in it; `filling` makes it heavier."""
    turned = (0, 65_536, 0, -65_536, 0, 0, 0, 0, 1 << 30)
    matrix = turned if is_turned else (65_536, 0, 0, 0, 65_536, 0, 0, 0, 1 << 30)
    stored = (height, width) if is_turned else (width, height)
    track_head = struct.pack(">I5I8x8x9iII", 0, 0, 0, 1, 0, 0, *matrix, *(n << 16 for n in stored))
    samples = struct.pack(">II", 0, 1) + box(codec, b"\0" * 8)
    track = box(
        b"trak",
        box(b"tkhd", track_head),
        box(
            b"mdia",
            box(b"hdlr", b"\0" * 8 + handler + b"\0" * 12),
            box(b"minf", box(b"stbl", box(b"stsd", samples))),
        ),
    )
    head = struct.pack(">IIIII", 0, 0, 0, 1_000, round(seconds * 1_000)) + b"\0" * 80
    return (
        box(b"ftyp", b"isom\0\0\2\0isomiso2avc1mp41")
        + box(b"mdat", b"\0" * filling)
        + box(b"moov", box(b"mvhd", head), track)
    )


def make_document(content: bytes | None = None, *, name: str = "film.mp4", **fields) -> Document:
    """Put a file into the library of documents."""
    content = film_bytes() if content is None else content
    file = ContentFile(content, name=f"{next(_numbers)}-{name}")
    document = Document(**{"title": "La digue", "file": file, **fields})
    document._set_document_file_metadata()
    document.save()
    return document


def make_recording(content: bytes | None = None, **fields) -> Recording:
    """Return a film as a network gets it."""
    content = film_bytes() if content is None else content
    values = {
        "content_type": "video/mp4",
        "size_bytes": len(content),
        "alt_text": "La digue (rompue)",
        "url": "https://obole.example/documents/7/digue.mp4",
        "read": lambda start, end: iter([content[start:end]]),
        "width": 1280,
        "height": 720,
        "seconds": 12.4,
    }
    return Recording(**{**values, **fields})
