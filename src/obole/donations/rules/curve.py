"""The sum of a campaign over time, as a curve that the server draws. Pure.

The curve is a path in a square of a thousand units, stretched to the picture; everything around it
stands in percents, so that its text keeps its size on every screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Final

from obole.kernel.money import Money

SIDE: Final = 1_000
MOST_ROWS: Final = 24
"""Rows of the table: more than two years of months, or three weeks of days."""
HEADROOM: Final = 1_050
"""The highest point stays below the upper edge."""


@dataclass(frozen=True, kw_only=True)
class Day:
    """What a day added; below zero when more went than came."""

    day: date
    amount: Money
    gifts: int


@dataclass(frozen=True, kw_only=True)
class Point:
    """What was there at the end of a day."""

    day: date
    total: Money
    gifts: int


@dataclass(frozen=True, kw_only=True)
class Curve:
    """What the template draws, and the table that says the same."""

    path: str
    """Steps in a square of SIDE units, for the attribute `d`."""
    area: str
    goal_y: str
    """Where the goal stands, « 23.80% » from above; empty when there is none or it is far off."""
    first: date
    last: date
    rows: tuple[Point, ...]


def points_of(days: Sequence[Day], currency: str) -> list[Point]:
    """Return the running sum of days that stand in their order."""
    totals = accumulate((each.amount for each in days), initial=Money.zero(currency))
    gifts = accumulate((each.gifts for each in days), initial=0)
    pairs = zip(days, list(totals)[1:], list(gifts)[1:], strict=True)
    return [Point(day=each.day, total=total, gifts=count) for each, total, count in pairs]


def curve_of(points: Sequence[Point], *, goal: Money | None) -> Curve | None:
    """Return the curve of running sums; None before there is one."""
    if not points:
        return None
    first, last = points[0].day - timedelta(days=1), points[-1].day
    highest = max([1, *(each.total.minor_units for each in points)])
    # A goal that is far off would press the curve flat: then it is only said.
    shows_goal = goal is not None and goal.minor_units <= highest * 4
    top = max(highest, goal.minor_units) if goal is not None and shows_goal else highest
    top = top * HEADROOM // SIDE
    span = (last - first).days

    def x(day: date) -> int:
        return (day - first).days * SIDE // span

    def y(amount: Money) -> int:
        return SIDE - max(amount.minor_units, 0) * SIDE // top

    # A sum stays until the day of the next entry: steps, not slopes.
    steps = "".join(f"H{x(each.day)}V{y(each.total)}" for each in points)
    path = f"M0 {SIDE}{steps}"
    return Curve(
        path=path,
        area=f"{path}V{SIDE}Z",
        goal_y=_percent(y(goal)) if goal is not None and shows_goal else "",
        first=points[0].day,
        last=last,
        rows=tuple(thinned(points)),
    )


def thinned(points: Sequence[Point]) -> list[Point]:
    """Return few enough points for a table: each, or the last of each month, or of each year."""
    if len(points) <= MOST_ROWS:
        return list(points)
    months = list({(each.day.year, each.day.month): each for each in points}.values())
    if len(months) <= MOST_ROWS:
        return months
    return list({each.day.year: each for each in points}.values())


def reached_on(points: Sequence[Point], amount: Money) -> date | None:
    """Return the day on which a sum was reached for good; None when it is not there now."""
    day: date | None = None
    for point in points:
        if point.total < amount:
            day = None
        elif day is None:
            day = point.day
    return day


def _percent(units: int) -> str:
    return f"{units // 10}.{units % 10}%"
