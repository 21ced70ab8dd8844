"""What a reader has not taken yet, and what he is told when nothing comes of a request."""

import socket
from collections import deque

CLOSE = b"Connection: close\r\n\r\n"
KEEP = b"\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_REFUSALS = {
    400: (b"Bad Request", b"This is no request.\n", b""),
    414: (b"URI Too Long", b"The address is too long.\n", b""),
    431: (b"Request Header Fields Too Large", b"The head of the request is too long.\n", b""),
    503: (
        b"Service Unavailable",
        b"The site starts again; please try in a moment.\n",
        b"Retry-After: 5\r\n",
    ),
}


class Outgoing:
    """The bytes that wait to be sent on one socket, in their order."""

    __slots__ = ("_parts", "_socket", "size")

    def __init__(self, connection: socket.socket) -> None:
        self.size = 0
        """How many bytes wait."""
        self._socket = connection
        self._parts: deque[memoryview] = deque()

    def send(self, parts: tuple[bytes, ...]) -> None:
        """Send these after what waits; what is not taken at once waits too. Raise OSError."""
        sent = 0
        if not self._parts:
            try:
                sent = self._socket.sendmsg(parts)
            except BlockingIOError:
                sent = 0
        left = sum(map(len, parts)) - sent
        if not left:
            return
        self.size += left
        for part in parts:
            if sent >= len(part):
                sent -= len(part)
            else:
                self._parts.append(memoryview(part)[sent:])
                sent = 0

    def flush(self) -> None:
        """Send as much of it as is taken now. Raise OSError."""
        while self._parts:
            try:
                sent = self._socket.send(self._parts[0])
            except BlockingIOError:
                return
            self.size -= sent
            rest = self._parts[0][sent:]
            if rest:
                self._parts[0] = rest
            else:
                self._parts.popleft()

    def drop(self) -> None:
        """Send nothing more."""
        self._parts.clear()
        self.size = 0


def refusal(status: int) -> tuple[bytes, ...]:
    """Return the answer of this status, after which the connection ends."""
    reason, text, more = _REFUSALS[status]
    return (
        b"HTTP/1.1 %d %b\r\n" % (status, reason),
        b"Content-Type: text/plain; charset=utf-8\r\nCache-Control: no-store\r\n",
        b"Content-Length: %d\r\n%b" % (len(text), more),
        CLOSE,
        text,
    )
