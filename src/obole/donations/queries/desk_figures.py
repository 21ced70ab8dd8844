"""How giving does: by month, means and campaign, what recurs, who left, what it costs.

Money is what the books say, in one currency; a month is one of the newsroom's calendar.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, Q, Sum
from django.utils import timezone

from obole.donations.models import Campaign, Movement, Plan
from obole.donations.queries.campaigns import text_of
from obole.donations.rules.ingredients import fund
from obole.donations.rules.vocabulary import MoveKind, PlanState, Rhythm
from obole.kernel.money import Money
from obole.ledger.queries.figures import account_days, fund_totals
from obole.ledger.rules.chart import FEE_COVER, FEES, GIFTS

MONTHS_SHOWN: Final = 13
"""A year, and the same month of the year before."""
_MONTHS_OF_A_YEAR = 12
_COMES = (MoveKind.PAYMENT, MoveKind.REFUND_FAILED, MoveKind.DISPUTE_WON)
_GOES = (MoveKind.REFUND, MoveKind.DISPUTE, MoveKind.RETURN)
_RUNNING = (PlanState.ACTIVE, PlanState.FAILING)


@dataclass(frozen=True, kw_only=True)
class Month:
    """What one month brought."""

    first_day: date
    received: Money
    """For campaigns: net of what went back, without what covers fees."""
    gifts: int
    cover: Money
    fees: Money
    plans_begun: int
    plans_ended: int


@dataclass(frozen=True, kw_only=True)
class Share:
    """What came in one way, or for one campaign."""

    key: str
    """The means, or the title of the campaign."""
    amount: Money
    gifts: int


@dataclass(frozen=True, kw_only=True)
class Recurring:
    """What can be expected each month."""

    plans: int
    monthly: Money
    """A yearly gift counts a twelfth, rounded down."""
    failing: int
    lost_percent: int | None
    """Of those that ran a year ago or began since, which share has ended; None for none."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """All of it: months with the oldest first, shares with the largest first."""

    currency: str
    months: Sequence[Month]
    by_means: Sequence[Share]
    by_campaign: Sequence[Share]
    recurring: Recurring


def currencies() -> list[str]:
    """Return the currencies in which there are campaigns, the most used first."""
    rows = Campaign.objects.order_by("currency").values_list("currency")
    counted = rows.annotate(count=Count("pk")).values_list("currency", "count")
    return [code for code, _ in sorted(counted, key=lambda row: (-row[1], row[0]))] or ["EUR"]


def figures(*, currency: str, now: datetime) -> Figures:
    """Return the figures of the last months, this one included, in ten queries or so."""
    today = timezone.localdate(now)
    months = _months(today)
    return Figures(
        currency=currency,
        months=_by_month(months, currency),
        by_means=_by_means(months[0], currency),
        by_campaign=_by_campaign(currency),
        recurring=_recurring(currency, since=date(today.year - 1, today.month, 1)),
    )


def _months(today: date) -> list[date]:
    count = today.year * _MONTHS_OF_A_YEAR + today.month - 1
    numbers = range(count - MONTHS_SHOWN + 1, count + 1)
    return [date(each // _MONTHS_OF_A_YEAR, each % _MONTHS_OF_A_YEAR + 1, 1) for each in numbers]


def _by_month(months: Sequence[date], currency: str) -> list[Month]:
    amounts = {
        account: _sums(account, currency, since=months[0]) for account in (GIFTS, FEE_COVER, FEES)
    }
    begun, ended = _plans(currency, since=months[0])
    nothing = (Money.zero(currency), 0)
    return [
        Month(
            first_day=month,
            received=amounts[GIFTS].get(month, nothing)[0],
            gifts=amounts[GIFTS].get(month, nothing)[1],
            cover=amounts[FEE_COVER].get(month, nothing)[0],
            fees=-amounts[FEES].get(month, nothing)[0],
            plans_begun=begun.get(month, 0),
            plans_ended=ended.get(month, 0),
        )
        for month in months
    ]


def _sums(account: str, currency: str, *, since: date) -> dict[date, tuple[Money, int]]:
    """Return credits minus debits of an account in each month, and how many gifts."""
    found: dict[date, tuple[Money, int]] = {}
    for day in account_days(account=account, currency=currency, since=since):
        month = day.day.replace(day=1)
        amount, gifts = found.get(month, (Money.zero(currency), 0))
        found[month] = (amount + day.amount, gifts + day.gifts)
    return found


def _plans(currency: str, *, since: date) -> tuple[dict[date, int], dict[date, int]]:
    begun: dict[date, int] = defaultdict(int)
    ended: dict[date, int] = defaultdict(int)
    moment = timezone.make_aware(datetime(since.year, since.month, 1))  # noqa: DTZ001
    plans = Plan.objects.filter(currency=currency).exclude(state=PlanState.BEGUN)
    recent = plans.filter(Q(begun_at__gte=moment) | Q(ended_at__gte=moment))
    for begun_at, ended_at in recent.values_list("begun_at", "ended_at"):
        begun[timezone.localdate(begun_at).replace(day=1)] += 1
        if ended_at is not None:
            ended[timezone.localdate(ended_at).replace(day=1)] += 1
    return begun, ended


def _by_means(since: date, currency: str) -> list[Share]:
    rows = (
        Movement.objects.filter(corrected_at=None, currency=currency)
        .filter(moved_at__date__gte=since)
        .order_by()
        .values("gift__means")
        .annotate(
            came=Sum("amount_minor_units", filter=Q(kind__in=_COMES)),
            went=Sum("amount_minor_units", filter=Q(kind__in=_GOES)),
            gifts=Count("gift", distinct=True, filter=Q(kind=MoveKind.PAYMENT)),
        )
    )
    shares = [
        Share(
            key=row["gift__means"],
            amount=Money(int(row["came"] or 0), currency) - Money(int(row["went"] or 0), currency),
            gifts=row["gifts"],
        )
        for row in rows
    ]
    return sorted(shares, key=lambda each: (-each.amount.minor_units, each.key))


def _by_campaign(currency: str) -> list[Share]:
    campaigns = list(Campaign.objects.filter(currency=currency).prefetch_related("texts"))
    funds = {fund(each.pk): each for each in campaigns}
    if not funds:
        return []
    totals = fund_totals(funds=list(funds), accounts=[GIFTS], currency=currency)
    shares = [
        Share(key=text_of(funds[name], "fr").title, amount=total.amount, gifts=total.gifts)
        for name, total in totals.items()
    ]
    return sorted(shares, key=lambda each: (-each.amount.minor_units, each.key))


def _recurring(currency: str, *, since: date) -> Recurring:
    plans = Plan.objects.filter(currency=currency)
    counts = plans.aggregate(
        monthly=Sum("amount_minor_units", filter=_is_running(Rhythm.MONTHLY)),
        yearly=Sum("amount_minor_units", filter=_is_running(Rhythm.YEARLY)),
        running=Count("pk", filter=Q(state__in=_RUNNING)),
        failing=Count("pk", filter=Q(state=PlanState.FAILING)),
        lost=Count("pk", filter=Q(state=PlanState.ENDED, ended_at__date__gte=since)),
    )
    ever = counts["running"] + counts["lost"]
    return Recurring(
        plans=counts["running"],
        monthly=Money(
            int(counts["monthly"] or 0) + int(counts["yearly"] or 0) // _MONTHS_OF_A_YEAR, currency
        ),
        failing=counts["failing"],
        lost_percent=counts["lost"] * 100 // ever if ever else None,
    )


def _is_running(rhythm: Rhythm) -> Q:
    return Q(state__in=_RUNNING, rhythm=rhythm)
