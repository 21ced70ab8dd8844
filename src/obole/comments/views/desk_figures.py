"""The report "Figures": how long comments wait, how many come and are held, who holds rightly."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from obole.comments.queries.figures import DAYS_SHOWN, Day, figures
from obole.comments.views.desk_permissions import may_moderate
from obole.foundation import clock
from obole.kernel.charts import Chart, Series, chart

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# Up to here the smaller unit says more.
_MINUTES_UP_TO, _HOURS_UP_TO = timedelta(minutes=90), timedelta(hours=48)


def said_of_wait(wait: timedelta | None) -> str:
    """Return a span of time in words, in one unit; a dash for none."""
    if wait is None:
        return "—"
    if wait < _MINUTES_UP_TO:
        count = round(wait / _MINUTE)
        return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}
    if wait < _HOURS_UP_TO:
        count = round(wait / _HOUR)
        return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}
    count = round(wait / _DAY)
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


@method_decorator(may_moderate, name="dispatch")
class FiguresView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """Shows the figures of the last days, as charts and as a table."""

    template_name = "comments/desk/figures.html"
    page_title = gettext_lazy("Figures of the comments")
    header_icon = "table"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        waiting = {"url": reverse("comments_queue"), "label": _("Comments")}
        return [*self.breadcrumbs_items, waiting, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the template shows."""
        found = figures(now=clock.now())
        names = [date_format(each.day, "d/m") for each in found.days]
        return {
            **super().get_context_data(**kwargs),
            "days_shown": DAYS_SHOWN,
            "rows": [
                {
                    "day": each,
                    "waited_usually": said_of_wait(each.waited_usually),
                    "waited_long": said_of_wait(each.waited_long),
                }
                for each in reversed(found.days)
            ],
            "detectors": found.detectors,
            "volume": _volume(found.days, names),
            "waiting": _waiting(found.days, names),
            "share": _share(found.days, names),
        }


def _volume(days: Sequence[Day], names: Sequence[str]) -> Chart:
    def said(day: Day, count: int, words: str) -> str:
        return f"{date_format(day.day)}: {words} {count}"

    return chart(
        days=names,
        series=[
            Series(
                kind="all",
                values=[each.written for each in days],
                words=[said(each, each.written, _("written")) for each in days],
            ),
            Series(
                kind="against",
                values=[each.against for each in days],
                words=[said(each, each.against, _("rejected, spam or removed")) for each in days],
            ),
        ],
        top_words=str(max((each.written for each in days), default=0)),
    )


def _waiting(days: Sequence[Day], names: Sequence[str]) -> Chart:
    longest = max((each.waited_long for each in days if each.waited_long), default=None)
    slow = [each.waited_long for each in days]
    usual = [each.waited_usually for each in days]
    return chart(
        days=names,
        series=[_spans("slow", slow, days), _spans("all", usual, days)],
        top_words=said_of_wait(longest),
    )


def _spans(kind: str, waits: Sequence[timedelta | None], days: Sequence[Day]) -> Series:
    return Series(
        kind=kind,
        values=[None if each is None else each.total_seconds() for each in waits],
        words=[
            f"{date_format(day.day)}: {said_of_wait(wait)}"
            for day, wait in zip(days, waits, strict=True)
        ],
    )


def _share(days: Sequence[Day], names: Sequence[str]) -> Chart:
    return chart(
        days=names,
        series=[
            Series(
                kind="all",
                values=[each.held_percent for each in days],
                words=[f"{date_format(each.day)}: {each.held_percent} %" for each in days],
            )
        ],
        top_words="100 %",
        top=100,
    )
