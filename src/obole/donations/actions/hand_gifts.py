"""A gift without a form: a cheque in the post, cash in a box, what an intermediary collected."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from obole.donations.actions.donors import find_or_make_named
from obole.donations.actions.numbering import new_key
from obole.donations.actions.recording import (
    NothingGiven,
    ReferenceUsed,
    make_gift_by_hand,
    record_money,
)
from obole.donations.models import Campaign, Donor, Gift, Movement
from obole.donations.rules.entries import HAND_ACCOUNTS
from obole.donations.rules.vocabulary import Means, MoveKind
from obole.kernel.money import Money

# A transfer that no statement told: its line, once it is read, has a source of its own.
SOURCES: Final = {
    Means.CHEQUE: "cheque",
    Means.CASH: "cash",
    Means.TRANSFER: "desk",
    Means.INTERMEDIARY: "intermediary",
}


@dataclass(frozen=True, kw_only=True)
class HandGift:
    """What somebody writes down of a gift that has arrived."""

    means: Means
    amount: Money
    day: date
    reference: str = ""
    """Of the cheque, the slip, the intermediary's list: the same again is the same gift."""
    email: str = ""
    name: str = ""
    """As it stands on the cheque; empty for nobody known."""
    intermediary: str = ""
    language: str = "fr"


@transaction.atomic
def record_gift(*, campaign: Campaign, gift: HandGift, now: datetime) -> Gift:
    """Record a gift with its money at once, and return it.

    The same reference again, of the same means, returns the gift that stands; without a reference
    each call is another gift. Raise NothingGiven, WrongCurrency or ReferenceUsed.
    """
    source = SOURCES[gift.means]
    if gift.amount.minor_units <= 0:
        raise NothingGiven(f"{gift.amount} is nothing to record.")
    if gift.reference and (known := _known(source, gift.reference)):
        if known.amount != gift.amount or known.gift.campaign_id != campaign.pk:
            raise ReferenceUsed(f"{known} stands in the books already, with {known.amount}.")
        return known.gift
    made = make_gift_by_hand(
        campaign=campaign,
        donor=_donor_of(gift, now=now),
        means=gift.means,
        amount=gift.amount,
        language=gift.language,
        intermediary=gift.intermediary,
        now=now,
    )
    movement = record_money(
        gift=made,
        source=source,
        reference=gift.reference or f"by-hand-{new_key()}",
        amount=gift.amount,
        day=gift.day,
        account=HAND_ACCOUNTS[source],
        now=now,
    )
    made.refresh_from_db()
    assert movement.gift_id == made.pk, "The money of a new gift went to another."
    return made


def _known(source: str, reference: str) -> Movement | None:
    return (
        Movement.objects.select_related("gift")
        .filter(source=source, kind=MoveKind.PAYMENT, reference=reference, corrected_at=None)
        .first()
    )


def _donor_of(gift: HandGift, *, now: datetime) -> Donor | None:
    if not gift.email and not gift.name:
        return None
    return find_or_make_named(email=gift.email, name=gift.name, language=gift.language, now=now)
