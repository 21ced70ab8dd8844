"""The books are checked: what is new every few minutes, everything once a day."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction

from obole.foundation.facts import emit
from obole.ledger.actions.summing import sum_days
from obole.ledger.events import BooksFaulty
from obole.ledger.models import BooksCheck
from obole.ledger.queries.entries import end_of_chain
from obole.ledger.queries.proving import (
    Witness,
    all_faults,
    entry_faults,
    last_check,
    last_sound_check,
    unguarded_tables,
    witness_faults,
)
from obole.ledger.rules.faults import Fault

# More than a screen of faults is one fault.
MOST_FAULTS_KEPT = 40
# Checks of everything are kept for good: each is a witness of what the books said.
SMALL_CHECKS_ARE_KEPT = timedelta(days=7)


def check_books(*, now: datetime) -> BooksCheck:
    """Bring the sums of days up to date, and compute the entries since the last check anew.

    What the last check of everything found stands in each check until one of everything finds it
    mended. BooksFaulty is emitted when something is wrong that was not before.
    """
    sum_days()
    end = _end()
    last = last_sound_check()
    seen = Witness(number=last.entries, digest=last.digest) if last else Witness()
    faults = list(witness_faults(seen=seen))
    if not faults:
        faults = _first(entry_faults(after=seen, until=end.number))
    whole = last_check(is_whole=True)
    known = [Fault.from_json(each) for each in whole.problems] if whole else []
    return _keep([*known, *faults, *unguarded_tables()], end=end, is_whole=False, now=now)


def check_all_books(*, now: datetime) -> BooksCheck:
    """Compute every entry, every sum and the chain of digests anew; the same consequences.

    Small checks of last week are forgotten.
    """
    sum_days()
    end = _end()
    faults = _first(all_faults(until=end.number))
    old = BooksCheck.objects.filter(is_whole=False, checked_at__lt=now - SMALL_CHECKS_ARE_KEPT)
    old.delete()
    return _keep(faults, end=end, is_whole=True, now=now)


def _end() -> Witness:
    number, digest = end_of_chain()
    return Witness(number=number, digest=digest)


def _first(faults: Iterable[Fault | None]) -> list[Fault]:
    return list(islice((each for each in faults if each is not None), MOST_FAULTS_KEPT))


@transaction.atomic
def _keep(faults: list[Fault], *, end: Witness, is_whole: bool, now: datetime) -> BooksCheck:
    problems = [each.to_json() for each in dict.fromkeys(faults)]
    before = last_check()
    check = BooksCheck.objects.create(
        checked_at=now,
        is_whole=is_whole,
        entries=end.number,
        digest=end.digest,
        problems=problems,
    )
    known = before.problems if before else []
    if any(each not in known for each in problems):
        emit(BooksFaulty(check_id=check.pk))
    return check
