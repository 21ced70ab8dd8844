"""The treasurer decides what a line of a bank statement is; nothing is decided without them.

A gift's money is posted by `recording`. Money that is no gift (rent, salaries) is left out of the
books of donations: they are not the whole accounts of a newsroom. See `bank_money` for the rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from obole.accounts.models import User
from obole.donations.actions.deciding_lines import (
    SOURCE,
    Kind,
    LineDecided,
    NothingDecided,
    State,
    decide,
    locked_line,
)
from obole.donations.actions.recording import (
    WrongCurrency,
    correct,
    make_gift_by_hand,
    record_money,
)
from obole.donations.models import Campaign, Cheque, DepositSlip, Donor, Gift, Plan, StatementLine
from obole.donations.queries.lines import sure_gifts
from obole.donations.rules.vocabulary import GiftState, Means, Rhythm
from obole.ledger.actions.posting import reverse_entry
from obole.ledger.queries.years import open_day
from obole.ledger.rules.chart import BANK, UNMATCHED

MOST_AT_ONCE: Final = 200
"""Of lines that one press confirms, each in a transaction: some seconds of work."""


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """What became of lines that were confirmed together."""

    matched: int
    left: int
    """Decided by somebody else meanwhile, or of another currency than the campaign."""


@transaction.atomic
def match_line(*, line: StatementLine, gift: Gift, by: User, now: datetime) -> StatementLine:
    """Say that the money is of this gift; what arrived counts, whatever was promised.

    A gift that has its money already gets another one like it: a standing order, or somebody who
    gave twice. Raise LineDecided, WrongDirection, and what `record_money` raises.
    """
    locked = locked_line(line, comes=True, also=State.ASIDE)
    movement = record_money(
        gift=gift,
        source=SOURCE,
        reference=locked.key,
        amount=locked.amount,
        day=locked.day,
        # What was set aside stands on an account of its own, and leaves it for the gift.
        account=UNMATCHED if locked.state == State.ASIDE else BANK,
        now=now,
    )
    locked.gift = movement.gift
    return decide(locked, kind=Kind.GIFT, entry=movement.entry, by=by, now=now)


@transaction.atomic
def match_new_gift(  # noqa: PLR0913 - all that a person says of it
    *,
    line: StatementLine,
    campaign: Campaign,
    donor: Donor | None,
    by: User,
    now: datetime,
    rhythm: Rhythm = Rhythm.ONCE,
    wants_receipt: bool = False,
) -> StatementLine:
    """Say that the money is a gift that nobody had announced, or the first of a standing order.

    A standing order needs a donor. Raise as `match_line` does.
    """
    assert donor is not None or rhythm is Rhythm.ONCE, "A standing order is somebody's."
    locked = locked_line(line, comes=True, also=State.ASIDE)
    gift = make_gift_by_hand(
        campaign=campaign,
        donor=donor,
        means=Means.TRANSFER,
        amount=locked.amount,
        language=donor.language if donor else "fr",
        wants_receipt=wants_receipt,
        now=now,
    )
    if donor is not None and rhythm is not Rhythm.ONCE:
        gift.plan = Plan.objects.create(
            key=gift.key,
            campaign=campaign,
            donor=donor,
            amount_minor_units=gift.amount_minor_units,
            currency=gift.currency,
            rhythm=rhythm,
            means=Means.TRANSFER,
            language=gift.language,
            begun_at=now,
        )
        gift.save(update_fields=["plan"])
    return match_line(line=locked, gift=gift, by=by, now=now)


@transaction.atomic
def ignore_line(*, line: StatementLine, reason: str, by: User, now: datetime) -> StatementLine:
    """Say that the line is no gift, and why. Nothing is posted. Raise LineDecided."""
    locked = locked_line(line)
    locked.reason = reason[:200]
    return decide(locked, kind=Kind.UNKNOWN, entry=None, state=State.IGNORED, by=by, now=now)


def confirm_sure(*, line_ids: Iterable[int], by: User, now: datetime) -> Confirmed:
    """Match those of the lines that carry the reference of a gift, each in a transaction.

    A line without one is left as it was. Twice is once.
    """
    wanted = list(line_ids)[:MOST_AT_ONCE]
    lines = list(
        StatementLine.objects.filter(pk__in=wanted, state=State.OPEN).order_by("day", "pk")
    )
    gifts = sure_gifts(lines)
    matched = 0
    for line in lines:
        if line.pk not in gifts:
            continue
        try:
            match_line(line=line, gift=gifts[line.pk], by=by, now=now)
        except (LineDecided, WrongCurrency):
            continue
        matched += 1
    return Confirmed(matched=matched, left=len(wanted) - matched)


@transaction.atomic
def undo_line(*, line: StatementLine, by: User, now: datetime) -> StatementLine:
    """Take the last decision about a line back: what it posted is reversed, what it found is free.

    Raise NothingDecided, or what `correct` raises where money of the gift has gone back since.
    """
    locked = StatementLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if locked.state == State.OPEN:
        raise NothingDecided(f"Nothing was decided about {locked}.")
    _undo_entry(locked, by=by, now=now)
    locked.tries += 1
    locked.gift, locked.reason = None, ""
    if locked.kind == Kind.GIFT and locked.aside_entry is not None:
        # It is again what it was before: money that is to be identified.
        return decide(
            locked, kind=Kind.ASIDE, entry=locked.aside_entry, state=State.ASIDE, by=by, now=now
        )
    locked.aside_entry = None
    return decide(locked, kind=Kind.UNKNOWN, entry=None, state=State.OPEN, by=by, now=now)


def _undo_entry(line: StatementLine, *, by: User, now: datetime) -> None:
    if line.entry is None or line.kind in (Kind.PAYOUT, Kind.GIVEN_BACK):
        # The entry was there before: it stands without the line.
        return
    if line.kind in (Kind.GIFT, Kind.BOUNCED):
        assert line.gift is not None, "A gift was matched without one."
        correct(
            movement=line.entry.movement,
            reason="Relevé bancaire : rapprochement annulé",
            by=str(by),
            now=now,
        )
        Cheque.objects.filter(gift=line.gift).update(bounced_on=None)
        _end_if_made_here(line.gift)
        return
    DepositSlip.objects.filter(line=line).update(line=None)
    reverse_entry(
        entry=line.entry,
        reference=f"{SOURCE}:reversal:{line.key}:{line.tries}",
        day=open_day(day=line.day),
        text="Relevé bancaire : rapprochement annulé",
        now=now,
    )


def _end_if_made_here(gift: Gift) -> None:
    """End a gift that no form has announced and that has no money: nobody waits for it."""
    gift.refresh_from_db()
    if gift.form_key is None and gift.state == GiftState.BEGUN and gift.plan_id is None:
        gift.state = GiftState.ENDED
        gift.save(update_fields=["state"])
