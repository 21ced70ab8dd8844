"""Days as people say them."""

from datetime import date, timedelta
from enum import Enum


class Day(Enum):
    """How a day in the past is called."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    THIS_YEAR = "this year"
    EARLIER = "earlier"


def day_called(day: date, *, today: date) -> Day:
    """Return how to call the day; a day to come is called by its date and year."""
    if day == today:
        return Day.TODAY
    if day == today - timedelta(days=1):
        return Day.YESTERDAY
    return Day.THIS_YEAR if day.year == today.year and day < today else Day.EARLIER
