"""Lines that are no single gift: payouts, deposits, what an intermediary paid, what went back.

Each is an entry that is in the books already and is only found again, or has an entry of its own.
"""

from datetime import datetime

from django.db import transaction

from obole.accounts.models import User
from obole.donations.actions.deciding_lines import (
    EntryFound,
    Kind,
    OtherAmount,
    State,
    check_free,
    decide,
    locked_line,
    post_against,
)
from obole.donations.actions.recording import take_back
from obole.donations.models import Cheque, DepositSlip, Movement, Payout, StatementLine
from obole.donations.rules.vocabulary import MoveKind
from obole.ledger.rules.chart import BANK, CASH, CHEQUES, INTERMEDIARIES, UNMATCHED


@transaction.atomic
def match_payout(*, line: StatementLine, payout: Payout, by: User, now: datetime) -> StatementLine:
    """Say that the money is a provider's payout, which is in the books already.

    Raise LineDecided, EntryFound or OtherAmount.
    """
    locked = locked_line(line)
    if payout.currency != locked.currency or payout.amount_minor_units != locked.amount_minor_units:
        raise OtherAmount(f"The payout {payout} is of another amount than the line.")
    check_free(payout.entry)
    return decide(locked, kind=Kind.PAYOUT, entry=payout.entry, by=by, now=now)


@transaction.atomic
def match_slip(*, line: StatementLine, slip: DepositSlip, by: User, now: datetime) -> StatementLine:
    """Say that the money is what the cheques of a deposit slip came to: they are cashed now.

    Raise LineDecided, WrongDirection, EntryFound or OtherAmount.
    """
    locked = locked_line(line, comes=True)
    slip = DepositSlip.objects.select_for_update().get(pk=slip.pk)
    if slip.line_id is not None:
        raise EntryFound(f"The slip {slip} was found on another line.")
    if slip.total != locked.amount:
        raise OtherAmount(f"The slip comes to {slip.total}, the line to {locked.amount}.")
    entry = post_against(locked, kind="deposit", account=CHEQUES, text=f"Remise {slip.pk}", now=now)
    slip.line = locked
    slip.save(update_fields=["line"])
    return decide(locked, kind=Kind.DEPOSIT, entry=entry, by=by, now=now)


@transaction.atomic
def match_cash(*, line: StatementLine, by: User, now: datetime) -> StatementLine:
    """Say that the money is cash that was handed in. Raise LineDecided or WrongDirection."""
    locked = locked_line(line, comes=True)
    entry = post_against(locked, kind="deposit", account=CASH, text="Remise d’espèces", now=now)
    return decide(locked, kind=Kind.DEPOSIT, entry=entry, by=by, now=now)


@transaction.atomic
def match_intermediary(*, line: StatementLine, by: User, now: datetime) -> StatementLine:
    """Say that an intermediary has paid out gifts that were recorded as its own.

    Raise LineDecided or WrongDirection.
    """
    locked = locked_line(line, comes=True)
    text = f"Versement de l’intermédiaire {locked.payer}".strip()
    entry = post_against(locked, kind="payout", account=INTERMEDIARIES, text=text, now=now)
    return decide(locked, kind=Kind.INTERMEDIARY, entry=entry, by=by, now=now)


@transaction.atomic
def set_aside(*, line: StatementLine, by: User, now: datetime) -> StatementLine:
    """Say that the money is a gift of which it is not known yet whose, or for what.

    It stands on the account of receipts to be identified, in no campaign's meter, until it is
    matched. Raise LineDecided or WrongDirection.
    """
    locked = locked_line(line, comes=True)
    entry = post_against(locked, kind="statement", account=UNMATCHED, text="À identifier", now=now)
    locked.aside_entry = entry
    return decide(locked, kind=Kind.ASIDE, entry=entry, state=State.ASIDE, by=by, now=now)


@transaction.atomic
def match_given_back(
    *, line: StatementLine, movement: Movement, by: User, now: datetime
) -> StatementLine:
    """Say that money that went is a refund, which is in the books since it was decided.

    Raise LineDecided, WrongDirection, EntryFound or OtherAmount.
    """
    locked = locked_line(line, comes=False)
    if movement.amount != -locked.amount:
        raise OtherAmount(f"{movement.amount} went back, the line says {locked.amount}.")
    check_free(movement.entry)
    locked.gift = movement.gift
    return decide(locked, kind=Kind.GIVEN_BACK, entry=movement.entry, by=by, now=now)


@transaction.atomic
def match_bounced(*, line: StatementLine, cheque: Cheque, by: User, now: datetime) -> StatementLine:
    """Say that the bank took the money of a cheque back: the gift is none.

    Raise LineDecided, WrongDirection, OtherAmount, and what `take_back` raises.
    """
    locked = locked_line(line, comes=False)
    payment = cheque.gift.movements.get(kind=MoveKind.PAYMENT, corrected_at=None)
    if payment.amount != -locked.amount:
        raise OtherAmount(f"The cheque was of {payment.amount}, the line says {locked.amount}.")
    movement = take_back(
        movement=payment,
        kind=MoveKind.RETURN,
        amount=payment.amount,
        reference=locked.key,
        day=locked.day,
        account=BANK,
        now=now,
    )
    cheque.bounced_on = locked.day
    cheque.save(update_fields=["bounced_on"])
    locked.gift = cheque.gift
    return decide(locked, kind=Kind.BOUNCED, entry=movement.entry, by=by, now=now)
