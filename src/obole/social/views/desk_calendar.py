"""The calendar: a month of posts. What waits is dragged to another day, or moved by its form."""

from datetime import date, datetime, timedelta
from typing import Any

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
from obole.social.models import Delivery
from obole.social.queries.calendar import month_of
from obole.social.queries.channels import standing_channels
from obole.social.queries.words import DELIVERY_STATES, word
from obole.social.views.desk_permissions import RELEASE, may_release, may_see
from obole.social.views.desk_screen import SocialScreen

_DECEMBER = 12


@method_decorator(may_see, name="dispatch")
class CalendarView(SocialScreen, TemplateView):
    """Shows a month."""

    template_name = "social/desk/calendar.html"
    page_title = gettext_lazy("Calendar of posts")
    header_icon = "calendar"

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        today = timezone.localdate(clock.now())
        first = _month(self.request.GET.get("month", "")) or today.replace(day=1)
        wanted = self.request.GET.get("channel", "")
        channel_id = int(wanted) if wanted.isdecimal() else None
        may_move = self.request.user.has_perm(RELEASE)
        return {
            **super().get_context_data(**named),
            "first": first,
            "today": today,
            "before": (first - timedelta(days=1)).replace(day=1),
            "after": _next_month(first),
            "weeks": [
                [(day, [_shown(post, may_move=may_move) for post in day.posts]) for day in week]
                for week in month_of(first, channel_id=channel_id)
            ],
            "channels": standing_channels(),
            "channel_id": channel_id,
            "may_move": may_move,
        }


@require_POST
@may_release
def move_to_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a post that waits go on another day, at the same hour."""
    delivery = get_object_or_404(Delivery, pk=pk)
    day = _day(request.POST.get("day", ""))
    if day is None:
        messages.error(request, _("Choose a day."))
        return redirect("social_calendar")
    hour = timezone.localtime(delivery.send_at).time()
    moment = timezone.make_aware(datetime.combine(day, hour))
    try:
        moving.move_delivery(delivery=delivery, send_at=moment, now=clock.now())
    except moving.NotWaiting:
        messages.error(request, _("It does not wait any more: nothing was moved."))
    else:
        messages.success(request, _("“%(title)s” has its new day.") % {"title": delivery.title})
    return redirect(f"{reverse('social_calendar')}?month={day:%Y-%m}")


def _shown(post: Delivery, *, may_move: bool) -> dict[str, Any]:
    return {
        "row": post,
        "at": post.ended_at or post.send_at,
        "state": word(DELIVERY_STATES, post.state),
        "is_movable": may_move and post.state in moving.MOVABLE,
    }


def _next_month(first: date) -> date:
    if first.month == _DECEMBER:
        return date(first.year + 1, 1, 1)
    return date(first.year, first.month + 1, 1)


def _month(written: str) -> date | None:
    return _day(f"{written}-01") if written else None


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
