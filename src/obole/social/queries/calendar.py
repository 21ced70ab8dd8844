"""A month of posts: those that went out, those that wait, and the articles that go live."""

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Q
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
    begin, end = _midnight(weeks[0][0]), _midnight(weeks[-1][-1] + timedelta(days=1))
    for post in _posts(begin, end, channel_id):
        days[timezone.localdate(post.ended_at or post.send_at)].posts.append(post)
    for article in scheduled_articles().filter(scheduled_at__gte=begin, scheduled_at__lt=end):
        days[timezone.localdate(article.scheduled_at)].articles.append(article)
    return [[days[each] for each in week] for week in weeks]


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
    return list(posts.select_related("channel").order_by("send_at", "pk")[:MOST_POSTS])


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
