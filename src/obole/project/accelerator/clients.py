"""One connection of a reader: its requests one after the other, and what still has to be sent."""

import contextlib
import socket
from select import EPOLLIN, EPOLLOUT

from obole.project.accelerator.exchanges import THINKING_SECONDS, Exchange
from obole.project.accelerator.heads import (
    END,
    MOST_HEAD_BYTES,
    BadHead,
    Head,
    read_head,
    who_asks,
)
from obole.project.accelerator.outgoing import CLOSE, CONTINUE, KEEP, Outgoing, refusal
from obole.project.accelerator.pages import Wish
from obole.project.accelerator.watching import Watching

RECEIVED_BYTES = 64 * 1024
# A short body is awaited here, so that a slow sender holds none of Obole's threads.
MOST_BODY_BYTES = 64 * 1024
# Seconds, as our nginx has them: between requests, for a head, for a body or an answer to go on.
KEPT_SECONDS = 65
HEAD_SECONDS = 20
STALLED_SECONDS = 30
# A refused sender reads why before the connection ends (RFC 9112, 9.6).
LINGER_SECONDS = 2


class Client:
    """A connection. The loop calls `ready` when it can be read or written."""

    __slots__ = (
        "_awaited",
        "_ends",
        "_given",
        "_is_lingering",
        "_loop",
        "_out",
        "deadline",
        "exchange",
        "has_ended",
        "mask",
        "socket",
        "who_asks",
    )

    def __init__(self, loop: Watching, connection: socket.socket, peer: object) -> None:
        self.socket = connection
        self.mask = EPOLLIN
        self.deadline = loop.now + HEAD_SECONDS
        self.exchange: Exchange | None = None
        self.who_asks = who_asks(connection.getsockname(), peer)
        self.has_ended = False
        """Whether the reader sends nothing more."""
        self._loop = loop
        self._given = bytearray()
        self._awaited: Head | None = None
        self._out = Outgoing(connection)
        self._ends = False
        self._is_lingering = False

    @property
    def is_idle(self) -> bool:
        """Whether it is between two requests."""
        return not (self._given or self._out.size or self.exchange or self._awaited or self._ends)

    @property
    def held_bytes(self) -> int:
        """Bytes of a request that wait for the rest of it."""
        return len(self._given)

    def ready(self, mask: int) -> None:
        """Go on: something came, or something can be sent."""
        if mask & EPOLLOUT:
            self._flush()
        else:
            self._receive()

    def _receive(self) -> None:
        try:
            data = self.socket.recv(RECEIVED_BYTES)
        except BlockingIOError:
            return
        except OSError:
            self.close()
            return
        if not data:
            self._hear_the_end()
        elif self._is_lingering:
            # Nobody reads it any more.
            return
        elif self.exchange is not None and not self.exchange.is_whole:
            self.exchange.pass_on(data)
        elif self._has_begun or not self._answer(self._loop.pages.wishes.get(data)):
            self._given += data
            self.proceed()

    @property
    def _has_begun(self) -> bool:
        """Whether what comes now goes on with something: no whole request can be seen in it."""
        return bool(self._given or self._awaited or self.exchange)

    def _answer(self, wish: Wish | None) -> bool:
        """Answer with a baked page; tell whether one is wished for, and there."""
        page = None if wish is None else self._loop.pages.page(wish)
        if wish is None or page is None:
            return False
        loop = self._loop
        start = loop.start_of_page if page.is_modified else loop.start_of_unmodified
        self.deadline = loop.now + KEPT_SECONDS
        self.send(start, page.fields, CLOSE if wish.closes else KEEP, page.body)
        loop.note_page(wish, 200 if page.is_modified else 304)
        if wish.closes:
            self.finish()
        return True

    def _hear_the_end(self) -> None:
        if self.has_ended or self._is_lingering or not (self.exchange or self._out.size):
            self.close()
            return
        self.has_ended = True
        if self.exchange is not None:
            # Who says no more may still listen.
            self.exchange.pass_on_the_end()
        else:
            self.finish()

    def proceed(self) -> None:
        """Take the next requests from what came, until one has to be waited for."""
        while not (self._out.size or self.exchange or self._ends):
            if self._awaited is None and not self._take_head():
                break
            if self._awaited is not None and not self._take_body(self._awaited):
                break
        self.watch_again()

    def _take_head(self) -> bool:
        """Answer the next request or set it to be passed on; tell whether there was a whole one."""
        given = self._given
        while given.startswith(b"\r\n"):  # RFC 9112, 2.2.
            del given[:2]
        end = given.find(END)
        if end < 0 and len(given) <= MOST_HEAD_BYTES:
            patience = HEAD_SECONDS if given else KEPT_SECONDS
            self.deadline = min(self.deadline, self._loop.now + patience)
            return False
        if end < 0 or end > MOST_HEAD_BYTES:
            self.refuse(431 if b"\r\n" in given[:MOST_HEAD_BYTES] else 414)
            return False
        raw = bytes(given[: end + len(END)])
        del given[: end + len(END)]
        known = self._loop.pages.wishes.get(raw)
        if self._answer(known):
            return True
        try:
            head = read_head(raw)
        except BadHead:
            self.refuse(400)
            return False
        # What was just looked for is not looked for again.
        wish = None if known is not None else self._loop.pages.wish(raw, head)
        if not self._answer(wish):
            self._await(head)
        return True

    def _await(self, head: Head) -> None:
        self._awaited = head
        self.deadline = self._loop.now + STALLED_SECONDS
        if head.waits and head.can_be_awaited(MOST_BODY_BYTES):
            self.send(CONTINUE)

    def _take_body(self, head: Head) -> bool:
        """Pass the request on as soon as it may be; tell whether that was now."""
        if not head.can_be_awaited(MOST_BODY_BYTES):
            body, self._given = bytes(self._given), bytearray()
            self._pass_on(head, body, is_whole=False)
            return True
        length = head.length
        assert length is not None, "only a body of a told length is kept"
        if len(self._given) < length:
            self.deadline = self._loop.now + STALLED_SECONDS
            return False
        body = bytes(self._given[:length])
        del self._given[:length]
        self._pass_on(head, body, is_whole=True)
        return True

    def _pass_on(self, head: Head, body: bytes, *, is_whole: bool) -> None:
        self._awaited = None
        self.deadline = self._loop.now + THINKING_SECONDS
        try:
            self.exchange = Exchange(self._loop, self, head, body, is_whole=is_whole)
        except OSError:
            # No descriptor is left.
            self.refuse(503)
            return
        self.exchange.begin()

    @property
    def pending(self) -> int:
        """Bytes that the reader has not taken yet."""
        return self._out.size

    def send(self, *parts: bytes) -> None:
        """Send these, now or as soon as the reader takes them."""
        try:
            self._out.send(parts)
        except OSError:
            self.close()
            return
        if self._out.size:
            self.deadline = self._loop.now + STALLED_SECONDS
            self.watch_again()

    def _flush(self) -> None:
        """Send what waits; when all is sent, go on."""
        try:
            self._out.flush()
        except OSError:
            self.close()
            return
        self.deadline = self._loop.now + STALLED_SECONDS
        if not self._out.size:
            self._go_on()

    def _go_on(self) -> None:
        if self._ends:
            self._linger()
        elif self.exchange is not None:
            self.deadline = self._loop.now + THINKING_SECONDS
            self.watch_again()
            self.exchange.go_on()
        else:
            self.deadline = self._loop.now + KEPT_SECONDS
            self.proceed()

    def _wanted_mask(self) -> int:
        if self._out.size:
            return EPOLLOUT
        if self.exchange is not None and not self.exchange.wants_more:
            return 0
        return 0 if self.has_ended else EPOLLIN

    def answered(self, *, closes: bool) -> None:
        """Go on with the next request: the exchange has given the whole answer."""
        self.exchange = None
        self.deadline = self._loop.now + KEPT_SECONDS
        if closes or self.has_ended or self._loop.is_stopping:
            self.finish()
        elif not self._out.size:
            self.proceed()

    def refuse(self, status: int) -> None:
        """Answer that nothing comes of it, and end the connection."""
        self.exchange = None
        self._loop.note_refusal(status)
        self.send(*refusal(status))
        self.finish()

    def finish(self) -> None:
        """End the connection when all is sent."""
        self._ends = True
        self.exchange = None
        if not self._out.size:
            self._linger()

    def _linger(self) -> None:
        if self.has_ended or self._is_lingering:
            self.close()
            return
        self._is_lingering = True
        self.deadline = self._loop.now + LINGER_SECONDS
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)
        self._loop.watch(self, EPOLLIN)

    def watch_again(self) -> None:
        """Ask the loop for what is wanted now."""
        self._loop.watch(self, self._wanted_mask())

    def close(self) -> None:
        """Close it, and the exchange behind it; doing so twice does nothing more."""
        exchange, self.exchange = self.exchange, None
        if exchange is not None:
            exchange.close()
        self._ends = True
        self._out.drop()
        self._loop.forget(self)

    give_up = close

    def expire(self) -> None:
        """Do what is left when the time is up: who waits for Obole is told, others are left."""
        exchange = self.exchange
        if exchange is not None and not exchange.has_begun and not self._out.size:
            exchange.refuse()
        else:
            self.close()
