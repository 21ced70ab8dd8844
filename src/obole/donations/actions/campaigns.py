"""Campaigns are made, put below every article, and closed."""

from datetime import datetime

from django.db import transaction

from obole.donations.events import CampaignChanged
from obole.donations.models import Campaign, CampaignText
from obole.foundation.facts import emit
from obole.kernel.money import Money


class SlugTaken(Exception):
    """Another campaign has this address."""


class CampaignClosed(Exception):
    """The campaign takes no more gifts, and cannot stand below articles again."""


@transaction.atomic
def create_campaign(
    *, slug: str, title: str, language: str, goal: Money | int, currency: str, now: datetime
) -> Campaign:
    """Make a public campaign that is not the current one yet.

    The goal is an amount of this currency, or a number of donors. Raise SlugTaken,
    CurrencyMismatch, and Django's ValidationError for what the desk's form would refuse too.
    """
    if Campaign.objects.filter(slug=slug).exists():
        raise SlugTaken(slug)
    campaign = Campaign(slug=slug, currency=currency, created_at=now)
    if isinstance(goal, Money):
        # A goal of another currency than the campaign's is refused by the sum.
        campaign.goal_minor_units = (Money.zero(currency) + goal).minor_units
    else:
        campaign.goal_kind, campaign.goal_donors = Campaign.GoalKind.DONORS, goal
    campaign.full_clean()
    campaign.save()
    text = CampaignText(campaign=campaign, language=language, title=title)
    text.full_clean()
    text.save()
    announce_change(campaign=campaign)
    return campaign


@transaction.atomic
def make_current(*, campaign: Campaign) -> None:
    """Put a campaign below every article, instead of the one that stood there.

    Raise CampaignClosed. Twice is once.
    """
    # All of them, few as they are: two people who choose at once must not both see none there.
    every = {each.pk: each for each in Campaign.objects.select_for_update().order_by("pk")}
    locked = every[campaign.pk]
    if locked.is_closed:
        raise CampaignClosed(campaign.slug)
    for former in [each for each in every.values() if each.is_current and each != locked]:
        former.is_current = False
        former.save(update_fields=["is_current"])
        announce_change(campaign=former)
    locked.is_current = True
    locked.save(update_fields=["is_current"])
    campaign.is_current = True
    announce_change(campaign=campaign)


@transaction.atomic
def take_down(*, campaign: Campaign) -> None:
    """Leave the place below articles empty; the campaign goes on. Twice is once."""
    locked = _locked(campaign)
    locked.is_current = campaign.is_current = False
    locked.save(update_fields=["is_current"])
    announce_change(campaign=campaign)


@transaction.atomic
def close_campaign(*, campaign: Campaign) -> None:
    """Take no more gifts. It leaves the place below articles; its page stays. Twice is once.

    Money that arrives all the same (a transfer under way, an instalment) still counts for it.
    """
    locked = _locked(campaign)
    locked.is_closed = campaign.is_closed = True
    locked.is_current = campaign.is_current = False
    locked.save(update_fields=["is_closed", "is_current"])
    announce_change(campaign=campaign)


@transaction.atomic
def reopen_campaign(*, campaign: Campaign) -> None:
    """Take gifts again, within the campaign's days. Twice is once."""
    locked = _locked(campaign)
    locked.is_closed = campaign.is_closed = False
    locked.save(update_fields=["is_closed"])
    announce_change(campaign=campaign)


def announce_change(*, campaign: Campaign) -> None:
    """Say, inside the transaction that changed it, that a campaign is another."""
    emit(CampaignChanged(campaign_id=campaign.pk))


def _locked(campaign: Campaign) -> Campaign:
    return Campaign.objects.select_for_update().get(pk=campaign.pk)
