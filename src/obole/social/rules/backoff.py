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
