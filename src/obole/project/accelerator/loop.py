"""The loop: waits for what can be read or written, and lets each connection go on."""

import contextlib
import errno
import heapq
import itertools
import logging
import os
import select
import socket
import time
from email.utils import formatdate
from pathlib import Path

from obole.project.accelerator.clients import Client
from obole.project.accelerator.pages import Pages, Wish
from obole.project.accelerator.watching import Watched

logger = logging.getLogger(__name__)

TICK_SECONDS = 1.0
# Whoever was being answered gets this long when the site stops.
STOP_SECONDS = 10.0
# As much as pages take: heads and short bodies that come slowly, of all connections together.
MOST_HELD_BYTES = 64 * 1024 * 1024
_TEMPORARY = frozenset((errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM))


class Loop:
    """Serves what comes to `listener`, until SIGTERM; other processes may share the socket."""

    def __init__(
        self,
        *,
        listener: socket.socket,
        pages: Pages,
        upstream: Path,
        most_clients: int,
        has_access_lines: bool,
    ) -> None:
        self.pages = pages
        self.upstream = upstream
        self.is_stopping = False
        self.now = time.monotonic()
        self.start_of_page = self.start_of_unmodified = b""
        self._has_access_lines = has_access_lines
        self._listener = listener
        self._most_clients = most_clients
        self._poll = select.epoll()
        self._watched: dict[int, Watched] = {}
        self._clients: set[Client] = set()
        self._later: list[tuple[float, int, Watched]] = []
        self._numbers = itertools.count()
        self._is_accepting = False
        self._next_tick = 0.0
        self._wake_up = os.eventfd(0)

    def run(self) -> None:
        """Serve until told to stop."""
        self._poll.register(self._wake_up, select.EPOLLIN)
        self._listener.settimeout(0)
        self._accept_again()
        self._tick()
        until = float("inf")
        while not self.is_stopping or (self._clients and self.now < until):
            self._turn()
            if self.now >= self._next_tick:
                self._tick()
            if self.is_stopping and until == float("inf"):
                until = self.now + STOP_SECONDS
                self._close_door()
                self._close_idle()

    def stop(self) -> None:
        """End `run` when all that is being answered is answered; a signal may call it."""
        self.is_stopping = True
        os.write(self._wake_up, (1).to_bytes(8, "little"))

    def _turn(self) -> None:
        """Wait for what can go on, and let it."""
        until = min(self._later[0][0], self._next_tick) if self._later else self._next_tick
        events = self._poll.poll(max(0.0, until - self.now))
        self.now = time.monotonic()
        listening = self._listener.fileno()
        watched = self._watched
        for number, mask in events:
            each = watched.get(number)
            if each is not None:
                self._let_go_on(each, mask)
            elif number == listening:
                self._accept()
            elif number == self._wake_up:
                os.read(self._wake_up, 8)
        while self._later and self._later[0][0] <= self.now:
            each = heapq.heappop(self._later)[2]
            self._let_go_on(each, 0)

    def _let_go_on(self, each: Watched, mask: int) -> None:
        try:
            each.ready(mask)
        except Exception:
            # Whatever it is, the thousand others are not to suffer for it.
            logger.exception("A connection is given up.")
            each.give_up()

    def _accept(self) -> None:
        # One at a time: the others of us take the next.
        try:
            connection, peer = self._listener.accept()
        except OSError as error:
            if error.errno in _TEMPORARY:
                logger.warning("No connection can be taken just now: %s.", error.strerror)
            if error.errno in _TEMPORARY or error.errno == errno.EINVAL:
                # EINVAL: one of us has closed the door, for all stop.
                self._stop_accepting()
            return
        connection.settimeout(0)
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            client = Client(self, connection, peer)
            self._poll.register(connection.fileno(), client.mask)
        except OSError:
            # It has gone already, or there is no room for it.
            connection.close()
            return
        self._clients.add(client)
        self._watched[connection.fileno()] = client
        if len(self._clients) >= self._most_clients:
            self._make_room(client)

    def _make_room(self, newest: Client) -> None:
        """Close who only holds a connection; if nobody does, the next ones wait."""
        self._close_idle(but=newest)
        if len(self._clients) >= self._most_clients:
            self._stop_accepting()

    def _close_idle(self, but: Client | None = None) -> None:
        for client in [each for each in self._clients if each.is_idle and each is not but]:
            client.close()

    def _close_door(self) -> None:
        """Let nobody in any more: others hold the socket too, and would let readers wait there."""
        self._stop_accepting()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)

    def _stop_accepting(self) -> None:
        if self._is_accepting:
            self._is_accepting = False
            self._poll.unregister(self._listener.fileno())

    def _accept_again(self) -> None:
        if not self._is_accepting and len(self._clients) < self._most_clients:
            self._is_accepting = True
            # A connection wakes one of us and not all.
            self._poll.register(self._listener.fileno(), select.EPOLLIN | select.EPOLLEXCLUSIVE)

    def _tick(self) -> None:
        """Do what is due each second: the date, whoever waited for too long."""
        self._next_tick = self.now + TICK_SECONDS
        date = f"Date: {formatdate(usegmt=True)}\r\nServer: obole\r\n".encode()
        self.start_of_page = b"HTTP/1.1 200 OK\r\n" + date
        self.start_of_unmodified = b"HTTP/1.1 304 Not Modified\r\n" + date
        for client in [each for each in self._clients if each.deadline < self.now]:
            client.expire()
        self._leave_who_holds_much()
        if self.is_stopping:
            self._close_idle()
        else:
            self._accept_again()

    def _leave_who_holds_much(self) -> None:
        """Close the slow senders who hold the most, while all hold more than there is room for."""
        held = sum(client.held_bytes for client in self._clients)
        if held <= MOST_HELD_BYTES:
            return
        for client in sorted(self._clients, key=lambda each: each.held_bytes, reverse=True):
            held -= client.held_bytes
            client.close()
            if held <= MOST_HELD_BYTES:
                break

    def watch(self, each: Watched, mask: int) -> None:
        """Wait for this from now on; nothing changes if it is waited for already."""
        number = each.socket.fileno()
        if number < 0:
            return
        if number not in self._watched:
            each.mask = mask
            self._watched[number] = each
            self._poll.register(number, mask)
        elif each.mask != mask:
            each.mask = mask
            self._poll.modify(number, mask)

    def forget(self, each: Watched) -> None:
        """Close a connection and wait for it no more; doing so twice does nothing more."""
        number = each.socket.fileno()
        if number < 0:
            return
        if self._watched.pop(number, None) is not None:
            self._poll.unregister(number)
        each.socket.close()
        if isinstance(each, Client):
            self._clients.discard(each)

    def call_later(self, seconds: float, each: Watched) -> None:
        """Let it go on after so many seconds, with nothing to read or write."""
        heapq.heappush(self._later, (self.now + seconds, next(self._numbers), each))

    def note_page(self, wish: Wish, status: int) -> None:
        """Write the access line of a baked page, where such lines are wanted."""
        if self._has_access_lines:
            method = "HEAD" if wish.is_head else "GET"
            logger.info("%s %s %d", method, wish.path, status)

    def note_refusal(self, status: int) -> None:
        """Write a line for what was refused here, where such lines are wanted."""
        if self._has_access_lines:
            logger.info("refused: %d", status)
