"""The sums of a campaign over time, and what moved them last: from the books, without names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from obole.donations.models import Campaign
from obole.donations.queries.campaigns import step_label, steps_of
from obole.donations.rules import ingredients as names
from obole.donations.rules.curve import Day, Point, points_of, reached_on
from obole.foundation.ingredients import use
from obole.foundation.memory import once
from obole.kernel.money import Money
from obole.ledger.models import BooksCheck
from obole.ledger.queries.entries import Behind, entries_behind
from obole.ledger.queries.figures import day_totals
from obole.ledger.rules.chart import GIFTS

MOVEMENTS = 30


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """A step, or the goal, that was reached and still is. `key` never changes."""

    key: str
    amount: Money
    label: str
    """Empty for the goal."""
    day: date


def points(*, campaign: Campaign) -> list[Point]:
    """Return what was there at the end of each day with an entry."""

    def ask() -> list[Point]:
        use(names.campaign_figures(campaign.pk))
        found = day_totals(
            fund=names.fund(campaign.pk), accounts=(GIFTS,), currency=campaign.currency
        )
        days = [Day(day=each.day, amount=each.amount, gifts=each.gifts) for each in found]
        return points_of(days, campaign.currency)

    return once(("points", campaign.pk), ask)


def milestones(*, campaign: Campaign, language: str) -> list[Milestone]:
    """Return the steps that were reached, and the goal if it was, the latest first."""
    use(names.campaign(campaign.pk))
    candidates = [
        (
            f"step-{step.pk}",
            Money(step.amount_minor_units, campaign.currency),
            step_label(step, language),
        )
        for step in steps_of(campaign)
    ]
    if (goal := campaign.goal) is not None:
        candidates.append(("goal", goal, ""))
    found = [
        Milestone(key=key, amount=amount, label=label, day=day)
        for key, amount, label in candidates
        if (day := reached_on(points(campaign=campaign), amount)) is not None
    ]
    return sorted(found, key=lambda each: (each.day, each.amount.minor_units), reverse=True)


def last_movements(*, campaign: Campaign) -> Sequence[Behind]:
    """Return the last entries that moved a campaign's figure, the newest first."""
    use(names.campaign_figures(campaign.pk))
    return entries_behind(
        fund=names.fund(campaign.pk),
        accounts=(GIFTS,),
        currency=campaign.currency,
        limit=MOVEMENTS,
    )


def last_check() -> tuple[datetime, bool] | None:
    """Return when the books were checked last, and whether they were in order."""
    check = BooksCheck.objects.order_by("-checked_at").first()
    return None if check is None else (check.checked_at, not check.problems)
