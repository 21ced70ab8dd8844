"""The calendar: posts by month, or by week and hour. What waits is dragged, or moved by a form."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from obole.foundation import clock
from obole.social.actions import moving
from obole.social.forms.articles import PlaceForm
from obole.social.models import Delivery
from obole.social.queries.calendar import Day, moment_of, month_of, week_of
from obole.social.queries.channels import standing_channels
from obole.social.queries.words import DELIVERY_STATES, word
from obole.social.views.desk_permissions import RELEASE, may_release, may_see
from obole.social.views.desk_screen import SocialScreen

_DECEMBER = 12
_WEEK = timedelta(days=7)
# As many as the style sheet knows. A channel keeps its own; its name stands beside it.
_HUES = 8
# Dates end at the year 9999, and a month before or after must be one too.
_YEARS = range(1900, 2200)
# No channel has a longer one, and no database takes it.
_NUMBER = re.compile(r"[0-9]{1,18}")
MONTH, WEEK = "month", "week"


class _Calendar(SocialScreen, TemplateView):
    """What month and week have in common."""

    page_title = gettext_lazy("Calendar of posts")
    header_icon = "calendar"
    shows = MONTH

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        today = timezone.localdate(clock.now())
        first = self.first_day(_day(self.request.GET.get("day", "")) or today)
        wanted = self.request.GET.get("channel", "")
        channel_id = int(wanted) if _NUMBER.fullmatch(wanted) else None
        before, after = self.neighbours(first)
        return {
            **super().get_context_data(**named),
            "shows": self.shows,
            "first": first,
            "today": today,
            "pages": {
                "before": _address(self.shows, before, channel_id),
                "after": _address(self.shows, after, channel_id),
                "today": _address(self.shows, today, channel_id),
                "month": _address(MONTH, first, channel_id),
                "week": _address(WEEK, self.day_of_week(first, today), channel_id),
            },
            "tabs": _tabs(self.shows, first, channel_id),
            "channel_id": channel_id,
            "may_move": self.request.user.has_perm(RELEASE),
            "place_form": PlaceForm(initial={"shows": self.shows, "channel": channel_id}),
            **self.shown(first, channel_id),
        }

    def entries(self, posts: Sequence[Delivery]) -> list[dict[str, Any]]:
        """Return posts as the templates show them."""
        may_move = self.request.user.has_perm(RELEASE)
        return [
            {
                "row": post,
                "at": moment_of(post),
                "hue": _hue(post.channel_id),
                "state": word(DELIVERY_STATES, post.state),
                "is_movable": may_move and post.state in moving.MOVABLE,
            }
            for post in posts
        ]

    def first_day(self, day: date) -> date:
        """Return the day on which what is shown begins."""
        return day.replace(day=1)

    def neighbours(self, first: date) -> tuple[date, date]:
        """Return a day of the page before, and one of the page after."""
        return first - timedelta(days=1), _next_month(first)

    def day_of_week(self, first: date, today: date) -> date:
        """Return the day whose week is shown by the link to it."""
        is_this_month = (today.year, today.month) == (first.year, first.month)
        return today if is_this_month else first

    def shown(self, first: date, channel_id: int | None) -> dict[str, Any]:
        """Return the days."""
        weeks = month_of(first, channel_id=channel_id)
        return {"weeks": [[(day, self.entries(day.posts)) for day in week] for week in weeks]}


@method_decorator(may_see, name="dispatch")
class MonthView(_Calendar):
    """Shows a month."""

    template_name = "social/desk/calendar.html"


@method_decorator(may_see, name="dispatch")
class WeekView(_Calendar):
    """Shows a week, hour by hour."""

    template_name = "social/desk/week.html"
    shows = WEEK

    def first_day(self, day: date) -> date:
        """Return the Monday."""
        return day - timedelta(days=day.weekday())

    def neighbours(self, first: date) -> tuple[date, date]:
        """Return the Mondays before and after."""
        return first - _WEEK, first + _WEEK

    def day_of_week(self, first: date, today: date) -> date:
        """Return this week's."""
        return first

    def shown(self, first: date, channel_id: int | None) -> dict[str, Any]:
        """Return the days, each with its hours."""
        days = week_of(first, channel_id=channel_id)
        return {
            "last": first + _WEEK - timedelta(days=1),
            "hours": [time(hour) for hour in range(24)],
            "days": [{"day": day, "hours": self._hours(day)} for day in days],
        }

    def _hours(self, day: Day) -> list[dict[str, Any]]:
        entries = self.entries(day.posts)
        return [
            {
                "hour": hour,
                "entries": [each for each in entries if _hour(each["at"]) == hour],
                "articles": [each for each in day.articles if _hour(each.scheduled_at) == hour],
            }
            for hour in range(24)
        ]


@require_POST
@may_release
def move_to_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a post that waits go on another day, at the same hour unless another is said."""
    delivery = get_object_or_404(Delivery, pk=pk)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a day."))
        return redirect("social_calendar")
    place = form.cleaned_data
    moment = timezone.make_aware(
        datetime.combine(place["day"], form.time_after(timezone.localtime(delivery.send_at).time()))
    )
    try:
        moving.move_delivery(delivery=delivery, send_at=moment, now=clock.now())
    except moving.NotWaiting:
        messages.error(request, _("It does not wait any more: nothing was moved."))
    else:
        messages.success(request, _("“%(title)s” has its new hour.") % {"title": delivery.title})
    shows = WEEK if place["shows"] == WEEK else MONTH
    return redirect(f"{_address(shows, place['day'], place['channel'])}#post-{pk}")


def _address(shows: str, day: date, channel_id: int | None) -> str:
    channel = {"channel": channel_id} if channel_id else {}
    name = "social_week" if shows == WEEK else "social_calendar"
    return f"{reverse(name)}?{urlencode({'day': day.isoformat(), **channel})}"


def _tabs(shows: str, first: date, channel_id: int | None) -> list[dict[str, Any]]:
    everything = {"name": "", "is_shown": channel_id is None, "url": _address(shows, first, None)}
    return [
        everything,
        *(
            {
                "name": each.name,
                "hue": _hue(each.pk),
                "is_shown": channel_id == each.pk,
                "url": _address(shows, first, each.pk),
            }
            for each in standing_channels()
        ),
    ]


def _hue(channel_id: int) -> int:
    return channel_id % _HUES


def _hour(moment: datetime) -> int:
    return timezone.localtime(moment).hour


def _next_month(first: date) -> date:
    if first.month == _DECEMBER:
        return date(first.year + 1, 1, 1)
    return date(first.year, first.month + 1, 1)


def _day(written: str) -> date | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if day.year in _YEARS else None
