"""Making deliveries: rows, in the transaction of what they are about, before anything is sent."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Prefetch, QuerySet

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
_AHEAD: Final = "followers_ahead"


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
        return {**self._shows}

    @cached_property
    def _shows(self) -> dict[str, Any]:
        return shown(
            title=self.article.title,
            standfirst=self.article.standfirst,
            address=self.material.url,
            corrections=len(self.article.corrections.all()),
        )


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A channel on which an article is to be posted, with what an editor chose for it."""

    channel: Channel
    choice: ArticleChannel | None


def new_key() -> str:
    """Return a new key: 130 random bits, in letters and digits that every network takes."""
    drawn = secrets.token_bytes(MARKER_LENGTH)
    # Five bits a letter: each of the 32 is as likely.
    return "".join(_LETTERS[byte & 31] for byte in drawn)


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
    wish = Wish(channel=channel, choice=choice)
    delivery = _creation(story, wish, share=share, now=now, not_before=not_before)
    delivery.save()
    ShortLink.objects.create(key=delivery.key, delivery=delivery)
    return delivery


def make_first_creations(*, story: Story, wishes: Sequence[Wish], now: datetime) -> int:
    """Make the deliveries of an article's first posts, all of them at once; return how many.

    Raise if one of them cannot be made. Fifty channels cost the editor two statements.
    """
    made = [_creation(story, wish, share=0, now=now) for wish in wishes]
    Delivery.objects.bulk_create(made)
    ShortLink.objects.bulk_create(ShortLink(key=each.key, delivery=each) for each in made)
    return len(made)


def _creation(
    story: Story,
    wish: Wish,
    *,
    share: int,
    now: datetime,
    not_before: datetime | None = None,
) -> Delivery:
    key, channel, choice = new_key(), wish.channel, wish.choice
    planned = hour_of(channel=channel, choice=choice, now=now, not_before=not_before)
    asks = channel.needs_approval
    return Delivery(
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


def followers_of(*, creation: Delivery) -> Sequence[Delivery]:
    """Return all that follows a post, locked, in its order.

    Whoever has many posts fetches it ahead, `with_followers`.
    """
    ahead: Sequence[Delivery] | None = getattr(creation, _AHEAD, None)
    return list(_followers(creation.followers.all())) if ahead is None else ahead


def with_followers(*, creations: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Return posts with all that follows them, in one query more, and all of it locked."""
    ahead = Prefetch("followers", queryset=_followers(Delivery.objects.all()), to_attr=_AHEAD)
    return creations.select_for_update(of=("self",)).prefetch_related(ahead)


def _followers(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    return rows.select_for_update(of=("self",)).order_by("sequence")


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
    # Uploads of other pictures are of no use, and whoever prepares it now sends it no more.
    delivery.prepared, delivery.lease_token = {}, new_key()
    delivery.save(update_fields=["post", "shows", "revision", "title", "prepared", "lease_token"])


def hour_of(
    *,
    channel: Channel,
    choice: ArticleChannel | None,
    now: datetime,
    not_before: datetime | None = None,
    moving: Delivery | None = None,
) -> datetime:
    """Return when a new post goes: at the channel's hours, and at its distance from others.

    One that waits and is `moving` keeps no distance from itself.
    """
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
        taken=_taken(channel, moving),
        spacing=spacing,
    )


def _taken(channel: Channel, moving: Delivery | None) -> Sequence[datetime]:
    waiting = Delivery.objects.filter(
        channel=channel, operation=Operation.CREATE, state__in=HELD_BACK
    )
    if moving is not None:
        waiting = waiting.exclude(pk=moving.pk)
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
    url = address_in_post(
        key=key, page=story.article, channel=channel, settings=story.material.settings
    )
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
    last = max((each.sequence for each in followers_of(creation=creation)), default=0)
    return {
        "key": new_key(),
        "page_id": creation.page_id,
        "page_id_then": creation.page_id_then,
        "channel": creation.channel,
        "creation": creation,
        "sequence": last + 1,
        "share": creation.share,
        "language": creation.language,
        "state": DeliveryState.ASKING if asks else DeliveryState.WAITING,
        "reason": wording.ASK_FIRST if asks else "",
        "made_at": now,
        "send_at": now,
        "news_at": now,
    }
