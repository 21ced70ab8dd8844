"""When a task that failed is tried again. Pure arithmetic."""

from datetime import timedelta

# Ten attempts at these delays span almost a day: long enough for another service's outage,
# short enough that somebody hears of it while it is still news.
ATTEMPT_LIMIT = 10
FIRST_DELAY = timedelta(seconds=15)
DELAY_FACTOR = 4
LONGEST_DELAY = timedelta(hours=6)
# A quarter either way, so that a thousand tasks that failed together do not return together.
JITTER_SHARE = 0.25


def retry_delay(*, attempts: int, chance: float) -> timedelta | None:
    """Return how long to wait after so many failed attempts, or None to give up.

    `chance` is a random number between 0 and 1; it spreads the delay by the jitter.
    """
    if attempts >= ATTEMPT_LIMIT:
        return None
    growth: int = DELAY_FACTOR ** max(attempts - 1, 0)
    delay = min(FIRST_DELAY * growth, LONGEST_DELAY)
    return delay * (1 + JITTER_SHARE * (2 * chance - 1))
