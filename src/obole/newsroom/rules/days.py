"""Days as people say them."""

from datetime import date, timedelta
from enum import Enum


class Day(Enum):
    """How a day in the past is called."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    THIS_YEAR = "this year"
    EARLIER = "earlier"


def called_so_until(day: date, *, today: date) -> date | None:
    """Return the day on which it will be called otherwise; None for never."""
    called = day_called(day, today=today)
    if called in (Day.TODAY, Day.YESTERDAY):
        return today + timedelta(days=1)
    if called is Day.THIS_YEAR:
        return date(today.year + 1, 1, 1)
    # A day to come is "today" when it comes.
    return day if day > today else None


def day_called(day: date, *, today: date) -> Day:
    """Return how to call the day; a day to come is called by its date and year."""
    if day == today:
        return Day.TODAY
    if day == today - timedelta(days=1):
        return Day.YESTERDAY
    return Day.THIS_YEAR if day.year == today.year and day < today else Day.EARLIER
