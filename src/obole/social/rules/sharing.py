"""When an article that does not age is shared again by itself."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

# By the clocks where the newsroom is: nobody reads at night, and nobody is there to answer.
FIRST_HOUR: Final = 8
LAST_HOUR: Final = 20


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How often an article is shared again, how many times at most, and until when."""

    every_days: int
    most: int
    until: date | None
    """The last day."""


def is_due(
    terms: Terms, *, done: int, last_at: datetime | None, published_at: datetime, now: datetime
) -> bool:
    """Tell whether an article is to be shared now: `now` is by the newsroom's clocks.

    The first time counts from its publication, each further one from the last.
    """
    if done >= terms.most or not FIRST_HOUR <= now.hour < LAST_HOUR:
        return False
    if terms.until is not None and now.date() > terms.until:
        return False
    # A day at least, whatever the row says.
    return now - (last_at or published_at) >= timedelta(days=max(terms.every_days, 1))
