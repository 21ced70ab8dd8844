"""What the newsroom's moderation did, year by year, for everybody."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from obole.comments.models import MeasureChoice
from obole.comments.queries.citing import address
from obole.comments.queries.transparency import (
    Bounds,
    Figures,
    figures_of,
    years_with_decisions,
)
from obole.comments.rules.ingredients import MODERATION_FIGURES
from obole.comments.views.house_rules import alternates
from obole.foundation import clock
from obole.foundation.ingredients import use, use_until

_MEASURES = dict(MeasureChoice.choices)


@require_safe
def transparency(request: HttpRequest) -> HttpResponse:
    """Show the figures of each year, those of this one up to last midnight.

    So the page is the same all day long and can be kept: what is decided today changes nothing.
    """
    use(MODERATION_FIGURES)
    today = timezone.localdate(clock.now())
    use_until(_midnight(today + timedelta(days=1)))
    language = (translation.get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    context = {
        "years": years_until(_midnight(today)),
        "until": today - timedelta(days=1),
        "canonical": address("moderation:transparency", language=language),
        "alternates": alternates("moderation:transparency"),
    }
    return render(request, "comments/transparency.html", context)


def years_until(moment: datetime) -> list[dict[str, object]]:
    """Return what a template shows of each year up to a moment, the latest first."""
    return [
        _shown(figures_of(bounds=_bounds(year, moment), year=year))
        for year in years_with_decisions(until=moment)
    ]


def _shown(figures: Figures) -> dict[str, object]:
    measures = [(_MEASURES.get(name, name), number) for name, number in figures.measures]
    grounds = dict(figures.grounds)
    return {
        "figures": figures,
        "measures": measures,
        "against_rules": grounds.get("terms", 0),
        "against_law": grounds.get("illegal", 0),
    }


def _bounds(year: int, until: datetime) -> Bounds:
    return _midnight(date(year, 1, 1)), min(_midnight(date(year + 1, 1, 1)), until)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
