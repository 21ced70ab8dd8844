"""Making deliveries: rows, in the transaction of what they are about, before anything is sent."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings

from obole.newsroom.models import ArticlePage
from obole.social.actions import wording
from obole.social.actions.composing import compose
from obole.social.models import ArticleChannel, Channel, Delivery, ShortLink
from obole.social.queries.deliveries import HELD_BACK
from obole.social.queries.material import Material
from obole.social.queries.short_links import address_in_post
from obole.social.rules.network import Marker
from obole.social.rules.posts import frozen
from obole.social.rules.showing import shown
from obole.social.rules.slots import WrongSlot, read_slots, send_time
from obole.social.rules.steps import MARKER_LENGTH
from obole.social.rules.vocabulary import DeliveryState, Following, Operation

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz234567"
LONGEST_TITLE: Final = 300


@dataclass(frozen=True, kw_only=True)
class Story:
    """An article, and what is said of it: gathered once for all channels."""

    article: ArticlePage
    material: Material

    @property
    def revision(self) -> int:
        """The number of the version that readers see."""
        return self.article.live_revision_id or 0

    def shows(self) -> dict[str, Any]:
        """Return what posts tell of the article."""
        return shown(
            title=self.article.title,
            standfirst=self.article.standfirst,
            address=self.article.full_url or "",
            corrections=len(self.article.corrections.all()),
        )


def new_key() -> str:
    """Return a new key: 130 random bits, in letters and digits that every network takes."""
    return "".join(secrets.choice(_LETTERS) for _ in range(MARKER_LENGTH))


def make_creation(
    *,
    story: Story,
    channel: Channel,
    choice: ArticleChannel | None,
    share: int,
    now: datetime,
    not_before: datetime | None = None,
) -> Delivery:
    """Make the delivery of a new post, at the channel's next hour. Raise if it cannot be made."""
    key = new_key()
    planned = hour_of(channel=channel, choice=choice, now=now, not_before=not_before)
    asks = channel.needs_approval
    delivery = Delivery(
        key=key,
        page_id=story.article.pk,
        page_id_then=story.article.pk,
        channel=channel,
        operation=Operation.CREATE,
        share=share,
        revision=story.revision,
        title=story.article.title[:LONGEST_TITLE],
        language=story.material.language,
        post=_frozen(story, channel, choice, share=share, key=key, now=now),
        shows=story.shows(),
        state=DeliveryState.ASKING if asks else DeliveryState.WAITING,
        reason=wording.APPROVAL if asks else "",
        made_at=now,
        send_at=planned,
        news_at=planned,
    )
    delivery.save()
    ShortLink.objects.create(key=key, delivery=delivery)
    return delivery


def make_unmakable(*, story: Story, channel: Channel, share: int, now: datetime) -> Delivery:
    """Keep that a post could not be made: it is in the log, and can be tried again."""
    key = new_key()
    return Delivery.objects.create(
        key=key,
        page_id=story.article.pk,
        page_id_then=story.article.pk,
        channel=channel,
        operation=Operation.CREATE,
        share=share,
        revision=story.revision,
        title=story.article.title[:LONGEST_TITLE],
        language=story.material.language,
        state=DeliveryState.REJECTED,
        reason=wording.BROKEN_POST,
        made_at=now,
        send_at=now,
        news_at=now,
        ended_at=now,
    )


def make_change(
    *, creation: Delivery, story: Story, choice: ArticleChannel | None, now: datetime
) -> Delivery:
    """Make the delivery of a change, after all that follows the post so far."""
    asks = creation.channel.follow_edits == Following.ASK
    channel, share = creation.channel, creation.share
    return Delivery.objects.create(
        **_of_creation(creation, now=now, asks=asks),
        operation=Operation.UPDATE,
        revision=story.revision,
        title=story.article.title[:LONGEST_TITLE],
        post=_frozen(story, channel, choice, share=share, key=creation.key, now=now),
        shows=story.shows(),
    )


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


def freeze_again(
    *, delivery: Delivery, story: Story, choice: ArticleChannel | None, now: datetime
) -> None:
    """Let a delivery that waits, and was surely never sent, say what the article says now."""
    creation = delivery.creation or delivery
    delivery.post = _frozen(
        story, delivery.channel, choice, share=delivery.share, key=creation.key, now=now
    )
    delivery.shows = story.shows()
    delivery.revision = story.revision
    delivery.title = story.article.title[:LONGEST_TITLE]
    # Uploads of other pictures are of no use.
    delivery.prepared = {}
    delivery.save(update_fields=["post", "shows", "revision", "title", "prepared"])


def hour_of(
    *,
    channel: Channel,
    choice: ArticleChannel | None,
    now: datetime,
    not_before: datetime | None = None,
) -> datetime:
    """Return when a new post goes: at the channel's hours, and at its distance from others."""
    wished = [now, not_before, choice.send_at if choice else None]
    earliest = max(each for each in wished if each is not None)
    spacing = timedelta(seconds=channel.spacing_seconds)
    if not channel.slots and not spacing:
        return earliest
    try:
        slots = read_slots(channel.slots)
    except WrongSlot:
        # The form refuses them; an old row must not hold the article back.
        slots = []
    return send_time(
        not_before=earliest,
        slots=slots,
        zone=ZoneInfo(settings.TIME_ZONE),
        taken=_taken(channel),
        spacing=spacing,
    )


def _taken(channel: Channel) -> Sequence[datetime]:
    waiting = Delivery.objects.filter(
        channel=channel, operation=Operation.CREATE, state__in=HELD_BACK
    )
    hours = list(waiting.order_by("send_at").values_list("send_at", flat=True))
    return hours if channel.last_sent_at is None else [channel.last_sent_at, *hours]


def _frozen(
    story: Story,
    channel: Channel,
    choice: ArticleChannel | None,
    *,
    share: int,
    key: str,
    now: datetime,
) -> dict[str, Any]:
    url = address_in_post(key=key, page=story.article, channel=channel)
    composed = compose(
        article=story.article,
        channel=channel,
        choice=choice,
        share=share,
        marker=Marker(key=key, url=url, made_at=now),
        material=story.material,
    )
    return frozen(composed)


def _of_creation(creation: Delivery, *, now: datetime, asks: bool) -> dict[str, Any]:
    last = creation.followers.order_by("-sequence").values_list("sequence", flat=True).first()
    return {
        "key": new_key(),
        "page_id": creation.page_id,
        "page_id_then": creation.page_id_then,
        "channel": creation.channel,
        "creation": creation,
        "sequence": (last or 0) + 1,
        "share": creation.share,
        "language": creation.language,
        "state": DeliveryState.ASKING if asks else DeliveryState.WAITING,
        "reason": wording.ASK_FIRST if asks else "",
        "made_at": now,
        "send_at": now,
        "news_at": now,
    }
