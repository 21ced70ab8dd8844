"""What the books announce."""

from dataclasses import dataclass

from obole.kernel.event import Event


@dataclass(frozen=True)
class BooksFaulty(Event):
    """A check of the books found something wrong that the check before had not found."""

    check_id: int
