"""What a donor asks of the provider of a recurring gift, and what is said when that fails."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from obole.donations.actions.plans import PlanOver, change_plan_amount, end_plan
from obole.donations.gateways.registry import NoGateway, gateway_named
from obole.donations.models import Plan
from obole.donations.rules.gateway import GatewayDown, GatewayRefused
from obole.foundation import clock
from obole.kernel.money import Money

BY_DONOR = "donor"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What became of a wish."""

    problem: str = ""
    """What went wrong, in words for the donor; nothing was done then."""
    is_waiting: bool = False
    """The provider did not answer: it is asked again, by a task, until it does."""
    url: str = ""
    """Where the donor must agree first."""


def try_to_end(plan: Plan, *, by: str = BY_DONOR) -> Asked:
    """End a recurring gift."""
    try:
        end_plan(plan=plan, by=by, now=clock.now())
    except GatewayDown:
        return Asked(is_waiting=True)
    except (GatewayRefused, NoGateway):
        return Asked(
            problem=_(
                "The payment provider refuses, so your recurring gift has not ended. Please write "
                "to us: we end it with them, and give back what they take meanwhile."
            )
        )
    return Asked()


def try_to_change(plan: Plan, *, amount: Money) -> Asked:
    """Take another amount from the next instalment on."""
    try:
        url = change_plan_amount(plan=plan, amount=amount, by=BY_DONOR, now=clock.now())
    except PlanOver:
        return Asked(problem=_("This recurring gift has ended meanwhile."))
    except GatewayDown:
        problem = _(
            "The payment provider does not answer. Nothing has changed: please try again in a few "
            "minutes."
        )
        return Asked(problem=problem)
    except (GatewayRefused, NoGateway):
        return Asked(problem=_("The payment provider refuses this amount. Nothing has changed."))
    return Asked(url=url)


def mending_address(plan: Plan, *, back_url: str) -> str:
    """Return where the provider lets the donor change the card; empty if it does not say."""
    try:
        return gateway_named(plan.gateway).mend_url(plan.reference, back_url=back_url)
    except (GatewayDown, GatewayRefused, NoGateway):
        return ""
