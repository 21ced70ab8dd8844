"""What waits, what is due, what stands, and what is stuck."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import connections, router
from django.db.models import Exists, OuterRef, Q, QuerySet

from obole.social.models import Attempt, Channel, Delivery, SocialSettings
from obole.social.rules.breaker import is_resting
from obole.social.rules.vocabulary import ChannelState, DeliveryState, Operation, Outcome

UNFINISHED = (
    DeliveryState.WAITING,
    DeliveryState.ASKING,
    DeliveryState.SENDING,
    DeliveryState.UNKNOWN,
)
IN_PLAY = (DeliveryState.WAITING, DeliveryState.UNKNOWN)
HELD_BACK = (DeliveryState.WAITING, DeliveryState.ASKING)
"""Not sent, and not being sent: what it says can still be changed, or taken back."""
MAY_STAND = (
    DeliveryState.SENDING,
    DeliveryState.UNKNOWN,
    DeliveryState.NEEDS_HUMAN,
    DeliveryState.SENT,
)
NEVER_SENT = (DeliveryState.REJECTED, DeliveryState.CANCELLED, DeliveryState.DROPPED)
_NOTED: Final = "was_uncertain"
# Written out: to put it together takes Django ten times as long as the answer.
_ANYTHING_DUE: Final = """
    SELECT 1 FROM social_delivery
    WHERE (state IN (%s, %s) AND send_at <= %s) OR state = %s
    LIMIT 1
"""


def is_everything_paused() -> bool:
    """Tell whether somebody has paused all channels."""
    return SocialSettings.objects.filter(is_paused=True).exists()


def may_send(*, channel: Channel, now: datetime) -> bool:
    """Tell whether the channel sends now: connected, not paused, not resting."""
    return channel.state == ChannelState.ACTIVE and not is_resting(
        rests_until=channel.rests_until, now=now
    )


def is_anything_due(*, now: datetime) -> bool:
    """Tell whether there may be something to send, to look for, or to take back from the dead.

    Cheap: it is asked five times a second, all night.
    """
    connection = connections[router.db_for_read(Delivery)]
    with connection.cursor() as cursor:
        cursor.execute(
            _ANYTHING_DUE,
            [*IN_PLAY, connection.ops.adapt_datetimefield_value(now), DeliveryState.SENDING],
        )
        return cursor.fetchone() is not None


def due_deliveries(*, now: datetime) -> QuerySet[Delivery]:
    """Return what is to be sent or looked for, in the order in which it goes.

    A change or a deletion goes after its post, and after the change before it; a new post after
    the deletion of the one before, so that an article never stands there twice.
    """
    before = Delivery.objects.filter(
        creation=OuterRef("creation"), sequence__lt=OuterRef("sequence"), state__in=UNFINISHED
    ).exclude(state=DeliveryState.ASKING)
    leaving = Delivery.objects.filter(
        operation=Operation.DELETE,
        page_id_then=OuterRef("page_id_then"),
        channel=OuterRef("channel"),
        share__lt=OuterRef("share"),
        state__in=(*IN_PLAY, DeliveryState.SENDING),
    )
    follows = Q(creation__state__in=(DeliveryState.SENT, *NEVER_SENT)) & ~Exists(before)
    return (
        Delivery.objects.filter(state__in=IN_PLAY, send_at__lte=now)
        # The first post of an article comes after none: nobody is asked for it, however many wait.
        .filter((Q(creation=None) & (Q(share=0) | ~Exists(leaving))) | follows)
        .order_by("send_at", "pk")
    )


def next_due(*, channel: Channel, now: datetime, only: int | None = None) -> Delivery | None:
    """Return what goes through the channel next, or None. New posts keep their distance."""
    due = due_deliveries(now=now).filter(channel=channel)
    if only is not None:
        due = due.filter(pk=only)
    if channel.last_sent_at is not None and channel.spacing_seconds:
        earliest = channel.last_sent_at + timedelta(seconds=channel.spacing_seconds)
        # A last post in the future is of a clock that was wrong.
        if channel.last_sent_at <= now < earliest:
            due = due.exclude(operation=Operation.CREATE, state=DeliveryState.WAITING, remote_id="")
    return due.select_related("creation").first()


def channels_with_due(*, now: datetime) -> list[int]:
    """Return the channels through which something can go now."""
    if is_everything_paused():
        return []
    numbers = due_deliveries(now=now).order_by().values_list("channel", flat=True).distinct()
    channels = Channel.objects.filter(pk__in=list(numbers)).order_by("pk")
    return [each.pk for each in channels if may_send(channel=each, now=now)]


def was_ever_uncertain(*, delivery: Delivery) -> bool:
    """Tell whether the network may have taken it once: then it is only sent as it was."""
    noted: bool | None = getattr(delivery, _NOTED, None)
    if noted is not None:
        return noted
    return Attempt.objects.filter(delivery=delivery, outcome=Outcome.UNKNOWN).exists()


def note_uncertain(*, deliveries: Iterable[Delivery]) -> None:
    """Note with each of these, which the caller has locked, what `was_ever_uncertain` tells.

    In one query for all. What was sent is left out: nobody asks that of it.
    """
    asked = {each.pk: each for each in deliveries if each.state in (*HELD_BACK, *NEVER_SENT)}
    if not asked:
        return
    uncertain = set(
        Attempt.objects.filter(delivery__in=list(asked), outcome=Outcome.UNKNOWN)
        .order_by()
        .values_list("delivery", flat=True)
    )
    for number, each in asked.items():
        setattr(each, _NOTED, number in uncertain)


def creations_of(*, page_id: int) -> QuerySet[Delivery]:
    """Return all posts of an article, in the order in which they were made."""
    return Delivery.objects.filter(page_id_then=page_id, operation=Operation.CREATE).order_by(
        "channel", "share"
    )


def deliveries_of(*, page_id: int) -> QuerySet[Delivery]:
    """Return all that was made of an article, newest first, with channels."""
    return (
        Delivery.objects.filter(page_id_then=page_id)
        .select_related("channel", "creation")
        .order_by("-made_at", "-pk")
    )


def stuck_deliveries() -> QuerySet[Delivery]:
    """Return what needs a person: to look, to say whether it goes, or to mend what was refused."""
    states = (DeliveryState.NEEDS_HUMAN, DeliveryState.ASKING, DeliveryState.REJECTED)
    return (
        Delivery.objects.filter(state__in=states)
        .exclude(channel__state=ChannelState.REMOVED)
        .select_related("channel")
        .order_by("-made_at", "-pk")
    )
