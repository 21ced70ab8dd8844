"""When a post goes: at the hours of its channel, at its distance from other posts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from obole.social.actions.stories import Wish
from obole.social.models import Channel, Delivery
from obole.social.queries.deliveries import HELD_BACK
from obole.social.rules.slots import WrongSlot, read_slots, send_time
from obole.social.rules.vocabulary import Operation


def hour_of(
    *,
    wish: Wish,
    now: datetime,
    not_before: datetime | None = None,
    moving: Delivery | None = None,
) -> datetime:
    """Return when a new post goes: at the channel's hours, and at its distance from others.

    One that waits and is `moving` keeps no distance from itself.
    """
    channel, choice = wish.channel, wish.choice
    wished = [now, not_before, choice.send_at if choice else None]
    earliest = max(each for each in wished if each is not None)
    if not _looks_at_others(channel):
        return earliest
    try:
        slots = read_slots(channel.slots)
    except WrongSlot:
        # The form refuses them; an old row must not hold the article back.
        slots = []
    if wish.ahead is None or moving is not None:
        taken = hours_taken(channels=[channel], moving=moving)
    else:
        taken = wish.ahead.taken
    return send_time(
        not_before=earliest,
        slots=slots,
        zone=ZoneInfo(settings.TIME_ZONE),
        taken=taken[channel.pk],
        spacing=timedelta(seconds=channel.spacing_seconds),
    )


def hours_taken(
    *, channels: Iterable[Channel], moving: Delivery | None = None
) -> Mapping[int, Sequence[datetime]]:
    """Return the hours of the other posts on these channels, of those that look at them."""
    asking = [each for each in channels if _looks_at_others(each)]
    if not asking:
        return {}
    taken = {each.pk: [each.last_sent_at] if each.last_sent_at else [] for each in asking}
    waiting = Delivery.objects.filter(
        channel__in=list(taken), operation=Operation.CREATE, state__in=HELD_BACK
    )
    if moving is not None:
        waiting = waiting.exclude(pk=moving.pk)
    for number, hour in waiting.order_by("send_at").values_list("channel", "send_at"):
        taken[number].append(hour)
    return taken


def _looks_at_others(channel: Channel) -> bool:
    return bool(channel.slots or channel.spacing_seconds)
