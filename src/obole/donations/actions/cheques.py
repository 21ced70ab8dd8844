"""Cheques and cash that the treasurer records, and the slips with which cheques go to the bank."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import IntegrityError, transaction

from obole.accounts.models import User
from obole.donations.actions.donors import donor_of_giver
from obole.donations.actions.recording import make_gift_by_hand, record_money
from obole.donations.models import Campaign, Cheque, DepositSlip, Gift, Movement
from obole.donations.queries.cheques import waiting_cheques, worth_of
from obole.donations.rules.entries import HAND_ACCOUNTS
from obole.donations.rules.vocabulary import Means, MoveKind
from obole.donations.rules.wishes import Giver
from obole.kernel.money import Money

MOST_AT_ONCE: Final = 60
"""Of cheques in one form: five screens of a dozen."""
SOURCES: Final = (Means.CHEQUE.value, Means.CASH.value)


class NothingToDeposit(ValueError):
    """None of the cheques waits for a slip: they are handed in, or their gifts were corrected."""


class SlipFound(Exception):
    """The bank has the money of this slip: undo that line of the statement first."""


@dataclass(frozen=True, kw_only=True)
class Handed:
    """A cheque, or cash, as it lies before the treasurer."""

    row: int
    """Of the form: with the form's key it names this gift for good."""
    means: Means
    giver: Giver
    """Without an e-mail address, each is a donor of their own."""
    amount: Money
    day: date
    cheque_number: str = ""
    bank: str = ""
    wants_receipt: bool = False
    gift: Gift | None = None
    """The gift that announced it, if one did."""

    def __post_init__(self) -> None:
        assert self.means in (Means.CHEQUE, Means.CASH), f"{self.means} is not handed over."


def enter_cheques(
    *, rows: Sequence[Handed], campaign: Campaign, form_key: str, language: str, now: datetime
) -> list[Gift]:
    """Record cheques and cash of one form: all of them, or none. Return their gifts.

    The same form_key again returns the gifts that stand, whatever the rows say. Raise what
    `record_money` raises.
    """
    assert len(rows) <= MOST_AT_ONCE, "The form has a limit."
    if known := entered(form_key=form_key):
        return known
    try:
        with transaction.atomic():
            return [
                _enter(row, campaign=campaign, form_key=form_key, language=language, now=now)
                for row in rows
            ]
    except IntegrityError:
        # The second click of two was faster than the first.
        if known := entered(form_key=form_key):
            return known
        raise


def entered(*, form_key: str) -> list[Gift]:
    """Return the gifts that were recorded by this form."""
    rows = Movement.objects.filter(
        source__in=SOURCES, kind=MoveKind.PAYMENT, reference__startswith=f"{form_key}:"
    )
    return [each.gift for each in rows.select_related("gift__donor").order_by("pk")]


@transaction.atomic
def make_slip(*, cheques: Collection[int], by: User, day: date) -> DepositSlip:
    """Put those of the cheques that wait on a deposit slip, and return it.

    Raise NothingToDeposit when none waits: somebody else has made the slip.
    """
    locked = list(waiting_cheques().select_for_update(of=("self",)).filter(pk__in=list(cheques)))
    if not locked:
        raise NothingToDeposit("No cheque waits for a slip.")
    currencies = {cheque.gift.currency for cheque in locked}
    assert len(currencies) == 1, "A bank takes cheques of one currency on a slip."
    currency = currencies.pop()
    slip = DepositSlip.objects.create(
        made_on=day,
        made_by=by,
        currency=currency,
        total_minor_units=Money.total(map(worth_of, locked), currency).minor_units,
    )
    Cheque.objects.filter(pk__in=[cheque.pk for cheque in locked]).update(slip=slip)
    return slip


@transaction.atomic
def dissolve_slip(*, slip: DepositSlip) -> None:
    """Take a slip back that the bank has not booked: its cheques wait again. Raise SlipFound."""
    locked = DepositSlip.objects.select_for_update().get(pk=slip.pk)
    if locked.line_id is not None:
        raise SlipFound(f"The money of slip {locked.pk} is at the bank.")
    Cheque.objects.filter(slip=locked).update(slip=None)
    locked.delete()


def _enter(row: Handed, *, campaign: Campaign, form_key: str, language: str, now: datetime) -> Gift:
    gift = row.gift or make_gift_by_hand(
        campaign=campaign,
        donor=donor_of_giver(giver=row.giver, language=language, now=now),
        means=row.means,
        amount=row.amount,
        language=language,
        wants_receipt=row.wants_receipt,
        now=now,
    )
    source = row.means.value
    movement = record_money(
        gift=gift,
        source=source,
        reference=f"{form_key}:{row.row}",
        amount=row.amount,
        day=row.day,
        account=HAND_ACCOUNTS[source],
        now=now,
    )
    if row.means is Means.CHEQUE:
        Cheque.objects.create(gift=movement.gift, number=row.cheque_number, bank=row.bank)
    return movement.gift
