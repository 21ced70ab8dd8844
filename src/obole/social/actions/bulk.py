"""Many decisions at once: all that was refused is tried again; old articles are posted."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from obole.accounts.models import User
from obole.newsroom.models import ArticlePage
from obole.social.actions.deciding import NotPossible, retry
from obole.social.actions.moving import move_delivery
from obole.social.actions.queueing import queue_on, queue_share
from obole.social.models import Channel, Delivery
from obole.social.rules.vocabulary import DeliveryState

# Of a press of the button; the rest is there for the next one.
MOST_AT_ONCE: Final = 500


def retry_refused(*, channel: Channel, by: User, now: datetime) -> int:
    """Try all again that the network refused, the oldest first. Return how many.

    Each is a decision of its own: one that somebody else decided meanwhile is left out.
    """
    refused = Delivery.objects.filter(channel=channel, state=DeliveryState.REJECTED)
    count = 0
    for delivery in refused.order_by("made_at", "pk")[:MOST_AT_ONCE]:
        try:
            retry(delivery=delivery, by=by, now=now)
        except NotPossible:
            continue
        count += 1
    return count


@transaction.atomic
def post_old_articles(
    *,
    page_ids: Sequence[int],
    channels: Sequence[Channel],
    begins_at: datetime,
    spacing: timedelta,
    now: datetime,
) -> int:
    """Post articles that are live, in this order, each `spacing` after the one before.

    Where one was posted already it is posted once more, deliberately. Return how many posts wait.
    """
    found = ArticlePage.objects.readable().in_bulk(page_ids)
    articles = {number: each for number, each in found.items() if not each.is_under_embargo()}
    count = 0
    for place, page_id in enumerate(each for each in page_ids if each in articles):
        hour = begins_at + place * spacing
        for channel in channels:
            article = articles[page_id]
            made = queue_on(article=article, channel=channel, now=now, not_before=hour)
            if made is None:
                again = queue_share(article=article, channel=channel, now=now)
                move_delivery(delivery=again, send_at=hour, now=now)
            count += 1
    return count
