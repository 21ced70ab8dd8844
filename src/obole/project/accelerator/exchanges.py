"""One request that Obole answers: passed on through its socket, the answer brought back."""

import contextlib
import errno
import socket
from select import EPOLLIN, EPOLLOUT

from obole.project.accelerator.heads import (
    END,
    AnswerHead,
    BadHead,
    Head,
    passed_on,
    read_answer,
)
from obole.project.accelerator.outgoing import CLOSE, KEEP
from obole.project.accelerator.watching import Asking, Watching

# Obole thinks this long at most.
THINKING_SECONDS = 300
PIECE_BYTES = 256 * 1024
# What waits for a reader who takes it slowly, or for Obole to read an upload.
MOST_WAITING_BYTES = 512 * 1024
MOST_ANSWER_HEAD_BYTES = 64 * 1024
# Its queue is full for a moment: asked again so many times, so far apart.
TRIES = 50
TRY_SECONDS = 0.1
_SERVER = b"Server: obole\r\n"


class Exchange:
    """A request on its way.

    When `is_whole`, its answer is measured and the client's connection kept. Otherwise bytes go
    both ways as they come, and everything ends with the answer: whatever the client meant with
    the rest, nobody reads it as a second request.
    """

    __slots__ = (
        "_answer",
        "_client",
        "_closes",
        "_given",
        "_is_closed",
        "_is_connected",
        "_left",
        "_loop",
        "_method",
        "_received",
        "_to_obole",
        "_tries",
        "is_whole",
        "mask",
        "socket",
        "wants_more",
    )

    def __init__(
        self, loop: Watching, client: Asking, head: Head, body: bytes, *, is_whole: bool
    ) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(0)
        self.mask = 0
        self.is_whole = is_whole
        self.wants_more = False
        """Whether more of the request is to be read from the client."""
        self._loop = loop
        self._client = client
        self._method = head.method
        self._closes = head.closes
        without = [b"expect"] if is_whole else []
        self._to_obole = bytearray(passed_on(head, who_asks=client.who_asks, without=without))
        self._to_obole += body
        self._received = bytearray()
        self._answer: AnswerHead | None = None
        self._left = 0
        self._given = 0
        self._tries = 0
        self._is_closed = False
        self._is_connected = False

    def begin(self) -> None:
        """Connect; a socket that is not there means that Obole does not run just now."""
        if self._is_closed:
            return
        try:
            self.socket.connect(str(self._loop.upstream))
        except BlockingIOError:
            self._tries += 1
            if self._tries <= TRIES:
                self._loop.call_later(TRY_SECONDS, self)
            else:
                self.refuse()
            return
        except OSError:
            self.refuse()
            return
        self._is_connected = True
        self._loop.watch(self, EPOLLOUT)

    def ready(self, mask: int) -> None:
        """Go on: something came from Obole, or something can be sent to it."""
        if not self._is_connected:
            self.begin()
            return
        if mask & EPOLLOUT:
            self._flush()
        if mask & ~EPOLLOUT and not self._is_closed:
            self._receive()

    def _flush(self) -> None:
        try:
            sent = self.socket.send(self._to_obole)
        except BlockingIOError:
            return
        except OSError as error:
            # It may have answered before it read everything, and then closed.
            if error.errno not in {errno.EPIPE, errno.ECONNRESET}:
                self.refuse()
                return
            sent = len(self._to_obole)
        del self._to_obole[:sent]
        self._want()
        if not self._to_obole and not self.is_whole and self._client.has_ended:
            self._end_sending()

    def _want(self) -> None:
        """Watch what can go on, on both sides."""
        if self._is_closed or not self._is_connected:
            return
        can_read = self._client.pending < MOST_WAITING_BYTES
        reading = EPOLLIN if can_read else 0
        self._loop.watch(self, reading | (EPOLLOUT if self._to_obole else 0))
        wants_more = not self.is_whole and len(self._to_obole) < MOST_WAITING_BYTES
        if wants_more != self.wants_more:
            self.wants_more = wants_more
            self._client.watch_again()

    def _receive(self) -> None:
        try:
            data = self.socket.recv(PIECE_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._hear_the_end()
            return
        self._client.deadline = self._loop.now + THINKING_SECONDS
        self._given += len(data)
        if self.is_whole:
            self._bring(data)
        else:
            self._client.send(data)
        self._want()

    def _bring(self, data: bytes) -> None:
        """Pass on a measured answer; the last byte ends the exchange."""
        if self._answer is None:
            self._received += data
            end = self._received.find(END)
            if end < 0:
                if len(self._received) > MOST_ANSWER_HEAD_BYTES:
                    self.refuse()
                return
            try:
                raw = bytes(self._received[: end + len(END)])
                self._answer = read_answer(raw, method=self._method)
            except BadHead:
                self.refuse()
                return
            data = bytes(self._received[end + len(END) :])
            self._received.clear()
            self._begin_answer(self._answer)
        if self._answer.length is None:
            self._client.send(data)
            return
        # More than was told is nobody's.
        data = data[: self._left]
        self._left -= len(data)
        if data:
            self._client.send(data)
        if not self._left:
            self._end()

    def _begin_answer(self, answer: AnswerHead) -> None:
        self._closes = self._closes or answer.length is None or self._loop.is_stopping
        self._left = answer.length or 0
        self._client.send(answer.raw, _SERVER, CLOSE if self._closes else KEEP)

    def _hear_the_end(self) -> None:
        if not self._given:
            # It died before it answered, or refused to.
            self.refuse()
        elif not self.is_whole or (self._answer is not None and self._answer.length is None):
            self.close()
            self._client.finish()
        else:
            # A part of an answer must not pass for the whole.
            self._client.close()

    def _end(self) -> None:
        self.close()
        self._client.answered(closes=self._closes)

    @property
    def has_begun(self) -> bool:
        """Whether the client has got a part of the answer."""
        return self._answer is not None or (self._given > 0 and not self.is_whole)

    def refuse(self) -> None:
        """Tell the client that Obole does not answer; one that has got a part is left."""
        has_begun = self.has_begun
        self.close()
        if has_begun:
            self._client.close()
        else:
            self._client.refuse(503)

    def pass_on(self, data: bytes) -> None:
        """Take more of the request."""
        self._to_obole += data
        self._client.deadline = self._loop.now + THINKING_SECONDS
        self._want()

    def pass_on_the_end(self) -> None:
        """Hear that the client sends nothing more."""
        self.wants_more = False
        self._client.watch_again()
        if not self.is_whole and not self._to_obole:
            self._end_sending()

    def _end_sending(self) -> None:
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)

    def go_on(self) -> None:
        """Hear that the client has taken what waited for it."""
        self._want()

    def give_up(self) -> None:
        """Close both sides."""
        self.close()
        self._client.close()

    def close(self) -> None:
        """Leave Obole's socket; doing so twice does nothing more."""
        if not self._is_closed:
            self._is_closed = True
            self._loop.forget(self)
