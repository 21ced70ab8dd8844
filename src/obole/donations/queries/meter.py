"""What campaigns have received: read from the books, and from nowhere else."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from obole.donations.models import Campaign, Gift
from obole.donations.rules import ingredients as names
from obole.donations.rules.meter import Meter
from obole.donations.rules.vocabulary import GiftState
from obole.foundation.ingredients import use
from obole.foundation.memory import remembered
from obole.kernel.money import Money
from obole.ledger.queries.figures import fund_total
from obole.ledger.rules.chart import GIFTS

GIVEN = (GiftState.SETTLED, GiftState.PARTLY_REFUNDED)
"""States of gifts of which some money is here."""


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """What donors ordered and banks have not sent yet: told apart, and never part of a meter."""

    amount: Money
    gifts: int


def meter_of(*, campaign: Campaign) -> Meter:
    """Return the meter of a campaign as the books stand now."""

    def ask() -> Meter:
        use(names.campaign(campaign.pk), names.campaign_figures(campaign.pk))
        total = fund_total(
            fund=names.fund(campaign.pk), accounts=(GIFTS,), currency=campaign.currency
        )
        goal = campaign.goal
        return Meter(
            received=total.amount,
            gifts=total.gifts,
            goal=goal,
            goal_donors=campaign.goal_donors if goal is None else None,
            # With a million gifts it takes longer than the sum: only where it is the goal.
            donors=donors_of(campaign=campaign) if goal is None else None,
            last_number=total.last_number,
            last_movement_at=total.last_posted_at,
        )

    return remembered(("meter", campaign.pk), ask)


def donors_of(*, campaign: Campaign) -> int:
    """Return how many known donors gave something that is still here.

    Gifts of nobody known (a collecting box, an intermediary that tells no names) count as gifts,
    and not as donors. Two rows that are one person count as one once they were merged.
    """
    use(names.campaign_figures(campaign.pk))
    given = _gifts(campaign).filter(state__in=GIVEN, donor__isnull=False)
    return given.aggregate(donors=Count("donor", distinct=True))["donors"] or 0


def pending_of(*, campaign: Campaign) -> Awaited:
    """Return the debits that banks were told to make and have not made yet."""
    use(names.campaign_figures(campaign.pk))
    return _awaited(campaign, Q(state=GiftState.PENDING))


def pledged_of(*, campaign: Campaign) -> Awaited:
    """Return the transfers and cheques that were promised: for the desk.

    Readers are not shown it: whoever fills in the form could make it say any number.
    """
    return _awaited(campaign, Q(state=GiftState.BEGUN, gateway=""))


def _awaited(campaign: Campaign, condition: Q) -> Awaited:
    found = (
        _gifts(campaign)
        .filter(condition, currency=campaign.currency)
        .aggregate(amount=Sum("amount_minor_units"), gifts=Count("pk"))
    )
    return Awaited(amount=Money(found["amount"] or 0, campaign.currency), gifts=found["gifts"])


def _gifts(campaign: Campaign) -> QuerySet[Gift]:
    return Gift.objects.filter(campaign=campaign).order_by()
