"""What the reader pages' templates ask for: typography, dates, pictures, what stands around."""

from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.template import Context
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from wagtail.images.models import AbstractRendition
from wagtail.images.shortcuts import get_renditions_or_not_found
from wagtail.models import Page

from obole.foundation import clock
from obole.foundation.ingredients import use, use_until
from obole.kernel.text import french_first, french_spaces
from obole.newsroom.models import ArticlePage, HomePage
from obole.newsroom.queries import front, reading
from obole.newsroom.rules import ingredients as names
from obole.newsroom.rules import tables
from obole.newsroom.rules.days import Day, called_so_until, day_called
from obole.newsroom.rules.footnotes import link_notes
from obole.newsroom.rules.markup import change_words
from obole.newsroom.rules.renditions import RENDITIONS, Use
from obole.pages.models import Picture, filters_of, site_of

register = template.Library()


@register.filter
def typeset(text: object) -> str:
    """Return plain text with the spaces that the language of the page puts around its marks."""
    return french_spaces(str(text)) if _is_french() else str(text)


@register.filter(is_safe=True)
def typeset_html(fragment: str) -> str:
    """Do the same to the words of HTML: {% filter typeset_html %}...{% endfilter %}."""
    return change_words(fragment, french_spaces) if _is_french() else fragment


@register.filter(is_safe=True)
def linked_notes(body: str) -> str:
    """Link the references to notes of a whole body, and the notes back to them."""
    return link_notes(body)


@register.filter
def host(url: str) -> str:
    """Return the host of an address, as readers name a site."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


@register.simple_tag
def figure_columns(rows: list[list[object]]) -> frozenset[int]:
    """Return the positions of the columns that hold only numbers."""
    return tables.figure_columns(rows)


@register.simple_tag
def day(moment: datetime) -> SafeString:
    """Show a day, today and yesterday in words; today with its hour."""
    shown, current = timezone.localdate(moment), timezone.localdate(clock.now())
    called = day_called(shown, today=current)
    if (end := called_so_until(shown, today=current)) is not None:
        use_until(_beginning_of(end))
    if called is Day.TODAY:
        hour = formats.date_format(timezone.localtime(moment), "TIME_FORMAT")
        words = gettext("Today at %(hour)s") % {"hour": hour}
    elif called is Day.YESTERDAY:
        words = gettext("Yesterday")
    else:
        pattern = "MONTH_DAY_FORMAT" if called is Day.THIS_YEAR else "DATE_FORMAT"
        words = _first_of_month(formats.date_format(timezone.localtime(moment), pattern))
    return _time(moment, words)


@register.simple_tag
def moment(at: datetime) -> SafeString:
    """Show a day and an hour in full."""
    words = formats.date_format(timezone.localtime(at), "DATETIME_FORMAT")
    return _time(at, _first_of_month(words))


@register.simple_tag
def today() -> str:
    """Return today's date with the name of the day, as a newspaper's head has it."""
    now = timezone.localtime(clock.now())
    use_until(_beginning_of(now.date() + timedelta(days=1)))
    return _first_of_month(formats.date_format(now, "l j F Y"))


@register.inclusion_tag("newsroom/parts/picture.html")
def responsive_picture(
    picture: Picture, purpose: str, sizes: str, *, alt: str = "", first: bool = False
) -> dict[str, Any]:
    """Show a picture in the sizes of its use; `first` for the one that a reader sees first."""
    use(names.picture(picture.pk))
    wanted = RENDITIONS[Use(purpose)]
    found = get_renditions_or_not_found(picture, filters_of(wanted.all()))
    return {
        "sources": [
            (f"image/{form}", _srcset([found[specification] for specification in specifications]))
            for form, specifications in (("avif", wanted.avif), ("webp", wanted.webp))
            if specifications
        ],
        "image": found[wanted.jpeg],
        "sizes": sizes,
        "alt": alt,
        "first": first,
    }


@register.simple_tag
def front_page(home: HomePage) -> front.Front:
    """Return what the front page shows."""
    return front.front_page(home=home, now=clock.now())


@register.simple_tag
def reading_of(article: ArticlePage) -> reading.Reading:
    """Return what stands around the text of an article."""
    return reading.reading_of(article=article, now=clock.now())


@register.simple_tag(takes_context=True)
def page_shell(context: Context) -> front.Shell:
    """Return what stands around every page."""
    page = context.get("page")
    return front.page_shell(
        site=site_of(context.get("request")),
        language=get_language() or "",
        page=page if isinstance(page, Page) else None,
        now=clock.now(),
        versions=context.get("in_languages"),
    )


def _beginning_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _is_french() -> bool:
    return (get_language() or "").startswith("fr")


def _time(at: datetime, words: str) -> SafeString:
    return format_html(
        '<time datetime="{}">{}</time>', timezone.localtime(at).isoformat("T", "minutes"), words
    )


def _first_of_month(words: str) -> str:
    """Return a date with the ordinal that French gives to the first day only."""
    return french_first(words) if _is_french() else words


def _srcset(renditions: list[AbstractRendition]) -> str:
    widest = {rendition.width: rendition.url for rendition in renditions}
    return ", ".join(f"{url} {width}w" for width, url in sorted(widest.items()))
