"""Where an article stands: on each channel what was sent, what waits, what was chosen."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import QuerySet

from obole.social.models import ArticleChannel, Channel, ChannelChoice, Delivery, DraftedChoice
from obole.social.queries.channels import standing_channels

Choice = TypeVar("Choice", ArticleChannel, DraftedChoice)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An article on one channel."""

    channel: Channel
    choice: ArticleChannel | None = None
    """What holds; None: the channel's rules."""
    draft: DraftedChoice | None = None
    """What will hold instead once the article's draft is published; None: what holds stays."""
    deliveries: Sequence[Delivery] = field(default_factory=list)
    """The latest first, with their figures and clicks."""

    @property
    def said_last(self) -> ChannelChoice | None:
        """What an editor said last, be it published or not."""
        return self.draft or self.choice

    @property
    def creation(self) -> Delivery | None:
        """The latest post of its own, not a change or a removal; None while there is none."""
        return next((each for each in self.deliveries if each.operation == "create"), None)


def standings_of(page_id: int) -> list[Standing]:
    """Return the article on each channel that is not removed, in a constant number of queries."""
    deliveries: dict[int, list[Delivery]] = {}
    rows = Delivery.objects.filter(page_id_then=page_id).select_related("figures")
    for each in rows.order_by("-made_at", "-pk"):
        deliveries.setdefault(each.channel_id, []).append(each)
    choices = _choices(ArticleChannel.objects.filter(page_id=page_id))
    drafts = _choices(DraftedChoice.objects.filter(page_id=page_id))
    channels = standing_channels().prefetch_related("templates")
    return [
        Standing(
            channel=channel,
            choice=choices.get(channel.pk),
            draft=drafts.get(channel.pk),
            deliveries=deliveries.get(channel.pk, []),
        )
        for channel in channels
    ]


def _choices(rows: QuerySet[Choice]) -> dict[int, Choice]:
    return {each.channel_id: each for each in rows.select_related("image", "recording")}
