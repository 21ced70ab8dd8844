"""What an MP4 file says of itself: how long it plays, how large it is shown, how it is packed.

ISO/IEC 14496-12: a file is boxes, each with its size and its type; `moov` describes the film.
Whatever a file says, only so much of it is read.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

Reader = Callable[[int, int], bytes]
"""Returns the bytes from one place up to another; fewer at the end."""

# What describes half an hour of film has a megabyte or two.
MOST_DESCRIPTION_BYTES: Final = 16 * 1024 * 1024
MOST_BOXES: Final = 200
_HEADER: Final = 8
_LONG_HEADER: Final = 16
_IS_LONG: Final = 1
_FIXED_POINT: Final = 16
H264: Final = ("avc1", "avc3")


class NotAFilm(ValueError):
    """The file is no MP4, or has no film in it."""


@dataclass(frozen=True, kw_only=True)
class FilmFacts:
    """What is known of a film. Width and height as it is shown, after turning."""

    seconds: float
    width: int
    height: int
    codec: str
    """Of the picture: avc1 is H.264."""


def read_film(read: Reader, *, size_bytes: int) -> FilmFacts:
    """Return what the file says. Raise NotAFilm, or what `read` raises."""
    if read(4, _HEADER) != b"ftyp":
        raise NotAFilm("It does not begin as MP4 does.")
    description = _description(read, size_bytes)
    try:
        return _facts(description)
    except (struct.error, ZeroDivisionError, IndexError) as fault:
        raise NotAFilm("What describes the film is broken.") from fault


def _description(read: Reader, size_bytes: int) -> bytes:
    place = 0
    for _box in range(MOST_BOXES):
        head = read(place, place + _LONG_HEADER)
        if len(head) < _HEADER:
            break
        size, kind, header = _box_at(head, size_bytes - place)
        if kind == b"moov" and size <= MOST_DESCRIPTION_BYTES:
            return read(place + header, place + size)
        place += size
    raise NotAFilm("Nothing in it describes a film.")


def _box_at(head: bytes, left: int) -> tuple[int, bytes, int]:
    """Return size, type and header of the box that begins here; `left` is what follows in all."""
    size, kind = struct.unpack_from(">I4s", head)
    header = _HEADER
    if size == _IS_LONG and len(head) >= _LONG_HEADER:
        size, header = struct.unpack_from(">Q", head, _HEADER)[0], _LONG_HEADER
    elif size == 0:
        size = left
    if not header <= size <= left:
        raise NotAFilm("A part of it is larger than the whole.")
    return size, kind, header


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 0
    for _box in range(MOST_BOXES):
        head = content[place : place + _LONG_HEADER]
        if len(head) < _HEADER:
            return
        size, kind, header = _box_at(head, len(content) - place)
        yield kind, content[place + header : place + size]
        place += size


def _inside(content: bytes, *path: bytes) -> bytes:
    """Return the content of the first box at this path; empty where there is none."""
    for wanted in path:
        content = next((inner for kind, inner in _boxes(content) if kind == wanted), b"")
    return content


def _facts(description: bytes) -> FilmFacts:
    for kind, track in _boxes(description):
        handler = _inside(track, b"mdia", b"hdlr")
        if kind != b"trak" or handler[8:12] != b"vide":
            continue
        samples = _inside(track, b"mdia", b"minf", b"stbl", b"stsd")
        width, height = _shown(_inside(track, b"tkhd"))
        return FilmFacts(
            seconds=_seconds(_inside(description, b"mvhd")),
            width=width,
            height=height,
            codec=samples[12:16].decode("ascii", errors="replace"),
        )
    raise NotAFilm("There is sound in it, but no film.")


def _seconds(header: bytes) -> float:
    scale, length = struct.unpack_from(
        ">IQ" if header[0] else ">II", header, 20 if header[0] else 12
    )
    return float(length / scale)


def _shown(header: bytes) -> tuple[int, int]:
    """Return width and height. A film that was taken upright is stored lying, and turned."""
    start = 52 if header[0] else 40
    across, width, height = (
        struct.unpack_from(">i", header, start)[0],
        *struct.unpack_from(">II", header, start + 36),
    )
    sides = (width >> _FIXED_POINT, height >> _FIXED_POINT)
    return sides if across else (sides[1], sides[0])
