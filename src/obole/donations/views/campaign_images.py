"""The meter of a campaign as images."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from obole.donations.queries.newspaper import newspaper
from obole.donations.queries.showing import shown_campaign, shown_meter
from obole.donations.views import drawing
from obole.donations.views.campaigns import public, spoken
from obole.foundation import clock
from obole.kernel.text import french_spaces

LINE = 1056
"""How long the line of the drawing is, in its own units."""
# An image that somebody opens by itself runs nothing.
POLICY = "default-src 'none'; sandbox"


@require_safe
def meter_png(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the meter for a newsletter."""
    return _png(slug, drawing.meter_png)


@require_safe
def share_png(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the image that stands beside a shared link."""
    return _png(slug, drawing.share_png)


@require_safe
def meter_svg(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the meter as a drawing that stays sharp at any size."""
    drawn = _drawn(slug)
    context = {"drawn": drawn, "filled": drawn.filled * LINE // 10_000}
    svg = render_to_string("donations/meter.svg", context)
    return _image(svg.encode(), "image/svg+xml; charset=utf-8")


def _png(slug: str, draw: Callable[[drawing.Drawn], bytes]) -> HttpResponse:
    return _image(draw(_drawn(slug)), "image/png")


def _drawn(slug: str) -> drawing.Drawn:
    found, language = public(slug), spoken()
    shown = shown_meter(campaign=found, language=language)
    told = shown_campaign(campaign=found, language=language, day=timezone.localdate(clock.now()))
    looks = newspaper()
    return drawing.Drawn(
        newsroom=looks.name,
        title=french_spaces(told.title) if language == "fr" else told.title,
        raised=shown.words.raised,
        missing=shown.words.missing,
        begin=shown.words.begin,
        end=shown.words.end,
        filled=min(shown.meter.percent_hundredths, 10_000),
        accent=looks.accent,
    )


def _image(body: bytes, media_type: str) -> HttpResponse:
    response = HttpResponse(body, content_type=media_type)
    response.headers["Content-Security-Policy"] = POLICY
    # Mails and other sites show it.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
