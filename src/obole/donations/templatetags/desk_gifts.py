"""How the treasurer's desk shows money and states."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from obole.donations.models import Gift, StatementLine
from obole.donations.queries.desk_words import MEANS, MOVES, PLAN_STATES, REASONS, RHYTHMS, STATES
from obole.donations.rules.matching import Reason
from obole.kernel.money import Money

register = template.Library()

_UNKNOWN: str | Promise = _("unknown")


@register.filter
def amount(money: Money | None) -> str:
    """Return an amount in the language of the page; a dash for none."""
    return "—" if money is None else money.formatted(get_language() or "fr")


@register.filter
def state_words(gift: Gift) -> str | Promise:
    """Return where a gift stands, for the desk."""
    return STATES.get(gift.state, _UNKNOWN)


@register.filter
def means_words(means: str) -> str | Promise:
    """Return how money comes."""
    return MEANS.get(means, means)


@register.filter
def move_words(kind: str) -> str | Promise:
    """Return what moved money."""
    return MOVES.get(kind, kind)


@register.filter
def plan_words(state: str) -> str | Promise:
    """Return where a recurring gift stands."""
    return PLAN_STATES.get(state, state)


@register.filter
def rhythm_words(rhythm: str) -> str | Promise:
    """Return how often."""
    return RHYTHMS.get(rhythm, rhythm)


@register.filter
def reason_words(reason: Reason) -> str | Promise:
    """Return why a line may be a gift."""
    return REASONS[reason]


@register.filter
def said(line: StatementLine) -> str:
    """Return what a line says, in one line."""
    return " · ".join(filter(None, (line.payer, line.text, line.reference)))
