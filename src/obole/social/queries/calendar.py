"""A month or a week of posts: what went out, what waits, and the articles that go live."""

from calendar import Calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from obole.newsroom.models import ArticlePage
from obole.newsroom.queries.desk import scheduled_articles
from obole.social.models import Delivery
from obole.social.rules.vocabulary import DeliveryState, Operation

# A month of a busy newsroom on ten channels; beyond it the log is the place to look.
MOST_POSTS: Final = 2_000
_OVER: Final = (DeliveryState.CANCELLED, DeliveryState.DROPPED)


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day of the calendar."""

    date: date
    is_of_month: bool
    posts: list[Delivery] = field(default_factory=list)
    articles: list[ArticlePage] = field(default_factory=list)


def month_of(first: date, *, channel_id: int | None = None) -> Sequence[Sequence[Day]]:
    """Return the weeks of the month that begins on `first`, from Monday to Sunday."""
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    days = {
        each: Day(date=each, is_of_month=each.month == first.month)
        for week in weeks
        for each in week
    }
    _fill(days, channel_id)
    return [[days[each] for each in week] for week in weeks]


def week_of(monday: date, *, channel_id: int | None = None) -> Sequence[Day]:
    """Return the seven days that begin on `monday`."""
    days = {
        each: Day(date=each, is_of_month=True)
        for each in (monday + timedelta(days=number) for number in range(7))
    }
    _fill(days, channel_id)
    return list(days.values())


def moment_of(post: Delivery) -> datetime:
    """Return when a post ended, or is to go."""
    return post.ended_at or post.send_at


def _fill(days: Mapping[date, Day], channel_id: int | None) -> None:
    begin, end = _midnight(min(days)), _midnight(max(days) + timedelta(days=1))
    for post in _posts(begin, end, channel_id):
        days[timezone.localdate(moment_of(post))].posts.append(post)
    for article in scheduled_articles().filter(scheduled_at__gte=begin, scheduled_at__lt=end):
        days[timezone.localdate(article.scheduled_at)].articles.append(article)


def _posts(begin: datetime, end: datetime, channel_id: int | None) -> Sequence[Delivery]:
    posts = (
        Delivery.objects.filter(operation=Operation.CREATE)
        .exclude(state__in=_OVER)
        .filter(
            Q(ended_at=None, send_at__gte=begin, send_at__lt=end)
            | Q(ended_at__gte=begin, ended_at__lt=end)
        )
    )
    if channel_id is not None:
        posts = posts.filter(channel_id=channel_id)
    rows = posts.select_related("channel").order_by(Coalesce("ended_at", "send_at"), "pk")
    return list(rows[:MOST_POSTS])


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
