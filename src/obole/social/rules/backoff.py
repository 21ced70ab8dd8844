"""How long is waited before the next try, and before the next look."""

from datetime import timedelta
from typing import Final

# Most failures last seconds, the others hours; whoever is asked by many should be asked apart.
DELAYS: Final = tuple(
    timedelta(seconds=seconds) for seconds in (30, 120, 600, 1_800, 7_200, 21_600, 43_200)
)
SHORTEST: Final = timedelta(seconds=1)
# What a network says is believed, but not for ever.
LONGEST_TOLD: Final = timedelta(hours=24)
# A post can take a while until a network's own lists show it: three looks, each later.
LOOKS: Final = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 120))
# Of a network that throttles again as soon as the pause it told is over.
LONGEST_GROWN: Final = timedelta(minutes=15)
# Tries end a day after the post was to go: then a person decides.
GIVE_UP_AFTER: Final = timedelta(hours=24)


def wait_before_try(*, tries: int, chance: float) -> timedelta:
    """Return how long to wait after so many tries; `chance` is a random number from 0 to 1.

    Anything between nothing and the delay ("full jitter"), so that many that failed together
    are not tried together.
    """
    assert tries > 0, "The first try waits for nothing."
    longest = DELAYS[min(tries, len(DELAYS)) - 1]
    return max(SHORTEST, longest * chance)


def wait_as_told(seconds: float) -> timedelta:
    """Return how long to wait where the network says it, never longer than a day."""
    return timedelta(seconds=min(max(seconds, 1.0), LONGEST_TOLD.total_seconds()))


def pause_when_throttled(*, told: timedelta, times_in_row: int) -> timedelta:
    """Return how long a channel rests that was throttled so often without an answer between.

    As told, but each time at least twice as long: "in no time" may be said without end.
    """
    assert times_in_row > 0, "It is throttled just now."
    # Fifteen doublings are beyond any pause.
    doublings: int = 2 ** min(times_in_row - 1, 15)
    return max(told, min(SHORTEST * doublings, LONGEST_GROWN))
