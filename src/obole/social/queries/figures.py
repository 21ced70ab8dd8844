"""Posts in figures: sent a day, clicks a day, and what readers did, by channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from obole.social.models import Channel, Delivery, LinkClicks, RemoteFigures
from obole.social.queries.channels import STUCK, standing_channels
from obole.social.rules.vocabulary import DeliveryState, Operation

DAYS_SHOWN: Final = 30


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day."""

    day: date
    sent: int = 0
    stuck: int = 0
    clicks: int = 0


@dataclass(frozen=True, kw_only=True)
class ChannelFigures:
    """One channel over all days that are shown."""

    channel: Channel
    sent: int = 0
    clicks: int = 0
    likes: int = 0
    shares: int = 0
    replies: int = 0


def days_until(now: datetime) -> list[Day]:
    """Return the last days, today the last of them."""
    today = timezone.localdate(now)
    days = [today - timedelta(days=DAYS_SHOWN - 1 - index) for index in range(DAYS_SHOWN)]
    begin = _midnight(days[0])
    posts = Delivery.objects.filter(operation=Operation.CREATE)
    sent = dict(
        posts.filter(state=DeliveryState.SENT, ended_at__gte=begin)
        .annotate(on=TruncDate("ended_at"))
        .values_list("on")
        .annotate(Count("pk"))
        .order_by("on")
    )
    stuck = dict(
        posts.filter(state__in=STUCK, made_at__gte=begin)
        .annotate(on=TruncDate("made_at"))
        .values_list("on")
        .annotate(Count("pk"))
        .order_by("on")
    )
    clicks = dict(
        LinkClicks.objects.filter(day__gte=days[0])
        .values_list("day")
        .annotate(Sum("count"))
        .order_by("day")
    )
    return [
        Day(day=each, sent=sent.get(each, 0), stuck=stuck.get(each, 0), clicks=clicks.get(each, 0))
        for each in days
    ]


def channel_figures(now: datetime) -> Sequence[ChannelFigures]:
    """Return each channel's sums over the posts that were sent in these days."""
    first = timezone.localdate(now) - timedelta(days=DAYS_SHOWN - 1)
    begin = _midnight(first)
    recent = Delivery.objects.filter(
        operation=Operation.CREATE, state=DeliveryState.SENT, ended_at__gte=begin
    )
    sent = dict(recent.values_list("channel").annotate(Count("pk")).order_by("channel"))
    clicks = dict(
        LinkClicks.objects.filter(link__delivery__in=recent.values("pk"))
        .values_list("link__delivery__channel")
        .annotate(Sum("count"))
        .order_by("link__delivery__channel")
    )
    reactions: dict[int, Any] = {
        row["delivery__channel"]: row
        for row in RemoteFigures.objects.filter(delivery__in=recent.values("pk"))
        .values("delivery__channel")
        .annotate(all_likes=Sum("likes"), all_shares=Sum("shares"), all_replies=Sum("replies"))
        .order_by("delivery__channel")
    }
    return [
        ChannelFigures(
            channel=each,
            sent=sent.get(each.pk, 0),
            clicks=clicks.get(each.pk, 0),
            likes=reactions.get(each.pk, {}).get("all_likes") or 0,
            shares=reactions.get(each.pk, {}).get("all_shares") or 0,
            replies=reactions.get(each.pk, {}).get("all_replies") or 0,
        )
        for each in standing_channels()
    ]


def clicks_of(delivery_ids: Sequence[int]) -> dict[int, int]:
    """Return how often the short addresses of these deliveries were followed."""
    return dict(
        LinkClicks.objects.filter(link__delivery_id__in=delivery_ids)
        .values_list("link__delivery_id")
        .annotate(Sum("count"))
        .order_by("link__delivery_id")
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
