"""What the edition does when something happened."""

from obole.comments.events import CommentPublished, HouseRulesWritten, ThreadChanged
from obole.comments.rules.ingredients import HOUSE_RULES, thread
from obole.donations.events import (
    CampaignChanged,
    CampaignRecounted,
    DonorConsentChanged,
    GiftChanged,
    GiftFailed,
    GiftPending,
    GiftSettled,
)
from obole.donations.rules import ingredients as giving
from obole.edition import actions
from obole.kernel.event import Event
from obole.newsroom.events import ArticlePublished
from obole.newsroom.rules.ingredients import SITE
from obole.pages.events import (
    AliasPublished,
    PageMoved,
    PagePublished,
    PagesReordered,
    PageWithdrawn,
)


def mark_article(event: ArticlePublished) -> None:
    """Mark what shows the article, and what shows it from now on."""
    actions.mark_article(
        page_id=event.page_id, reason=f"{event.name} {event.page_id}", is_new=event.first_time
    )


def mark_page(event: AliasPublished | PageMoved | PageWithdrawn) -> None:
    """Mark what shows the page; a page that is no article stands around all others."""
    reason = f"{event.name} {event.page_id}"
    if actions.is_article(page_id=event.page_id):
        actions.mark_article(page_id=event.page_id, reason=reason, is_new=_is_new(event))
    else:
        actions.mark(ingredients=[SITE], reason=reason)


def _is_new(event: AliasPublished | PageMoved | PageWithdrawn) -> bool:
    match event:
        case AliasPublished():
            return event.first_time
        case PageMoved():
            # Whoever moves a draft moves what stands nowhere.
            return not actions.is_live(page_id=event.page_id)
    return False


def mark_order(event: PagesReordered) -> None:
    """Mark everything when sections or standing pages change places; articles stand by date."""
    if not actions.is_article(page_id=event.page_id):
        actions.mark(ingredients=[SITE], reason=f"{event.name} {event.page_id}")


def mark_site(event: PagePublished) -> None:
    """Mark everything: a front page, a section or a standing page shows on every page."""
    actions.mark(ingredients=[SITE], reason=f"{event.name} {event.page_id}")


def mark_house_rules(event: HouseRulesWritten) -> None:
    """Mark the pages of the house rules: each says which version is in force."""
    actions.mark(ingredients=[HOUSE_RULES], reason=f"{event.name} {event.version}")


def mark_thread(event: CommentPublished | ThreadChanged) -> None:
    """Mark what shows the comments of a page."""
    actions.mark(ingredients=[thread(event.page_id)], reason=f"{event.name} {event.page_id}")


def mark_figures(event: GiftSettled | GiftChanged) -> None:
    """Mark what shows what a campaign has received, and who gave."""
    _mark_figures(campaign_id=event.campaign_id, reason=f"{event.name} {event.gift_id}")


def mark_recounted(event: CampaignRecounted) -> None:
    """Mark what shows how many gave to a campaign, and who, and what it waits for."""
    _mark_figures(campaign_id=event.campaign_id, reason=f"{event.name} {event.campaign_id}")


def _mark_figures(*, campaign_id: int, reason: str) -> None:
    names = [giving.campaign_figures(campaign_id), giving.donor_wall(campaign_id)]
    actions.mark(ingredients=names, reason=reason)


def mark_awaited(event: GiftFailed | GiftPending) -> None:
    """Mark what shows how much a campaign is waiting for."""
    campaign_id = actions.campaign_of_gift(gift_id=event.gift_id)
    actions.mark(
        ingredients=[giving.campaign_figures(campaign_id)],
        reason=f"{event.name} {event.gift_id}",
    )


def mark_campaign(event: CampaignChanged) -> None:
    """Mark what shows a campaign, which campaigns there are, and which stands below articles."""
    actions.mark(
        ingredients=[
            giving.campaign(event.campaign_id),
            giving.CAMPAIGNS,
            giving.CURRENT_CAMPAIGN,
        ],
        reason=f"{event.name} {event.campaign_id}",
    )


def mark_wall(event: DonorConsentChanged) -> None:
    """Mark what shows the donors who want to be named."""
    actions.mark(
        ingredients=[giving.donor_wall(event.campaign_id)],
        reason=f"{event.name} {event.campaign_id}",
    )


def bake_stale(event: Event) -> None:
    """Bake what facts made stale, before a reader waits for it."""
    del event  # Whatever is stale is baked: one fact more or less.
    actions.bake_stale()
