"""A provider's report of a payment: what is missing is posted, and the gift's state follows."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from obole.donations.actions.movements import done_of, post_move
from obole.donations.actions.orders import gift_for, is_stale_attempt, names_a_payment
from obole.donations.actions.problems import keep_problem, solve_by_itself
from obole.donations.events import (
    CampaignRecounted,
    DisputeOpened,
    GiftChanged,
    GiftFailed,
    GiftPending,
    GiftSettled,
    PlanFailed,
)
from obole.donations.models import Gift, Movement, PaymentProblem, Plan
from obole.donations.queries.meter import GIVEN
from obole.donations.rules.entries import clearing_account
from obole.donations.rules.gateway import Move, PaymentReport
from obole.donations.rules.lifecycle import Done, Missing, OtherCurrency, missing_moves, state_of
from obole.donations.rules.vocabulary import GiftState, MoveKind, PlanState
from obole.foundation.facts import emit

# Two workers may have asked one after the other and write in the other order. Clocks of hosts
# differ by less; a clock that was set back by more must not silence a gift.
OVERTAKEN_WITHIN = timedelta(minutes=5)
# What campaigns count, and what facts of its own announce.
_COUNTED = frozenset((GiftState.PENDING, *GIVEN))
_ANNOUNCED = frozenset((GiftState.PENDING, GiftState.FAILED))


class NotRecorded(Exception):
    """Nothing of the report was posted; a person decides (PaymentProblem)."""


class UnknownOrder(NotRecorded):
    """The payment is of no order of ours."""


class SettlesElsewhere(NotRecorded):
    """The provider settles in a currency that is not the campaign's."""


def record_report(*, report: PaymentReport, gateway: str, now: datetime) -> Gift:
    """Post what a report tells and the books do not know; return its gift.

    The report again posts nothing. `now` is when the provider was asked. What would take more
    than is left of the gift is not posted, and kept for the treasurer. Raise UnknownOrder or
    SettlesElsewhere, which are kept as well if money has moved.
    """
    try:
        with transaction.atomic():
            gift = _record(report, gateway=gateway, now=now)
            solve_by_itself(gateway=gateway, reference=report.reference, now=now)
            return gift
    except UnknownOrder:
        if report.moves:
            _keep(PaymentProblem.Kind.UNKNOWN_ORDER, report, gateway=gateway, now=now)
        raise
    except OtherCurrency as refusal:
        _keep(PaymentProblem.Kind.OTHER_CURRENCY, report, gateway=gateway, now=now)
        raise SettlesElsewhere(str(refusal)) from refusal


def _keep(
    kind: PaymentProblem.Kind,
    report: PaymentReport,
    *,
    gateway: str,
    now: datetime,
    gift: Gift | None = None,
) -> None:
    moves = ", ".join(f"{move.kind} {move.amount}" for move in report.moves)
    keep_problem(
        kind=kind, gateway=gateway, reference=report.reference, text=moves, now=now, gift=gift
    )


def _record(report: PaymentReport, *, gateway: str, now: datetime) -> Gift:
    gift = gift_for(report, gateway=gateway)
    if gift is None:
        raise UnknownOrder(f"{gateway} {report.reference} is of no order of ours.")
    if is_stale_attempt(gift, report):
        return gift
    done = done_of(gift)
    was_paid = _is_paid(done)
    missing = missing_moves(report, done, currency=gift.campaign.currency)
    posted = _post(gift, missing, done, gateway=gateway, now=now)
    _keep_refused(gift, missing, report, gateway=gateway, now=now)
    before = gift.state
    _note(gift, report, posted, done, now=now)
    if gift.plan is not None:
        _note_plan(gift.plan, report, has_paid=_has_paid(posted))
    _announce(gift, posted, was=before, was_paid=was_paid)
    return gift


def _post(
    gift: Gift, missing: Missing, done: list[Done], *, gateway: str, now: datetime
) -> list[Movement]:
    account = clearing_account(gateway)
    return [
        post_move(gift=gift, move=move, done=done, source=gateway, account=account, now=now)
        for move in missing.moves
    ]


def _keep_refused(
    gift: Gift, missing: Missing, report: PaymentReport, *, gateway: str, now: datetime
) -> None:
    for move in missing.refused:
        keep_problem(
            kind=PaymentProblem.Kind.MORE_THAN_GIVEN,
            gateway=gateway,
            reference=move.reference,
            text=_words(move, report),
            now=now,
            gift=gift,
        )


def _words(move: Move, report: PaymentReport) -> str:
    return f"{move.kind} {move.amount} ({report.reference})"


def _is_paid(done: list[Done]) -> bool:
    return any(each.kind is MoveKind.PAYMENT for each in done)


def _has_paid(posted: list[Movement]) -> bool:
    return any(movement.kind == MoveKind.PAYMENT for movement in posted)


def _note(
    gift: Gift,
    report: PaymentReport,
    posted: list[Movement],
    done: list[Done],
    *,
    now: datetime,
) -> None:
    is_paid = _is_paid(done)
    if is_paid or not _is_overtaken(gift, now=now):
        gift.state = state_of(
            done,
            report.standing,
            currency=gift.campaign.currency,
            is_lost=report.dispute_is_lost or gift.state == GiftState.RETURNED,
        )
        gift.failure = "" if is_paid else report.failure[:100]
        gift.checked_at = now
    if names_a_payment(report):
        gift.payment_reference = report.reference
    gift.means = report.means
    for movement in posted:
        if movement.kind == MoveKind.PAYMENT and gift.settled_at is None:
            gift.settled_at = movement.moved_at
            gift.paid_on = timezone.localdate(movement.moved_at)
    gift.save(
        update_fields=[
            "state",
            "failure",
            "checked_at",
            "payment_reference",
            "means",
            "settled_at",
            "paid_on",
        ]
    )


def _is_overtaken(gift: Gift, *, now: datetime) -> bool:
    """Tell whether a report that was asked for later has been recorded already."""
    last = gift.checked_at
    return last is not None and now < last < now + OVERTAKEN_WITHIN


def _note_plan(plan: Plan, report: PaymentReport, *, has_paid: bool) -> None:
    changed = []
    if report.plan_reference and not plan.reference:
        plan.reference = report.plan_reference
        changed.append("reference")
    if has_paid and plan.state in (PlanState.BEGUN, PlanState.FAILING):
        plan.state = PlanState.ACTIVE
        changed.append("state")
    if changed:
        plan.save(update_fields=changed)


def _announce(gift: Gift, posted: list[Movement], *, was: str, was_paid: bool) -> None:
    for movement in posted:
        _announce_movement(gift, movement, is_first=not was_paid)
        was_paid = was_paid or movement.kind == MoveKind.PAYMENT
    if gift.state == GiftState.PENDING and was != GiftState.PENDING:
        emit(GiftPending(gift_id=gift.pk))
    if gift.state == GiftState.FAILED and was != GiftState.FAILED:
        emit(GiftFailed(gift_id=gift.pk))
        _announce_plan(gift)
    is_told = gift.state in _ANNOUNCED or any(each.kind != MoveKind.FEE for each in posted)
    if gift.state != was and not is_told and {was, gift.state} & _COUNTED:
        emit(CampaignRecounted(campaign_id=gift.campaign_id))


def _announce_movement(gift: Gift, movement: Movement, *, is_first: bool) -> None:
    if movement.kind == MoveKind.FEE:
        return
    fact = GiftSettled if is_first else GiftChanged
    emit(fact(gift_id=gift.pk, campaign_id=gift.campaign_id, entry_id=movement.entry_id))
    if movement.kind == MoveKind.DISPUTE:
        emit(DisputeOpened(gift_id=gift.pk))


def _announce_plan(gift: Gift) -> None:
    plan = gift.plan
    if plan is None or plan.state not in (PlanState.ACTIVE, PlanState.FAILING):
        return
    plan.state = PlanState.FAILING
    plan.save(update_fields=["state"])
    emit(PlanFailed(plan_id=plan.pk, gift_id=gift.pk))


def end_gift(*, gift_id: int, now: datetime) -> bool:
    """End a gift whose session ran out before anything was paid; False if something was."""
    waiting = Gift.objects.filter(
        pk=gift_id, state=GiftState.BEGUN, movements=None, payment_reference=""
    )
    return waiting.update(state=GiftState.ENDED, checked_at=now) == 1
