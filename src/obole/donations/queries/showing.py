"""A campaign as its pages, blocks and images show it: texts and figures in one language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from obole.donations.models import Campaign, CampaignStep
from obole.donations.queries.campaigns import (
    has_begun,
    step_label,
    steps_of,
    takes_gifts,
    text_of,
)
from obole.donations.queries.meter import meter_of
from obole.donations.rules.meter import Meter, MeterWords, sentence, words
from obole.donations.rules.meter_line import MeterLine, Step, line_of
from obole.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class ShownStep:
    """A step with its words: what happens at which amount, and whether that came."""

    amount: str
    label: str
    is_reached: bool
    done_on: date | None
    page_id: int | None


@dataclass(frozen=True, kw_only=True)
class ShownMeter:
    """A meter with all its words, ready to be drawn."""

    meter: Meter
    words: MeterWords
    sentence: str
    line: MeterLine
    steps: Sequence[ShownStep]
    percent: str
    """For machines: « 27.10 »."""
    most_percent: str
    """The upper end of the line: « 100 », or more."""

    @property
    def next_step(self) -> ShownStep | None:
        """The first step that was not reached."""
        return next((step for step in self.steps if not step.is_reached), None)


@dataclass(frozen=True, kw_only=True)
class ShownCampaign:
    """A campaign in one language, at one moment."""

    campaign: Campaign
    language: str
    """Of its text: another one than the page's where there is no translation."""
    title: str
    appeal: str
    story: str
    is_open: bool
    """Whether gifts are taken today."""
    is_awaited: bool
    """Whether its first day is still to come."""


def shown_campaign(*, campaign: Campaign, language: str, day: date) -> ShownCampaign:
    """Return what a campaign says on this day."""
    text = text_of(campaign, language)
    return ShownCampaign(
        campaign=campaign,
        language=text.language,
        title=text.title,
        appeal=text.appeal,
        story=text.story,
        is_open=takes_gifts(campaign, day),
        is_awaited=not has_begun(campaign, day),
    )


def shown_meter(*, campaign: Campaign, language: str) -> ShownMeter:
    """Return the meter of a campaign as it is drawn."""
    meter = meter_of(campaign=campaign)
    steps = [_shown(step, campaign, meter, language) for step in steps_of(campaign)]
    share = meter.percent_hundredths
    return ShownMeter(
        meter=meter,
        words=words(meter, language),
        sentence=sentence(meter, language),
        line=line_of(
            meter,
            steps=[
                Step(
                    amount=Money(step.amount_minor_units, campaign.currency),
                    label=step_label(step, language),
                )
                for step in steps_of(campaign)
            ],
            language=language,
        ),
        steps=steps,
        percent=f"{share // 100}.{share % 100:02d}",
        most_percent=str(max(100, -(-share // 100))),
    )


def _shown(step: CampaignStep, campaign: Campaign, meter: Meter, language: str) -> ShownStep:
    amount = Money(step.amount_minor_units, campaign.currency)
    return ShownStep(
        amount=amount.formatted(language),
        label=step_label(step, language),
        is_reached=amount <= meter.received,
        done_on=step.done_on,
        page_id=step.page_id,
    )
