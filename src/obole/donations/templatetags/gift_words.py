"""Amounts, days and states of gifts in the reader's language, for the pages of donors."""

from datetime import date

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from obole.donations.models import Campaign, Gift, Plan
from obole.donations.queries.campaigns import text_of
from obole.donations.views import gift_words as words
from obole.kernel.money import Money
from obole.kernel.text import french_first

register = template.Library()


@register.filter
def money(amount: Money) -> str:
    """Return an amount as people write it."""
    return amount.formatted(get_language() or "")


@register.filter
def state_of_gift(gift: Gift) -> words.Words:
    """Return where a gift stands, in a few words."""
    return words.state_of_gift(gift)


@register.filter
def explained_state(gift: Gift) -> words.Words:
    """Return where a gift stands, in a sentence or two."""
    return words.explained_state(gift)


@register.filter
def means_of(gift: Gift | Plan) -> words.Words:
    """Return how it comes."""
    return words.means_of(gift)


@register.filter
def rhythm_of(plan: Plan) -> words.Words:
    """Return how often."""
    return words.rhythm_of(plan)


@register.filter
def state_of_plan(plan: Plan) -> words.Words:
    """Return where a recurring gift stands."""
    return words.state_of_plan(plan)


@register.filter
def words_of_likeness(reason: str) -> words.Words:
    """Return why two donors may be one person."""
    return words.words_of_likeness(reason)


@register.filter
def title_of_campaign(campaign: Campaign) -> str:
    """Return what a campaign is called in the reader's language."""
    return text_of(campaign, get_language() or "").title


@register.filter
def day_of_gift(day: date) -> SafeString:
    """Return a day as a sentence has it."""
    said = formats.date_format(day, "j F Y")
    if (get_language() or "").startswith("fr"):
        said = french_first(said)
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), said)
