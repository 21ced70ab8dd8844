"""Many receipts: those of a year, by the desk, a command or the schedule. Each is a transaction.

So a run that was stopped goes on where it was: what has a receipt is not on the list any more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, islice
from typing import Final

from django.utils import timezone

from obole.donations.models import Donor, Gift
from obole.receipts.actions.issuing import (
    IssuerIncomplete,
    NotIssuable,
    NotSwitchedOn,
    issue_for_gifts,
    issue_receipt,
)
from obole.receipts.models import Receipt
from obole.receipts.queries.facts import donor_of
from obole.receipts.queries.issuing import issuer_details, issuing_mode
from obole.receipts.queries.receipts import gifts_without_receipt
from obole.receipts.rules.issuing import Mode, Timing
from obole.receipts.rules.scheme import Grouping, Obstacle

AUTOMATIC: Final = "obole"
# Debits of late December settle in the first days of the year; cheques are posted late.
FIRST_DAY_IN_JANUARY: Final = 15
JANUARY: Final = 1
# The schedule has other things to do: the rest follows an hour later.
MOST_A_RUN: Final = 500


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one receipt of a batch."""

    gifts: tuple[Gift, ...]
    receipt: Receipt | None
    obstacles: tuple[Obstacle, ...] = ()


def issue_batch(*, year: int, grouping: Grouping, by: str, now: datetime) -> Iterator[Outcome]:
    """Issue what waits for the gifts of a year, one after the other, and say what became of each.

    Raise NotSwitchedOn and IssuerIncomplete before the first.
    """
    for gifts in waiting_groups(year=year, grouping=grouping):
        try:
            receipt = issue_for_gifts(gifts=gifts, grouping=grouping, by=by, now=now)
        except NotIssuable as reason:
            yield Outcome(gifts=tuple(gifts), receipt=None, obstacles=reason.obstacles)
        else:
            yield Outcome(gifts=tuple(gifts), receipt=receipt)


def waiting_groups(*, year: int, grouping: Grouping) -> list[Sequence[Gift]]:
    """Return the gifts that wait for a receipt, those of one receipt together."""
    gifts = gifts_without_receipt(year=year)
    if grouping is Grouping.GIFT:
        return [[gift] for gift in gifts]
    by_donor = sorted(gifts, key=lambda gift: (_key(donor_of(gift)), gift.currency))
    together = groupby(by_donor, key=lambda gift: (_key(donor_of(gift)), gift.currency))
    return [list(each) for _, each in together]


def _key(donor: Donor | None) -> int:
    return donor.pk if donor else 0


def issue_at_settlement(*, gift: Gift, now: datetime) -> Receipt | None:
    """Issue the receipt of a gift that has just settled, where that was decided and can be done.

    What stands in the way is seen in the desk: the gift stays on the list. Twice is once.
    """
    details = issuer_details()
    if details is None or details.timing != Timing.AT_SETTLEMENT or not gift.wants_receipt:
        return None
    try:
        return issue_receipt(gift=gift, by=AUTOMATIC, now=now)
    except (NotSwitchedOn, IssuerIncomplete, NotIssuable):
        return None


def issue_in_january(*, now: datetime) -> int:
    """Issue receipts for the gifts of last year, where that was decided; return how many.

    From the 15th on, at most 500 a run. A gift that settles later waits in the desk.
    """
    details, today = issuer_details(), timezone.localdate(now)
    if details is None or details.timing != Timing.IN_JANUARY or issuing_mode() is not Mode.OWN:
        return 0
    if not _is_january(today):
        return 0
    batch = issue_batch(year=today.year - 1, grouping=Grouping.YEAR, by=AUTOMATIC, now=now)
    try:
        issued = (each for each in batch if each.receipt is not None)
        return sum(1 for _ in islice(issued, MOST_A_RUN))
    except IssuerIncomplete:
        return 0


def _is_january(today: date) -> bool:
    return today.month == JANUARY and today.day >= FIRST_DAY_IN_JANUARY
