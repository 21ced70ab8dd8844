"""What social publishing does when something happened."""

from obole.foundation import clock
from obole.newsroom.events import ArticlePublished
from obole.pages.events import PageMoved, PageWithdrawn
from obole.social.actions import alarming, drafting, queueing, upkeep
from obole.social.events import ChannelStopped, DeliveryStuck, UpkeepWanted


def announce_article(event: ArticlePublished) -> None:
    """Make the deliveries of an article that was published, or of its change."""
    drafting.queue_published(page_id=event.page_id, first_time=event.first_time, now=clock.now())


def follow_address(event: PageMoved) -> None:
    """Let posts follow an article to its new address, where that stands in them."""
    queueing.queue_change(page_id=event.page_id, now=clock.now())


def withdraw_posts(event: PageWithdrawn) -> None:
    """Take back what waits, and take away what stands."""
    queueing.queue_withdrawal(page_id=event.page_id, now=clock.now())


def tell_of_stuck_delivery(event: DeliveryStuck) -> None:
    """Write to those who look after the channels."""
    alarming.tell_of_stuck_delivery(delivery_id=event.delivery_id, now=clock.now())


def tell_of_stopped_channel(event: ChannelStopped) -> None:
    """Write to those who look after the channels."""
    alarming.tell_of_stopped_channel(channel_id=event.channel_id, now=clock.now())


def look_after_channels(event: UpkeepWanted) -> None:
    """Renew tokens, ask who we are, read figures back."""
    upkeep.look_after(what=event.what, now=clock.now())
