"""What is sent with a request and is too large to be held in memory: a film, a recording."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from obole.foundation.outbound_deadline import OutboundFailed


class CutShort(OutboundFailed):
    """The content ended before its length, or went on: no server takes that for a request."""


class Streamed(Protocol):
    """A content that is read while it is sent; to go through it again is to begin anew."""

    @property
    def size_bytes(self) -> int:
        """How much there is: said before it is sent."""

    def __iter__(self) -> Iterator[bytes]:
        """Yield all of it, a little at a time."""


Content = bytes | Streamed


@dataclass(frozen=True)
class Pieces:
    """A content made of others, one after the other: a form around a file."""

    pieces: Sequence[Content]

    @property
    def size_bytes(self) -> int:
        """How much there is in all."""
        return sum(size_of(each) for each in self.pieces)

    def __iter__(self) -> Iterator[bytes]:
        """Yield all of it."""
        for each in self.pieces:
            if isinstance(each, bytes):
                yield each
            else:
                yield from each


def size_of(content: Content) -> int:
    """Return how many bytes there are."""
    return len(content) if isinstance(content, bytes) else content.size_bytes


def begun(content: Content) -> bytes | Iterator[bytes] | None:
    """Return what is handed to httpx: a content from its start, or None for an empty one.

    An iterator, for httpx would call a `read` of ours, whatever it does.
    """
    return (content or None) if isinstance(content, bytes) else _counted(content)


def _counted(content: Streamed) -> Iterator[bytes]:
    left = content.size_bytes
    # One piece is held back: the last bytes of a request go once it is known that they are.
    held = b""
    for piece in content:
        left -= len(piece)
        if left < 0:
            break
        if piece:
            if held:
                yield held
            held = piece
    if left:
        raise CutShort("What was to be sent is not as long as it was said to be.")
    if held:
        yield held


def length_said(content: Content) -> dict[str, str]:
    """Return the header that says the length of what is streamed: many servers take no chunks."""
    return {} if isinstance(content, bytes) else {"Content-Length": str(content.size_bytes)}
