"""Everything that the page of a campaign shows, in one language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wagtail.models import Page

from obole.donations.models import Campaign, CampaignUpdate
from obole.donations.queries.campaigns import updates_of
from obole.donations.queries.history import points
from obole.donations.queries.meter import Awaited, donors_of, pending_of
from obole.donations.queries.showing import ShownCampaign, ShownMeter, shown_campaign, shown_meter
from obole.donations.queries.wall import Named, wall_of
from obole.donations.rules.curve import Curve, curve_of
from obole.donations.rules.meter import counted
from obole.foundation.ingredients import use
from obole.pages.models import PublicPage, outside_walls


@dataclass(frozen=True, kw_only=True)
class ReachedRow:
    """A row of the table below the curve."""

    day: date
    total: str
    gifts: str


@dataclass(frozen=True, kw_only=True)
class Presented:
    """A campaign's page."""

    shown: ShownCampaign
    meter: ShownMeter
    gifts: str
    donors: str
    average: str
    """Empty before the first gift."""
    pending: Awaited
    pending_amount: str
    curve: Curve | None
    rows: Sequence[ReachedRow]
    wall: Sequence[Named]
    updates: Sequence[CampaignUpdate]
    paid_for: Sequence[PublicPage]
    """Pages that say what was done with the money, in the order of the steps."""


def presented(*, campaign: Campaign, language: str, day: date) -> Presented:
    """Return what the page shows on this day."""
    meter = shown_meter(campaign=campaign, language=language)
    pending = pending_of(campaign=campaign)
    donors = meter.meter.donors
    curve = curve_of(points(campaign=campaign), goal=campaign.goal)
    return Presented(
        shown=shown_campaign(campaign=campaign, language=language, day=day),
        meter=meter,
        gifts=counted(meter.meter.gifts, language, french="don", english="gift"),
        donors=counted(
            donors_of(campaign=campaign) if donors is None else donors,
            language,
            french="donateur",
            english="donor",
        ),
        average=_average(meter, language),
        pending=pending,
        pending_amount=pending.amount.formatted(language),
        curve=curve,
        rows=[
            ReachedRow(
                day=each.day,
                total=each.total.formatted(language),
                gifts=counted(each.gifts, language, french="don", english="gift"),
            )
            for each in (curve.rows if curve else ())
        ],
        wall=wall_of(campaign=campaign),
        updates=updates_of(campaign, language),
        paid_for=_readable(
            [step.page_id for step in meter.steps if step.page_id], language=language
        ),
    )


def _average(meter: ShownMeter, language: str) -> str:
    if meter.meter.gifts < 1 or meter.meter.received.is_negative:
        return ""
    return meter.meter.received.shared_by(meter.meter.gifts).formatted(language)


def _readable(keys: Sequence[int], *, language: str) -> list[PublicPage]:
    """Return the pages that anybody may read now, translated where they are, in this order."""
    use(*(f"page:{key}" for key in keys))
    anybodys = Page.objects.live().filter(outside_walls(), pk__in=keys)
    found = {each.pk: each for each in anybodys.specific()}
    pages = (found.get(key) for key in dict.fromkeys(keys))
    readable = [
        each for each in pages if isinstance(each, PublicPage) and not each.is_under_embargo()
    ]
    in_language = [each for each in readable if each.locale.language_code == language]
    return in_language or readable
