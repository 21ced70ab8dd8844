"""Channels as the desk lists them: with what waits and what is stuck."""

from collections.abc import Sequence
from typing import Final

from django.db.models import Count, Q, QuerySet

from obole.social.models import Channel
from obole.social.rules.vocabulary import ChannelState, DeliveryState

WAITING: Final = (DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.UNKNOWN)
STUCK: Final = (DeliveryState.ASKING, DeliveryState.NEEDS_HUMAN, DeliveryState.REJECTED)
"""What does not go on without a person."""
STOPPED: Final = (ChannelState.NEEDS_LOGIN, ChannelState.OVER_BUDGET)
"""Channels that nobody paused and that send nothing."""


def standing_channels() -> QuerySet[Channel]:
    """Return the channels that are not removed, by name."""
    return Channel.objects.exclude(state=ChannelState.REMOVED).order_by("name", "pk")


def channels_with_counts() -> Sequence[Channel]:
    """Return the channels, each with `waiting_count` and `stuck_count`."""
    return list(
        standing_channels().annotate(
            waiting_count=Count("deliveries", filter=Q(deliveries__state__in=WAITING)),
            stuck_count=Count("deliveries", filter=Q(deliveries__state__in=STUCK)),
        )
    )


def stopped_channels() -> Sequence[Channel]:
    """Return the channels that stopped by themselves."""
    return list(standing_channels().filter(state__in=STOPPED))
