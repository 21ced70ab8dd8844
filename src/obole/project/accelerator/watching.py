"""What the parts of the accelerator know of each other."""

import socket
from pathlib import Path
from typing import Protocol

from obole.project.accelerator.pages import Pages, Wish


class Watched(Protocol):
    """A connection that the loop waits for."""

    socket: socket.socket
    mask: int

    def ready(self, mask: int) -> None:
        """Go on."""

    def give_up(self) -> None:
        """Close it, and all that hangs on it."""


class Asking(Protocol):
    """The reader's connection, as the exchange behind it sees it."""

    deadline: float
    has_ended: bool
    who_asks: bytes

    @property
    def pending(self) -> int:
        """Bytes that the reader has not taken yet."""

    def send(self, *parts: bytes) -> None:
        """Send these, now or as soon as the reader takes them."""

    def answered(self, *, closes: bool) -> None:
        """Go on with the next request."""

    def refuse(self, status: int) -> None:
        """Answer that nothing comes of it, and end the connection."""

    def finish(self) -> None:
        """End the connection when all is sent."""

    def watch_again(self) -> None:
        """Ask the loop for what is wanted now."""

    def close(self) -> None:
        """Close it."""


class Watching(Protocol):
    """The loop, as its connections see it."""

    now: float
    """Seconds that only grow, read once a turn."""
    pages: Pages
    upstream: Path
    is_stopping: bool
    start_of_page: bytes
    start_of_unmodified: bytes

    def watch(self, each: Watched, mask: int) -> None:
        """Wait for this from now on."""

    def forget(self, each: Watched) -> None:
        """Close a connection and wait for it no more."""

    def call_later(self, seconds: float, each: Watched) -> None:
        """Let it go on after so many seconds."""

    def note_page(self, wish: Wish, status: int) -> None:
        """Write the access line of a baked page."""

    def note_refusal(self, status: int) -> None:
        """Write a line for what was refused."""
