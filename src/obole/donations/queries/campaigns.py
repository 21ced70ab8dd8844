"""Campaigns as readers find them. What is shared by many pages is remembered; change nothing."""

from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from obole.donations.models import Campaign, CampaignStep, CampaignText, CampaignUpdate
from obole.donations.rules import ingredients as names
from obole.foundation.ingredients import use, use_until
from obole.foundation.memory import once, remembered


def current_campaign() -> Campaign | None:
    """Return the campaign that stands below every article, with its texts and steps."""

    def ask() -> Campaign | None:
        use(names.CURRENT_CAMPAIGN)
        found = _told(Campaign.objects.filter(is_current=True, is_public=True)).first()
        if found is not None:
            use(names.campaign(found.pk))
        return found

    return remembered("current campaign", ask)


def campaign_with_slug(slug: str) -> Campaign | None:
    """Return the public campaign of this address, with its texts, steps and updates."""
    use(names.CAMPAIGNS)
    updates = CampaignUpdate.objects.order_by("-day", "-pk")
    found = (
        _told(Campaign.objects.filter(slug=slug, is_public=True))
        .select_related("image")
        .prefetch_related(Prefetch("updates", updates))
        .first()
    )
    if found is not None:
        use(names.campaign(found.pk))
        if found.image_id is not None:
            use(f"picture:{found.image_id}")
    return found


def public_campaign(campaign_id: int) -> Campaign | None:
    """Return a campaign that readers may see, with its texts and steps."""

    def ask() -> Campaign | None:
        use(names.campaign(campaign_id))
        return _told(Campaign.objects.filter(pk=campaign_id, is_public=True)).first()

    return once(("campaign", campaign_id), ask)


def public_campaigns() -> list[Campaign]:
    """Return all that readers may see: the current one first, then the youngest."""
    use(names.CAMPAIGNS)
    found = list(
        _told(Campaign.objects.filter(is_public=True)).order_by("-is_current", "-created_at", "-pk")
    )
    use(*(names.campaign(each.pk) for each in found))
    return found


def open_campaigns(now: datetime) -> list[Campaign]:
    """Return the campaigns that take gifts at this moment: the current one first."""
    day = timezone.localdate(now)
    return [each for each in public_campaigns() if takes_gifts(each, day)]


def takes_gifts(campaign: Campaign, day: date) -> bool:
    """Tell whether somebody can give to it on this day. Both its first and last day count."""
    if campaign.is_closed or not campaign.is_public:
        return False
    if campaign.starts_on is not None and day < campaign.starts_on:
        use_until(_beginning_of(campaign.starts_on))
        return False
    if campaign.ends_on is None:
        return True
    if day <= campaign.ends_on:
        use_until(_beginning_of(campaign.ends_on + timedelta(days=1)))
    return day <= campaign.ends_on


def has_begun(campaign: Campaign, day: date) -> bool:
    """Tell whether its first day has come."""
    if campaign.starts_on is None or day >= campaign.starts_on:
        return True
    use_until(_beginning_of(campaign.starts_on))
    return False


def text_of(campaign: Campaign, language: str) -> CampaignText:
    """Return what a campaign says in a language, or else in another one.

    One without any text is called by its slug.
    """
    texts = list(campaign.texts.all())
    for text in sorted(texts, key=lambda each: (each.language != language, each.language)):
        return text
    return CampaignText(campaign=campaign, language=language, title=campaign.slug)


def languages_of(campaign: Campaign) -> list[str]:
    """Return the languages in which a campaign has a text."""
    return sorted({text.language for text in campaign.texts.all()})


def steps_of(campaign: Campaign) -> list[CampaignStep]:
    """Return the steps, the first to be reached first."""
    return sorted(campaign.steps.all(), key=lambda step: step.amount_minor_units)


def updates_of(campaign: Campaign, language: str) -> list[CampaignUpdate]:
    """Return the news of a campaign in a language, the newest first."""
    of_language = [each for each in campaign.updates.all() if each.language == language]
    return sorted(of_language, key=lambda each: (each.day, each.pk or 0), reverse=True)


def step_label(step: CampaignStep, language: str) -> str:
    """Return what a step says in a language, or else in French."""
    return step.label_en if language == "en" and step.label_en else step.label_fr


def _told(campaigns: QuerySet[Campaign]) -> QuerySet[Campaign]:
    return campaigns.prefetch_related("texts", "steps")


def _beginning_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
