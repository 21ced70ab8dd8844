"""A notice is a hint: the provider is asked for the whole, and what it says is recorded.

Everything here goes over the network first, outside any transaction, and then writes in one.
"""

import logging
from collections.abc import Mapping
from datetime import datetime

from obole.donations.actions.payouts import record_payout
from obole.donations.actions.plans import link_plan, note_plan
from obole.donations.actions.problems import keep_problem
from obole.donations.actions.settling import NotRecorded, end_gift, record_report
from obole.donations.gateways.registry import gateway_named
from obole.donations.models import Gift, PaymentProblem
from obole.donations.rules.gateway import About, Hint, PlanReport, UnknownToGateway

logger = logging.getLogger(__name__)


def receive_notice(
    *,
    gateway: str,
    headers: Mapping[str, str],
    body: bytes,
    received_at: datetime,
    now: datetime,
) -> None:
    """Look at what a stored notice speaks of. Its signature is judged as of when it came.

    Raise ForgedNotice, UnreadableNotice, NoGateway, GatewayDown or GatewayRefused.
    """
    provider = gateway_named(gateway)
    notice = provider.read_notice(headers=headers, body=body, now=received_at)
    look(gateway=gateway, hint=notice.hint, now=now)


def look(*, gateway: str, hint: Hint, now: datetime) -> None:
    """Ask the provider about a payment, a recurring gift or a payout, and record what it says.

    What the rules refuse is kept for the treasurer. Raise NoGateway, GatewayDown or GatewayRefused.
    """
    try:
        if hint.about is About.PAYMENT:
            _look_at_payment(gateway, hint.reference, now=now)
        elif hint.about is About.PLAN:
            _look_at_plan(gateway, hint.reference, now=now)
        elif hint.about is About.PAYOUT:
            report = gateway_named(gateway).fetch_payout(hint.reference)
            record_payout(report=report, gateway=gateway, now=now)
    except UnknownToGateway:
        logger.warning("%s knows no %s %s.", gateway, hint.about, hint.reference)


def look_at_gift(*, gift: Gift, now: datetime) -> Gift:
    """Ask the provider about a gift and return it as it then stands.

    A gift without a provider, or without a session there, is returned as it is. Raise NoGateway,
    GatewayDown or GatewayRefused.
    """
    reference = gift.payment_reference or gift.session_reference
    if gift.gateway and reference:
        look(gateway=gift.gateway, hint=Hint(about=About.PAYMENT, reference=reference), now=now)
        gift.refresh_from_db()
    return gift


def _look_at_payment(gateway: str, reference: str, *, now: datetime) -> None:
    try:
        report = gateway_named(gateway).fetch_payment(reference)
    except UnknownToGateway:
        _end_what_nobody_knows(gateway, reference, now=now)
        raise
    try:
        record_report(report=report, gateway=gateway, now=now)
    except NotRecorded as refusal:
        logger.warning("Not recorded: %s", refusal)


def _end_what_nobody_knows(gateway: str, reference: str, *, now: datetime) -> None:
    """End a gift whose session the provider has forgotten, once its time is over."""
    sessions = Gift.objects.filter(
        gateway=gateway, session_reference=reference, session_ends_at__lt=now
    )
    for gift_id in sessions.values_list("pk", flat=True):
        end_gift(gift_id=gift_id, now=now)


def _look_at_plan(gateway: str, reference: str, *, now: datetime) -> None:
    report = gateway_named(gateway).fetch_plan(reference)
    plan = link_plan(report=report, gateway=gateway)
    if plan is None:
        _keep_unknown(report, gateway, now=now)
        return
    # Payments before the state: a refused instalment is then told once, with its gift.
    for payment in _unheard_of(report, gateway):
        _look_at_payment(gateway, payment, now=now)
    note_plan(report=report, gateway=gateway)


def _unheard_of(report: PlanReport, gateway: str) -> list[str]:
    known = Gift.objects.filter(
        gateway=gateway, payment_reference__in=report.payment_references
    ).values_list("payment_reference", flat=True)
    heard_of = set(known)
    return [each for each in report.payment_references if each not in heard_of]


def _keep_unknown(report: PlanReport, gateway: str, *, now: datetime) -> None:
    if not report.payment_references:
        return
    keep_problem(
        kind=PaymentProblem.Kind.UNKNOWN_PLAN,
        gateway=gateway,
        reference=report.reference,
        text=f"{report.rhythm}, {report.amount}",
        now=now,
    )
