"""When a channel rests: a network that fails again and again is left alone for a while."""

from datetime import datetime, timedelta
from typing import Final

FAILURES_ALLOWED: Final = 5
FIRST_REST: Final = timedelta(minutes=15)
LONGEST_REST: Final = timedelta(hours=6)


def rest_after(*, failures_in_row: int) -> timedelta | None:
    """Return how long a channel rests after so many failures in a row; None: not yet.

    A quarter of an hour after the fifth, then twice as long each time, up to six hours.
    """
    beyond = failures_in_row - FAILURES_ALLOWED
    if beyond < 0:
        return None
    # Thirty doublings are beyond any rest; more would be beyond what can be computed.
    doublings: int = 2 ** min(beyond, 30)
    return min(FIRST_REST * doublings, LONGEST_REST)


def is_resting(*, rests_until: datetime | None, now: datetime) -> bool:
    """Tell whether the channel rests. A rest that no rule gives is of a clock that was wrong."""
    return rests_until is not None and now < rests_until <= now + timedelta(hours=24)


def must_be_probed(*, failures_in_row: int) -> bool:
    """Tell whether a call that changes nothing goes first, now that the rest is over."""
    return failures_in_row >= FAILURES_ALLOWED
