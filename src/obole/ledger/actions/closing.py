"""A year of the books is closed, for good."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from obole.ledger.actions.checking import check_all_books
from obole.ledger.actions.posting import take_the_pen
from obole.ledger.models import BooksCheck, ClosedYear
from obole.ledger.queries.entries import end_of_chain


class YearNotOver(ValueError):
    """The year is not over yet: what happens in it could not be posted any more."""


class BooksUnsound(Exception):
    """Something is wrong with the books: a year is not closed over it. `check` says what."""

    def __init__(self, check: BooksCheck) -> None:
        super().__init__(f"The books have {len(check.problems)} faults.")
        self.check = check


def close_year(*, year: int, by: str, now: datetime) -> ClosedYear:
    """Close the books of a year and of all before it, and return what was written down.

    From then on no entry can have a day of these years; there is no way back, corrections are
    dated in the open year. All entries are checked first. `by` is who closes it, by name. Closing
    a closed year returns how it was closed. Raise YearNotOver and BooksUnsound.
    """
    closed = ClosedYear.objects.filter(year__gte=year).order_by("year").first()
    if closed is not None:
        return closed
    if year >= timezone.localdate(now).year:
        raise YearNotOver(f"{year} is not over yet.")
    check = check_all_books(now=now)
    if check.problems:
        raise BooksUnsound(check)
    with transaction.atomic():
        take_the_pen()
        number, digest = end_of_chain()
        closing, _ = ClosedYear.objects.get_or_create(
            year=year,
            defaults={
                "closed_at": now,
                "closed_by": by[:150],
                "last_number": number,
                "digest": digest,
            },
        )
    return closing
