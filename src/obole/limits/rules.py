"""What a limit is, and in which of its windows a moment lies."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, kw_only=True)
class Limit:
    """At most so many requests from one source in each window of so many seconds.

    Windows begin at fixed times, so twice as many can fall around the border of two.
    """

    name: str
    most: int
    window_seconds: int


def window_of(*, limit: Limit, moment: datetime) -> int:
    """Return the number of the window in which the moment lies."""
    return int(moment.timestamp()) // limit.window_seconds


def window_ends_at(*, limit: Limit, window: int) -> datetime:
    """Return the first moment after a window."""
    return datetime.fromtimestamp((window + 1) * limit.window_seconds, tz=UTC)
