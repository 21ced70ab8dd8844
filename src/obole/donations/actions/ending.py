"""The end of a recurring gift."""

from datetime import datetime

from obole.donations.events import PlanEnded
from obole.donations.models import Plan
from obole.donations.rules.vocabulary import PlanState
from obole.foundation.facts import emit


def mark_ended(*, plan: Plan, by: str, at: datetime) -> None:
    """Write down that a plan has ended, inside the caller's transaction that locked it.

    Money that still comes is recorded all the same: what arrived counts.
    """
    if plan.state == PlanState.ENDED:
        return
    plan.state = PlanState.ENDED
    plan.ended_at = at
    plan.ended_by = by[:150]
    plan.save(update_fields=["state", "ended_at", "ended_by"])
    emit(PlanEnded(plan_id=plan.pk))
