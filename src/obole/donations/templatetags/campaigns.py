"""What pages ask for campaigns: the meter, the appeal, the wall of donors, the button."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from obole.donations.models import Campaign
from obole.donations.queries import campaigns as queries
from obole.donations.queries import showing
from obole.donations.queries.addresses import give_path, path_of
from obole.donations.queries.wall import MOST, wall_of
from obole.foundation import clock
from obole.kernel.text import french_first, french_spaces

register = template.Library()

ENTRY_KINDS = {
    "gift": pgettext_lazy("entry of the books", "gift"),
    "refund": pgettext_lazy("entry of the books", "refund"),
    "refund-failed": pgettext_lazy("entry of the books", "refund that came back"),
    "dispute": pgettext_lazy("entry of the books", "taken back by a bank, disputed"),
    "dispute-won": pgettext_lazy("entry of the books", "dispute won"),
    "return": pgettext_lazy("entry of the books", "debit or cheque that came back"),
    "reversal": pgettext_lazy("entry of the books", "mistake taken back"),
}


@register.inclusion_tag("donations/parts/meter.html")
def meter(campaign: Campaign) -> dict[str, Any]:
    """Show the meter of a campaign: words, then a line with its steps."""
    shown = showing.shown_meter(campaign=campaign, language=_language())
    text = queries.text_of(campaign, _language())
    return {"meter": shown, "title": text.title}


@register.simple_tag
def meter_of(campaign: Campaign) -> showing.ShownMeter:
    """Return the meter of a campaign with its words, for pages that arrange them themselves."""
    return showing.shown_meter(campaign=campaign, language=_language())


@register.simple_tag
def current_campaign() -> Campaign | None:
    """Return the campaign that stands below every article, once its first day has come."""
    found = queries.current_campaign()
    if found is None or not queries.has_begun(found, timezone.localdate(clock.now())):
        return None
    return found


@register.inclusion_tag("donations/parts/appeal.html")
def appeal(campaign: Campaign, level: int = 2) -> dict[str, Any]:
    """Show why and how to give: one sentence, the meter, the button."""
    return {**_told(campaign), "level": level}


@register.inclusion_tag("donations/parts/appeal_below.html")
def appeal_below() -> dict[str, Any]:
    """Show the appeal of the current campaign below an article; nothing without one."""
    found = current_campaign()
    return {} if found is None else {**_told(found), "level": 2}


@register.inclusion_tag("donations/parts/band.html")
def campaign_band() -> dict[str, Any]:
    """Show the sentence of the current campaign on one line; nothing without one."""
    found = current_campaign()
    return {} if found is None else _told(found)


@register.inclusion_tag("donations/parts/wall.html")
def donor_wall(campaign: Campaign, most: int = MOST) -> dict[str, Any]:
    """Show the donors who asked to be named."""
    return {"wall": wall_of(campaign=campaign, most=most)}


@register.inclusion_tag("donations/parts/button.html")
def give_button(campaign: Campaign) -> dict[str, Any]:
    """Show the way to the form, or why there is none."""
    return _told(campaign)


@register.simple_tag
def support_path() -> str:
    """Return where readers can give to the current campaign; empty when they cannot."""
    found = current_campaign()
    if found is None or not _shown(found).is_open:
        return ""
    return give_path(found.slug, language=_language())


@register.simple_tag
def said_on(day: date) -> SafeString:
    """Show a day in full: a page that is kept must stay right."""
    words = formats.date_format(day, "DATE_FORMAT")
    return _time(day.isoformat(), words)


@register.simple_tag
def said_at(moment: datetime) -> SafeString:
    """Show a day and an hour in full."""
    local = timezone.localtime(moment)
    words = formats.date_format(local, "DATETIME_FORMAT")
    return _time(local.isoformat("T", "minutes"), words)


@register.simple_tag
def entry_kind(kind: str) -> str:
    """Return what an entry of the books is, in words."""
    return str(ENTRY_KINDS.get(kind, _("another entry")))


@register.simple_tag
def chosen_campaign(campaign: Campaign | None) -> Campaign | None:
    """Return the campaign that a block names, if readers may see it; none named: the current."""
    if campaign is None:
        return current_campaign()
    return queries.public_campaign(campaign.pk)


@register.filter
def typeset_words(text: object) -> str:
    """Return plain text with the spaces that the language of the page puts around its marks."""
    return french_spaces(str(text)) if _language() == "fr" else str(text)


def _time(machine: str, words: str) -> SafeString:
    shown = french_first(words) if _language() == "fr" else words
    return format_html('<time datetime="{}">{}</time>', machine, shown)


def _shown(campaign: Campaign) -> showing.ShownCampaign:
    return showing.shown_campaign(
        campaign=campaign, language=_language(), day=timezone.localdate(clock.now())
    )


def _told(campaign: Campaign) -> dict[str, Any]:
    language = _language()
    return {
        "campaign": campaign,
        "shown": _shown(campaign),
        "meter": showing.shown_meter(campaign=campaign, language=language),
        "path": path_of("campaigns:campaign", campaign.slug, language=language),
        "give_path": give_path(campaign.slug, language=language),
    }


def _language() -> str:
    return (get_language() or "").partition("-")[0]
