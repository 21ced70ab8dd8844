"""Money without a provider: cheques, cash, transfers on a statement, what an intermediary pays."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from obole.donations.actions.movements import done_of, locked_gift, post_move
from obole.donations.actions.numbering import free_number, new_key
from obole.donations.actions.orders import another_gift_like
from obole.donations.events import GiftChanged, GiftSettled
from obole.donations.models import Campaign, Donor, Gift, Movement
from obole.donations.rules.entries import HAND_ACCOUNTS
from obole.donations.rules.gateway import Move
from obole.donations.rules.lifecycle import Done, MoreThanGiven, check_fits, left_of, state_of
from obole.donations.rules.vocabulary import Means, MoveKind, PlanState, Standing
from obole.foundation.facts import emit
from obole.kernel.money import Money
from obole.ledger.actions.posting import reverse_entry
from obole.ledger.queries.years import open_day
from obole.ledger.rules.chart import BANK

SOURCE_OF_MEANS = {
    Means.CHEQUE: "cheque",
    Means.CASH: "cash",
    Means.TRANSFER: "statement",
    Means.INTERMEDIARY: "intermediary",
}


class NothingGiven(ValueError):
    """The amount is zero or less."""


class WrongCurrency(ValueError):
    """The money is not of the campaign's currency: it is exchanged first, then recorded."""


class ReferenceUsed(ValueError):
    """Another amount, or money for another campaign, stands in the books under this reference."""


class NotByHand(ValueError):
    """The movement was told by a provider: what it tells next corrects it, nobody else."""


def make_gift_by_hand(  # noqa: PLR0913 - all that a person may enter
    *,
    campaign: Campaign,
    donor: Donor | None,
    means: Means,
    amount: Money,
    now: datetime,
    language: str = "fr",
    wants_receipt: bool = False,
    intermediary: str = "",
    shown_name: str = "",
) -> Gift:
    """Make a gift that no form announced. Its money is recorded by `record_money`.

    A `shown_name` makes it public: only for a donor who asked to be named.
    """
    return Gift.objects.create(
        key=new_key(),
        number=free_number(),
        campaign=campaign,
        donor=donor,
        amount_minor_units=amount.minor_units,
        currency=amount.currency,
        means=means,
        language=language,
        wants_receipt=wants_receipt,
        intermediary=intermediary,
        is_public=bool(shown_name),
        shown_name=shown_name,
        begun_at=now,
    )


@transaction.atomic
def record_money(  # noqa: PLR0913 - what a line of a statement or a cheque says
    *,
    gift: Gift,
    source: str,
    reference: str,
    amount: Money,
    day: date,
    account: str,
    now: datetime,
) -> Movement:
    """Record that money of a gift arrived; what arrived counts, whatever was promised.

    `source` is "cheque", "cash", "statement", "intermediary" or "desk"; `reference` is unique
    within it: the same again returns the movement. Money for a gift that is paid already is
    another gift, of the same donor and plan: the movement's. Raise NothingGiven, WrongCurrency,
    ReferenceUsed.
    """
    assert source in HAND_ACCOUNTS, f"{source} is no source of money by hand."
    if amount.minor_units <= 0:
        raise NothingGiven(f"{amount} is nothing to record.")
    locked = locked_gift(gift.pk)
    if amount.currency != locked.campaign.currency:
        raise WrongCurrency(f"The campaign is in {locked.campaign.currency}, not in {amount}.")
    known = _standing(source, MoveKind.PAYMENT, reference)
    if known is not None:
        return _the_same(known, gift=locked, amount=amount)
    done = done_of(locked)
    if any(each.kind is MoveKind.PAYMENT for each in done):
        locked, done = locked_gift(another_gift_like(locked, made_at=now).pk), []
    move = _move(MoveKind.PAYMENT, reference=reference, amount=amount, day=day)
    movement = post_move(gift=locked, move=move, done=done, source=source, account=account, now=now)
    _note(locked)
    emit(GiftSettled(gift_id=locked.pk, campaign_id=locked.campaign_id, entry_id=movement.entry_id))
    return movement


@transaction.atomic
def take_back(  # noqa: PLR0913 - what a bank or a treasurer says
    *,
    movement: Movement,
    kind: MoveKind,
    amount: Money,
    reference: str,
    day: date,
    now: datetime,
    account: str = "",
) -> Movement:
    """Record that money recorded by hand went back: a refund, or a cheque that was returned.

    It leaves the account to which it came unless another is named (a cheque that was cashed
    meanwhile leaves the bank). The same reference again returns the movement. Raise NotByHand,
    NothingGiven, ReferenceUsed or MoreThanGiven.
    """
    assert kind in (MoveKind.REFUND, MoveKind.RETURN), f"{kind} does not take back."
    gift = _locked_by_hand(movement)
    if amount.minor_units <= 0:
        raise NothingGiven(f"{amount} is nothing to take back.")
    known = _standing(movement.source, kind, reference)
    if known is not None:
        return _the_same(known, gift=gift, amount=amount)
    move = _move(kind, reference=reference, amount=amount, day=day)
    done = done_of(gift)
    check_fits(done, move)
    back = post_move(
        gift=gift,
        move=move,
        done=done,
        source=movement.source,
        account=account or account_of(movement),
        now=now,
    )
    _note(gift)
    emit(GiftChanged(gift_id=gift.pk, campaign_id=gift.campaign_id, entry_id=back.entry_id))
    return back


@transaction.atomic
def correct(*, movement: Movement, reason: str, by: str, now: datetime) -> Movement:
    """Take a mistake back: the entry is reversed, the movement counts no more and is kept.

    Doing it twice is doing it once. Its reference is free again. Raise NotByHand, or
    MoreThanGiven if more has gone back since than would be left.
    """
    gift = _locked_by_hand(movement)
    movement.refresh_from_db()
    if movement.corrected_at is not None:
        return movement
    rest = [each for each in done_of(gift) if not _is(each, movement)]
    if left_of(rest, movement.currency).is_negative:
        raise MoreThanGiven(f"Money of {gift.number} has gone back: correct that first.")
    entry = reverse_entry(
        entry=movement.entry,
        reference=f"{movement.source}:reversal:{movement.entry.reference}"[:200],
        day=open_day(day=timezone.localdate(now)),
        text=reason[:200],
        now=now,
    )
    movement.corrected_at = now
    movement.corrected_by = by[:150]
    movement.correction = reason[:200]
    movement.save(update_fields=["corrected_at", "corrected_by", "correction"])
    _note(gift)
    emit(GiftChanged(gift_id=gift.pk, campaign_id=gift.campaign_id, entry_id=entry.pk))
    return movement


def account_of(movement: Movement) -> str:
    """Return the account to which money of a movement by hand came."""
    line = movement.entry.lines.filter(debit__gt=0).order_by("pk").first()
    return line.account_id if line is not None else BANK


def _locked_by_hand(movement: Movement) -> Gift:
    if movement.source not in HAND_ACCOUNTS:
        raise NotByHand(f"{movement} was told by a provider.")
    return locked_gift(movement.gift_id)


def _is(done: Done, movement: Movement) -> bool:
    return (done.kind, done.reference) == (movement.kind, movement.reference)


def _standing(source: str, kind: MoveKind, reference: str) -> Movement | None:
    return Movement.objects.filter(
        source=source, kind=kind, reference=reference, corrected_at=None
    ).first()


def _the_same(known: Movement, *, gift: Gift, amount: Money) -> Movement:
    if known.amount != amount or not _is_of_the_same(known.gift, gift):
        raise ReferenceUsed(f"{known} stands in the books already, with {known.amount}.")
    return known


def _is_of_the_same(known: Gift, gift: Gift) -> bool:
    """Tell whether it is the gift, or one that was made because the gift was paid already."""
    if known.pk == gift.pk:
        return True
    is_donors = known.donor_id is not None and known.donor_id == gift.donor_id
    return is_donors and (known.campaign_id, known.plan_id) == (gift.campaign_id, gift.plan_id)


def _move(kind: MoveKind, *, reference: str, amount: Money, day: date) -> Move:
    # At noon: in no time zone is that another day than the one that was written.
    moment = datetime.combine(day, time(12), tzinfo=timezone.get_current_timezone())
    nothing = Money.zero(amount.currency)
    return Move(kind=kind, reference=reference, amount=amount, fee=nothing, at=moment)


def _note(gift: Gift) -> None:
    gift.state = state_of(done_of(gift), Standing.OPEN, currency=gift.campaign.currency)
    payment = gift.movements.filter(kind=MoveKind.PAYMENT, corrected_at=None).order_by("pk").first()
    gift.settled_at = payment.moved_at if payment else None
    gift.paid_on = timezone.localdate(payment.moved_at) if payment else None
    gift.save(update_fields=["state", "settled_at", "paid_on"])
    plan = gift.plan
    if payment is not None and plan is not None and plan.state == PlanState.BEGUN:
        plan.state = PlanState.ACTIVE
        plan.save(update_fields=["state"])
