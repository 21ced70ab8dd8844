"""The overview of donations: what waits, and how giving does, as charts and as tables."""

from collections.abc import Sequence
from typing import Any

from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.views.generic import TemplateView

from obole.donations.queries.desk_figures import Month, currencies, figures
from obole.donations.queries.worklists import work_lists
from obole.donations.views.desk_permissions import may_see_gifts
from obole.donations.views.desk_screen import DeskScreen
from obole.foundation import clock
from obole.kernel.charts import Chart, Series, chart
from obole.kernel.money import Money

# The names of months are short; each second one fits.
NAMED_EVERY = 2


@method_decorator(may_see_gifts, name="dispatch")
class OverviewView(DeskScreen, TemplateView):
    """Shows what waits and how giving does."""

    template_name = "donations/desk/overview.html"
    page_title = gettext_lazy("Donations")
    header_icon = "pick"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        return [*self.breadcrumbs_items, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        now = clock.now()
        known = currencies()
        wanted = self.request.GET.get("currency", "")
        found = figures(currency=wanted if wanted in known else known[0], now=now)
        names = [date_format(each.first_day, "M y") for each in found.months]
        return {
            **super().get_context_data(**named),
            "work": work_lists(now=now),
            "currencies": known,
            "found": found,
            "months": list(reversed(found.months)),
            "received": _amounts(
                found.months, names, [("all", [each.received for each in found.months])]
            ),
            "costs": _amounts(
                found.months,
                names,
                [
                    ("all", [each.cover for each in found.months]),
                    ("against", [each.fees for each in found.months]),
                ],
            ),
            "plans": _plans(found.months, names),
        }


def _amounts(
    months: Sequence[Month], names: Sequence[str], drawn: Sequence[tuple[str, Sequence[Money]]]
) -> Chart:
    language = get_language() or "fr"
    highest = max(amount for _kind, amounts in drawn for amount in amounts)
    return chart(
        days=names,
        series=[
            Series(
                kind=kind,
                values=[max(each.minor_units, 0) for each in amounts],
                words=[
                    f"{date_format(month.first_day, 'F Y')}: {each.formatted(language)}"
                    for month, each in zip(months, amounts, strict=True)
                ],
            )
            for kind, amounts in drawn
        ],
        top_words=highest.formatted(language),
        named_every=NAMED_EVERY,
    )


def _plans(months: Sequence[Month], names: Sequence[str]) -> Chart:
    def said(month: Month, count: int, words: str) -> str:
        return f"{date_format(month.first_day, 'F Y')}: {words} {count}"

    begun = pgettext("recurring gifts in a month", "begun")
    ended = pgettext("recurring gifts in a month", "ended")
    return chart(
        days=names,
        series=[
            Series(
                kind="all",
                values=[each.plans_begun for each in months],
                words=[said(each, each.plans_begun, begun) for each in months],
            ),
            Series(
                kind="against",
                values=[each.plans_ended for each in months],
                words=[said(each, each.plans_ended, ended) for each in months],
            ),
        ],
        top_words=str(max(max(each.plans_begun, each.plans_ended) for each in months)),
        named_every=NAMED_EVERY,
    )
