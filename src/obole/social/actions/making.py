"""Making deliveries: rows, in the transaction of what they are about, before anything is sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import Prefetch, QuerySet

from obole.social.actions import wording
from obole.social.actions.stories import Story, Wish, new_key
from obole.social.actions.storing import add_deliveries
from obole.social.actions.timing import hour_of
from obole.social.models import Channel, Delivery
from obole.social.queries.deliveries import note_uncertain
from obole.social.rules.vocabulary import DeliveryState, Following, Operation

_AHEAD: Final = "followers_ahead"
SAID: Final = ("post", "shows", "revision", "title", "prepared", "lease_token")
"""The columns of what a delivery says, and of who prepares it."""


def make_creation(
    *, story: Story, wish: Wish, share: int, not_before: datetime | None = None
) -> Delivery:
    """Make the delivery of a new post, at the channel's next hour. Raise if it cannot be made."""
    row = creation_of(story=story, wish=wish, share=share, not_before=not_before)
    return Delivery.objects.create(**row)


def make_first_creations(*, story: Story, wishes: Sequence[Wish]) -> int:
    """Make the deliveries of an article's first posts, all of them at once; return how many.

    Raise if one of them cannot be made. Fifty channels cost the editor one statement.
    """
    rows = [creation_of(story=story, wish=wish, share=0) for wish in wishes]
    add_deliveries(rows=rows)
    return len(rows)


def creation_of(
    *, story: Story, wish: Wish, share: int, not_before: datetime | None = None
) -> dict[str, Any]:
    """Return the columns of the delivery of a new post. Raise if it cannot be made."""
    key, now = new_key(), story.now
    planned = hour_of(wish=wish, now=now, not_before=not_before)
    asks = wish.channel.needs_approval
    return {
        "key": key,
        "page_id": story.article.pk,
        "page_id_then": story.article.pk,
        "channel_id": wish.channel.pk,
        "operation": Operation.CREATE,
        "share": share,
        "revision": story.revision,
        "title": story.title,
        "language": story.language,
        "post": story.post(wish=wish, share=share, key=key),
        "shows": story.shows,
        "state": DeliveryState.ASKING if asks else DeliveryState.WAITING,
        "reason": wording.APPROVAL if asks else "",
        "made_at": now,
        "send_at": planned,
        "news_at": planned,
    }


def make_unmakable(*, story: Story, channel: Channel, share: int) -> Delivery:
    """Keep that a post could not be made: it is in the log, and can be tried again."""
    now = story.now
    return Delivery.objects.create(
        key=new_key(),
        page_id=story.article.pk,
        page_id_then=story.article.pk,
        channel=channel,
        operation=Operation.CREATE,
        share=share,
        revision=story.revision,
        title=story.title,
        language=story.language,
        state=DeliveryState.REJECTED,
        reason=wording.BROKEN_POST,
        made_at=now,
        send_at=now,
        news_at=now,
        ended_at=now,
    )


def make_change(*, creation: Delivery, story: Story, wish: Wish) -> Delivery:
    """Make the delivery of a change, after all that follows the post so far."""
    return Delivery.objects.create(**change_of(creation=creation, story=story, wish=wish))


def change_of(*, creation: Delivery, story: Story, wish: Wish) -> dict[str, Any]:
    """Return the columns of the delivery of a change, after all that follows the post so far."""
    asks = wish.channel.follow_edits == Following.ASK
    return {
        **_of_creation(creation, now=story.now, asks=asks),
        "operation": Operation.UPDATE,
        "revision": story.revision,
        "title": story.title,
        "post": story.post(wish=wish, share=creation.share, key=creation.key),
        "shows": story.shows,
    }


def make_deletion(*, creation: Delivery, now: datetime) -> Delivery:
    """Make the delivery that takes a post away, after all that follows it so far."""
    asks = creation.channel.follow_withdrawals == Following.ASK
    return Delivery.objects.create(
        **_of_creation(creation, now=now, asks=asks),
        operation=Operation.DELETE,
        revision=creation.revision,
        title=creation.title,
        post=creation.post,
    )


def followers_of(*, creation: Delivery) -> Sequence[Delivery]:
    """Return all that follows a post, locked, in its order.

    Whoever has many posts fetches it ahead, `with_followers`.
    """
    ahead: Sequence[Delivery] | None = getattr(creation, _AHEAD, None)
    return list(_followers(creation.followers.all())) if ahead is None else ahead


def with_followers(*, creations: QuerySet[Delivery]) -> Sequence[Delivery]:
    """Return posts with all that follows them, locked, and whether the network may have each.

    In three queries at most, however many they are.
    """
    ahead = Prefetch("followers", queryset=_followers(Delivery.objects.all()), to_attr=_AHEAD)
    found = list(creations.select_for_update(of=("self",)).prefetch_related(ahead))
    # Asked for last: what was tried before these rows were locked is seen.
    note_uncertain(
        deliveries=[row for each in found for row in (each, *followers_of(creation=each))]
    )
    return found


def _followers(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    return rows.select_for_update(of=("self",)).order_by("sequence")


def freeze_again(*, delivery: Delivery, story: Story, wish: Wish) -> None:
    """Let a delivery that waits, and was surely never sent, say what the article says now."""
    say_again(delivery=delivery, story=story, wish=wish)
    delivery.save(update_fields=SAID)


def say_again(*, delivery: Delivery, story: Story, wish: Wish) -> None:
    """Have a delivery say what the article says now; the caller keeps its columns `SAID`."""
    creation = delivery.creation or delivery
    delivery.post = story.post(wish=wish, share=delivery.share, key=creation.key)
    delivery.shows = story.shows
    delivery.revision = story.revision
    delivery.title = story.title
    # Uploads of other pictures are of no use, and whoever prepares it now sends it no more.
    delivery.prepared, delivery.lease_token = {}, new_key()


def _of_creation(creation: Delivery, *, now: datetime, asks: bool) -> dict[str, Any]:
    last = max((each.sequence for each in followers_of(creation=creation)), default=0)
    return {
        "key": new_key(),
        "page_id": creation.page_id,
        "page_id_then": creation.page_id_then,
        "channel_id": creation.channel_id,
        "creation_id": creation.pk,
        "sequence": last + 1,
        "share": creation.share,
        "language": creation.language,
        "state": DeliveryState.ASKING if asks else DeliveryState.WAITING,
        "reason": wording.ASK_FIRST if asks else "",
        "made_at": now,
        "send_at": now,
        "news_at": now,
    }
