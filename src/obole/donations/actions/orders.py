"""Which gift of ours a provider's report speaks of; a renewal is a new gift of its plan."""

from datetime import datetime

from obole.donations.actions.movements import locked_gift
from obole.donations.actions.numbering import free_number, new_key
from obole.donations.actions.problems import keep_problem
from obole.donations.models import Gift, PaymentProblem, Plan
from obole.donations.rules.gateway import PaymentReport
from obole.donations.rules.vocabulary import GiftState, Standing

_HAS_NO_MONEY = frozenset({GiftState.BEGUN, GiftState.PENDING, GiftState.FAILED, GiftState.ENDED})
_NOT_BEGUN = frozenset({Standing.OPEN, Standing.EXPIRED})


def gift_for(report: PaymentReport, *, gateway: str) -> Gift | None:
    """Return the gift of a payment, locked; made anew for a renewal. None if it is not ours."""
    plan = _locked_plan(report, gateway=gateway)
    if plan is not None:
        return _gift_of_plan(plan, report)
    order = Gift.objects.filter(gateway=gateway, key=report.order_key).first()
    if order is not None:
        # The order is locked before its payments are looked up: of two workers, one waits.
        return _gift_of_order(locked_gift(order.pk), report)
    return _known(report, gateway=gateway)


def _locked_plan(report: PaymentReport, *, gateway: str) -> Plan | None:
    plans = Plan.objects.select_for_update().filter(gateway=gateway)
    if report.plan_reference:
        plan = plans.filter(reference=report.plan_reference).first()
        if plan is not None:
            return plan
    return plans.filter(key=report.order_key).first() if report.order_key else None


def _known(report: PaymentReport, *, gateway: str) -> Gift | None:
    known = Gift.objects.filter(gateway=gateway, payment_reference=report.reference).first()
    return None if known is None else locked_gift(known.pk)


def _gift_of_order(order: Gift, report: PaymentReport) -> Gift:
    """Return the gift of an order: itself, unless another payment of the order has paid it."""
    if report.reference == order.payment_reference or not order.payment_reference:
        return order
    known = _known(report, gateway=order.gateway)
    if known is not None:
        return known
    if order.state in _HAS_NO_MONEY or not report.moves:
        return order
    keep_problem(
        kind=PaymentProblem.Kind.PAID_TWICE,
        gateway=order.gateway,
        reference=report.reference,
        text=f"{order.number}: {order.payment_reference}, {report.reference}",
        now=report.made_at,
        gift=order,
    )
    return _another_like(order, made_at=report.made_at)


def is_stale_attempt(gift: Gift, report: PaymentReport) -> bool:
    """Tell whether the report is of an attempt that another payment of the gift has overtaken."""
    if report.reference == gift.payment_reference or not gift.payment_reference or report.moves:
        return False
    if report.standing in _NOT_BEGUN:
        return True
    is_on_its_way = gift.state not in _HAS_NO_MONEY or gift.state == GiftState.PENDING
    return is_on_its_way and report.standing is Standing.FAILED


def names_a_payment(report: PaymentReport) -> bool:
    """Tell whether the reference is of a payment that was tried, and not just of a session."""
    return bool(report.moves) or report.standing not in _NOT_BEGUN


def _gift_of_plan(plan: Plan, report: PaymentReport) -> Gift:
    known = _known(report, gateway=plan.gateway)
    if known is not None:
        return known
    first = plan.gifts.filter(payment_reference="", state__in=_HAS_NO_MONEY).order_by("pk").first()
    if first is not None:
        return locked_gift(first.pk)
    if not names_a_payment(report):
        latest = plan.gifts.order_by("-pk").first()
        if latest is not None:
            return locked_gift(latest.pk)
    return instalment_of(plan, begun_at=report.made_at, gateway=plan.gateway)


def instalment_of(plan: Plan, *, begun_at: datetime, gateway: str = "") -> Gift:
    """Make the gift of another instalment, as the donor wanted the first one."""
    latest = plan.gifts.order_by("-pk").first()
    return Gift.objects.create(
        key=new_key(),
        number=free_number(),
        campaign=plan.campaign,
        donor=plan.donor.merged_into or plan.donor,
        plan=plan,
        amount_minor_units=plan.amount_minor_units,
        fee_cover_minor_units=plan.fee_cover_minor_units,
        currency=plan.currency,
        means=plan.means,
        gateway=gateway,
        is_public=plan.is_public,
        shown_name=plan.shown_name,
        wants_receipt=latest.wants_receipt if latest else False,
        language=plan.language,
        page_id=latest.page_id if latest else None,
        begun_at=begun_at,
    )


def _another_like(order: Gift, *, made_at: datetime) -> Gift:
    """Make another gift of the same donor: money came once more."""
    return Gift.objects.create(
        key=new_key(),
        number=free_number(),
        campaign=order.campaign,
        donor=order.donor,
        amount_minor_units=order.amount_minor_units,
        fee_cover_minor_units=order.fee_cover_minor_units,
        currency=order.currency,
        means=order.means,
        gateway=order.gateway,
        is_public=order.is_public,
        shown_name=order.shown_name,
        wants_receipt=order.wants_receipt,
        language=order.language,
        begun_at=made_at,
    )


def another_gift_like(order: Gift, *, made_at: datetime) -> Gift:
    """Make another gift of the same donor, or of the same plan: money came once more."""
    if order.plan is not None:
        return instalment_of(order.plan, begun_at=made_at, gateway=order.gateway)
    return _another_like(order, made_at=made_at)
