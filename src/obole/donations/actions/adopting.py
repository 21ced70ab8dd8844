"""A payment of no order of ours is money all the same: a treasurer takes it in as a gift."""

from datetime import datetime

from django.db import transaction

from obole.donations.actions.donors import find_or_make_named
from obole.donations.actions.numbering import free_number, new_key
from obole.donations.actions.problems import solve_problem
from obole.donations.actions.settling import record_report
from obole.donations.gateways.registry import gateway_named
from obole.donations.models import Campaign, Donor, Gift, PaymentProblem
from obole.donations.rules.gateway import PaymentReport
from obole.donations.rules.lifecycle import OtherCurrency
from obole.donations.rules.vocabulary import MoveKind
from obole.kernel.money import Money


class NotAPayment(ValueError):
    """The problem is not about a payment whose order is unknown, or nothing was paid."""


def adopt_payment(*, problem: PaymentProblem, campaign: Campaign, by: str, now: datetime) -> Gift:
    """Make a gift to the campaign of a payment whose order is unknown, and post all of it.

    Twice is once. Goes over the network: call it outside any transaction. Raise NotAPayment,
    OtherCurrency, GatewayDown or GatewayRefused.
    """
    if problem.kind != PaymentProblem.Kind.UNKNOWN_ORDER:
        raise NotAPayment(str(problem))
    report = gateway_named(problem.gateway).fetch_payment(problem.reference)
    paid = [move.amount for move in report.moves if move.kind is MoveKind.PAYMENT]
    if not paid:
        raise NotAPayment(str(problem))
    if paid[0].currency != campaign.currency:
        raise OtherCurrency(f"{paid[0]} cannot go to a campaign in {campaign.currency}.")
    with transaction.atomic():
        _make(report, campaign, paid[0], gateway=problem.gateway, now=now)
        # First, with a name: what is recorded solves the rest without one.
        solve_problem(problem=problem, by=by, now=now)
        return record_report(report=report, gateway=problem.gateway, now=now)


def _make(
    report: PaymentReport, campaign: Campaign, paid: Money, *, gateway: str, now: datetime
) -> None:
    Gift.objects.get_or_create(
        gateway=gateway,
        payment_reference=report.reference,
        defaults={
            "key": new_key(),
            "number": free_number(),
            "campaign": campaign,
            "donor": _donor_of(report, now=now),
            "amount_minor_units": paid.minor_units,
            "currency": paid.currency,
            "means": report.means,
            "begun_at": report.made_at,
        },
    )


def _donor_of(report: PaymentReport, *, now: datetime) -> Donor | None:
    if not report.payer_email:
        return None
    return find_or_make_named(email=report.payer_email, name=report.payer_name, now=now)
