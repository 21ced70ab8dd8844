"""Which years are closed, and where what belongs to one of them is dated instead."""

from datetime import date

from obole.ledger.models import ClosedYear


def is_closed(*, year: int) -> bool:
    """Tell whether the books of a year are closed."""
    return ClosedYear.objects.filter(year=year).exists()


def last_closed_year() -> int | None:
    """Return the latest year whose books are closed."""
    return ClosedYear.objects.order_by("-year").values_list("year", flat=True).first()


def open_day(*, day: date) -> date:
    """Return the day itself if its year is open, or the first day that an entry can have.

    For money that is heard of when the books of its year are closed: it is dated in the open year,
    and the text of the entry says which day it is about.
    """
    closed = last_closed_year()
    if closed is None or day.year > closed:
        return day
    return date(closed + 1, 1, 1)
