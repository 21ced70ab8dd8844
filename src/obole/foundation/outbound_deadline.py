"""A limit on the whole time of a fetch, whatever the server does."""

import socket
import threading
import time
from collections.abc import Mapping
from typing import Any


class OutboundFailed(Exception):
    """The fetch did not succeed; the message says why. AddressRefused is raised apart."""


class TooSlow(OutboundFailed):
    """The whole fetch took longer than its limit."""


class Deadline:
    """Ends a fetch on time: a server that sends a byte now and then fools every other timeout."""

    def __init__(self, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._wire: socket.socket | None = None
        self._has_passed = False

    def __enter__(self) -> "Deadline":
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def check(self) -> None:
        """Raise TooSlow once the time is over."""
        if self._has_passed or time.monotonic() >= self._ends_at:
            raise TooSlow("The answer took too long.")

    def remaining_seconds(self) -> float:
        """Return the time that is left, or raise TooSlow."""
        self.check()
        return self._ends_at - time.monotonic()

    def watch(self, step: str, details: Mapping[str, Any]) -> None:
        """Learn the socket from httpx's trace, at connecting and again under TLS."""
        if step in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._wire = details["return_value"].get_extra_info("socket")
            self.check()

    def _cut(self) -> None:
        self._has_passed = True
        if self._wire is not None:
            try:
                self._wire.shutdown(socket.SHUT_RDWR)
            except OSError:
                # The fetch has just closed it: there is nothing left to cut.
                return
