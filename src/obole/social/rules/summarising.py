"""When the mail on posts goes: each morning, or on Mondays."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

# Before the first conference; an hour that no change of the clocks skips or doubles.
HOUR: Final = time(7)


class Rhythm(StrEnum):
    """How often somebody wants the mail."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"


def last_hour(rhythm: Rhythm, *, local_now: datetime) -> datetime | None:
    """Return when the mail went last, or should have; None for who wants none.

    `local_now` is in the newsroom's time zone, and so is what is returned.
    """
    if rhythm is Rhythm.NEVER:
        return None
    day = local_now.date()
    if local_now.time() < HOUR:
        day -= timedelta(days=1)
    if rhythm is Rhythm.WEEKLY:
        day -= timedelta(days=day.weekday())
    return datetime.combine(day, HOUR, tzinfo=local_now.tzinfo)
