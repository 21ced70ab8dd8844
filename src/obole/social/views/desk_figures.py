"""Figures of posts: sent and clicked, day by day; what readers did, by channel."""

from collections.abc import Sequence
from typing import Any

from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import TemplateView

from obole.foundation import clock
from obole.kernel.charts import Chart, Series, chart
from obole.social.queries.figures import DAYS_SHOWN, Day, channel_figures, days_until
from obole.social.views.desk_permissions import may_see
from obole.social.views.desk_screen import SocialScreen


@method_decorator(may_see, name="dispatch")
class FiguresView(SocialScreen, TemplateView):
    """Shows two charts and two tables."""

    template_name = "social/desk/figures.html"
    page_title = gettext_lazy("Figures of posts")
    header_icon = "table"

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        now = clock.now()
        days = days_until(now)
        return {
            **super().get_context_data(**named),
            "days_shown": DAYS_SHOWN,
            "days": list(reversed(days)),
            "channels": channel_figures(now),
            "posts": _drawn(
                days,
                [
                    ("all", pgettext("social posts", "sent"), [each.sent for each in days]),
                    ("against", pgettext("social posts", "stuck"), [each.stuck for each in days]),
                ],
            ),
            "clicks": _drawn(days, [("all", _("clicks"), [each.clicks for each in days])]),
        }


def _drawn(days: Sequence[Day], columns: Sequence[tuple[str, str, Sequence[int]]]) -> Chart:
    """Return the columns of each day, the last one below the others."""
    heights = [
        [sum(parts) for parts in zip(*(values for _k, _w, values in columns[number:]), strict=True)]
        for number in range(len(columns))
    ]
    return chart(
        days=[date_format(each.day, "d/m") for each in days],
        series=[
            Series(
                kind=kind,
                values=height,
                words=[
                    f"{date_format(day.day)} – {words} {value}"
                    for day, value in zip(days, values, strict=True)
                ],
            )
            for (kind, words, values), height in zip(columns, heights, strict=True)
        ],
        top_words=str(max(heights[0], default=0)),
    )
