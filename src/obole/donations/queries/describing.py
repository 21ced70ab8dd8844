"""A campaign as JSON values: what `/campaigns/<slug>.json` says."""

from datetime import date
from typing import Any

from obole.donations.models import Campaign
from obole.donations.queries.addresses import address, give_address
from obole.donations.queries.campaigns import step_label, steps_of
from obole.donations.queries.meter import donors_of, pending_of
from obole.donations.queries.showing import shown_campaign, shown_meter
from obole.donations.rules.meter import Meter
from obole.kernel.money import Money

VERSION = 1
"""Of the fields: another number when one goes or changes its meaning, not when one is added."""


def described(*, campaign: Campaign, language: str, day: date) -> dict[str, Any]:
    """Return a campaign's texts and figures. Fields: docs/reference/campaign-json.md."""
    return {
        "version": VERSION,
        **_texts(campaign, language, day),
        **_figures(campaign, language),
    }


def _texts(campaign: Campaign, language: str, day: date) -> dict[str, Any]:
    shown = shown_campaign(campaign=campaign, language=language, day=day)
    slug = campaign.slug
    return {
        "slug": slug,
        "language": language,
        "title": shown.title,
        "appeal": shown.appeal,
        "url": address("campaigns:campaign", slug, language=language),
        "give_url": give_address(slug, language=language) if shown.is_open else None,
        "is_open": shown.is_open,
        "is_current": campaign.is_current,
        "starts_on": campaign.starts_on,
        "ends_on": campaign.ends_on,
        "currency": campaign.currency,
    }


def _figures(campaign: Campaign, language: str) -> dict[str, Any]:
    drawn = shown_meter(campaign=campaign, language=language)
    meter, words = drawn.meter, drawn.words
    pending = pending_of(campaign=campaign)
    return {
        "goal": _money(meter.goal, language),
        "goal_donors": meter.goal_donors,
        "received": _money(meter.received, language),
        "missing": _money(meter.missing, language),
        "missing_donors": meter.missing_donors,
        "percent": drawn.percent,
        "percent_hundredths": meter.percent_hundredths,
        "is_reached": meter.is_reached,
        "gifts": meter.gifts,
        "donors": donors_of(campaign=campaign) if meter.donors is None else meter.donors,
        "pending": {**(_money(pending.amount, language) or {}), "gifts": pending.gifts},
        "words": {
            **{name: getattr(words, name) for name in ("percent", "raised", "missing", "of_goal")},
            "sentence": drawn.sentence,
        },
        "steps": _steps(campaign, meter, language),
        "last_entry": meter.last_number or None,
        "last_movement_at": meter.last_movement_at,
    }


def _steps(campaign: Campaign, meter: Meter, language: str) -> list[dict[str, Any]]:
    amounts = [
        (step, Money(step.amount_minor_units, campaign.currency)) for step in steps_of(campaign)
    ]
    return [
        {
            **(_money(amount, language) or {}),
            "label": step_label(step, language),
            "is_reached": amount <= meter.received,
            "done_on": step.done_on,
        }
        for step, amount in amounts
    ]


def _money(amount: Money | None, language: str) -> dict[str, Any] | None:
    if amount is None:
        return None
    return {
        "amount": amount.plain(),
        "minor_units": amount.minor_units,
        "formatted": amount.formatted(language),
    }
