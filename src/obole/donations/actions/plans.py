"""Recurring gifts: what a provider says of them, and what donors and the desk ask of it."""

from datetime import datetime

from django.db import transaction

from obole.donations.actions.asking import make_request, send_now, withdraw
from obole.donations.actions.ending import mark_ended
from obole.donations.events import PlanFailed
from obole.donations.models import Plan, ProviderRequest
from obole.donations.rules.gateway import GatewayDown, PlanReport
from obole.donations.rules.vocabulary import PlanState
from obole.foundation.facts import emit
from obole.kernel.money import Money

BY_PROVIDER = "provider"
BY_DONOR = "donor"


class PlanOver(ValueError):
    """The recurring gift has ended: nothing of it can be changed."""


@transaction.atomic
def link_plan(*, report: PlanReport, gateway: str) -> Plan | None:
    """Return the plan that a report speaks of, and remember its reference; None if not ours."""
    plan = _locked(report, gateway=gateway)
    if plan is not None and not plan.reference:
        plan.reference = report.reference
        plan.save(update_fields=["reference"])
    return plan


@transaction.atomic
def note_plan(*, report: PlanReport, gateway: str) -> Plan | None:
    """Write down where a plan stands. One that has ended stays ended, whatever comes late."""
    plan = _locked(report, gateway=gateway)
    if plan is None or plan.state == PlanState.ENDED:
        return plan
    _note_amount(plan, report.amount)
    if report.ended_at is not None:
        mark_ended(plan=plan, by=BY_PROVIDER, at=report.ended_at)
        return plan
    if report.is_failing and plan.state == PlanState.ACTIVE:
        _fail(plan)
    elif report.is_active and not report.is_failing:
        plan.state = PlanState.ACTIVE
    plan.save(update_fields=["state", "amount_minor_units", "fee_cover_minor_units"])
    return plan


def end_plan(*, plan: Plan, by: str, now: datetime) -> Plan:
    """End a recurring gift, and return it as it then stands. Twice is once.

    Goes over the network: call it outside any transaction. Raise GatewayRefused; or GatewayDown
    where the provider does not answer: a task then asks again, with the same key, until it does.
    """
    with transaction.atomic():
        locked = Plan.objects.select_for_update().get(pk=plan.pk)
        if locked.state == PlanState.ENDED:
            return locked
        # A standing order at a bank, or an order that never reached the provider.
        if not locked.gateway or not locked.reference:
            mark_ended(plan=locked, by=by, at=now)
            return locked
        request = make_request(
            kind=ProviderRequest.Kind.END_PLAN,
            key=f"end-{locked.key}",
            plan=locked,
            by=by,
            now=now,
        )
    if not send_now(request=request, now=now):
        raise GatewayDown(f"{locked.gateway} does not answer; it is asked again.")
    locked.refresh_from_db()
    return locked


def change_plan_amount(*, plan: Plan, amount: Money, now: datetime, by: str = BY_DONOR) -> str:
    """Ask for another amount from the next instalment on; what covers fees keeps its proportion.

    Return an address where the donor must agree first, empty when none is needed. Goes over the
    network: call it outside any transaction. Raise PlanOver, GatewayRefused, or GatewayDown where
    the provider does not answer: it is not asked again, since the donor may choose otherwise.
    """
    with transaction.atomic():
        locked = Plan.objects.select_for_update().get(pk=plan.pk)
        if locked.state == PlanState.ENDED:
            raise PlanOver(locked.key)
        cover = _cover_for(locked, amount)
        if not locked.gateway:
            _write_amount(locked, amount, cover)
            return ""
        request = _change_request(locked, amount, cover, by=by, now=now)
    if not send_now(request=request, now=now):
        withdraw(request=request, now=now)
        raise GatewayDown(f"{locked.gateway} does not answer.")
    request.refresh_from_db()
    return request.answer_url


def _change_request(
    plan: Plan, amount: Money, cover: Money, *, by: str, now: datetime
) -> ProviderRequest:
    changes = plan.requests.filter(kind=ProviderRequest.Kind.CHANGE_PLAN)
    return make_request(
        kind=ProviderRequest.Kind.CHANGE_PLAN,
        key=f"change-{plan.key}-{changes.count() + 1}",
        plan=plan,
        amount=amount + cover,
        fee_cover=cover,
        by=by,
        now=now,
    )


def _cover_for(plan: Plan, amount: Money) -> Money:
    if not plan.fee_cover_minor_units:
        return Money.zero(amount.currency)
    share = amount.minor_units * plan.fee_cover_minor_units
    return Money(-(-share // plan.amount_minor_units), amount.currency)


def _write_amount(plan: Plan, amount: Money, cover: Money) -> None:
    plan.amount_minor_units = amount.minor_units
    plan.fee_cover_minor_units = cover.minor_units
    plan.save(update_fields=["amount_minor_units", "fee_cover_minor_units"])


def _note_amount(plan: Plan, total: Money) -> None:
    """Take over an amount that was changed at the provider's; the cover is of the amount first."""
    if total.currency != plan.currency or total == plan.to_pay:
        return
    cover = min(plan.fee_cover_minor_units, total.minor_units)
    plan.amount_minor_units = total.minor_units - cover
    plan.fee_cover_minor_units = cover


def _fail(plan: Plan) -> None:
    plan.state = PlanState.FAILING
    latest = plan.gifts.order_by("-pk").first()
    if latest is not None:
        emit(PlanFailed(plan_id=plan.pk, gift_id=latest.pk))


def _locked(report: PlanReport, *, gateway: str) -> Plan | None:
    plans = Plan.objects.select_for_update().filter(gateway=gateway)
    return (
        plans.filter(reference=report.reference).first()
        or plans.filter(key=report.order_key, reference="").first()
    )
