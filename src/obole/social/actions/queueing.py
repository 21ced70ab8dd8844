"""An article goes to its channels: rows in the transaction that publishes it, nothing is sent yet.

What is wrong with one channel stops neither the others nor the publication.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from obole.foundation.facts import emit
from obole.newsroom.models import ArticlePage
from obole.social.actions.following import follow_change, follow_withdrawal, followed_of
from obole.social.actions.making import (
    Story,
    Wish,
    make_creation,
    make_first_creations,
    make_unmakable,
    with_followers,
)
from obole.social.events import DeliveriesQueued
from obole.social.models import ArticleChannel, Channel, Delivery
from obole.social.queries.article_facts import facts_of
from obole.social.queries.deliveries import creations_of
from obole.social.queries.material import material_of
from obole.social.rules.choosing import ArticleFacts, Occasion, WrongRules, is_wanted, read_rules
from obole.social.rules.vocabulary import ChannelState

logger = logging.getLogger(__name__)

# What was published before that is no news: a site that moves in, an archive that is filled.
NEWS_FOR: Final = timedelta(hours=48)


@transaction.atomic
def queue_article(*, page_id: int, now: datetime) -> int:
    """Make the deliveries of an article that has just been published; return how many channels.

    In the transaction of the fact. A second call finds them, and changes nothing. Nothing is
    made of an article that only some may read, nor of one that was published long ago.
    """
    return _queue(page_id, Occasion.PUBLICATION, now)


@transaction.atomic
def queue_change(*, page_id: int, now: datetime) -> int:
    """Let posts follow their article; return on how many channels something is due.

    A second call for the same version changes nothing.
    """
    return _queue(page_id, Occasion.UPDATE, now)


@transaction.atomic
def queue_withdrawal(*, page_id: int, now: datetime) -> int:
    """Take back what waits and take away what stands; return on how many channels."""
    creations = creations_of(page_id=page_id).select_for_update(of=("self",))
    rows = creations.select_related("channel")
    count = sum(follow_withdrawal(creation=each, now=now) for each in rows)
    _announce(page_id, count)
    return count


@transaction.atomic
def queue_on(
    *,
    article: ArticlePage,
    channel: Channel,
    now: datetime,
    not_before: datetime | None = None,
) -> Delivery | None:
    """Make the first post of an article on this channel, whatever its rules say: somebody chose it.

    None where there is one: it is never posted a second time by accident.
    """
    if creations_of(page_id=article.pk).filter(channel=channel).exists():
        return None
    return _share(article, channel, share=0, now=now, not_before=not_before)


@transaction.atomic
def queue_share(*, article: ArticlePage, channel: Channel, now: datetime) -> Delivery:
    """Post an article again, deliberately: the next number among its posts on this channel."""
    before = creations_of(page_id=article.pk).filter(channel=channel).order_by("-share").first()
    share = before.share + 1 if before is not None else 1
    return _share(article, channel, share=share, now=now, not_before=None)


def story_of(*, page_id: int, now: datetime) -> Story | None:
    """Return an article that everybody may read, with what is said of it; None otherwise."""
    article = ArticlePage.objects.live().public().filter(pk=page_id).first()
    if article is None or article.is_under_embargo():
        return None
    return Story(article=article, material=material_of(article, now=now))


def _share(
    article: ArticlePage,
    channel: Channel,
    *,
    share: int,
    now: datetime,
    not_before: datetime | None,
) -> Delivery:
    story = Story(article=article, material=material_of(article, now=now))
    choice = ArticleChannel.objects.filter(page=article.pk, channel=channel).first()
    delivery = make_creation(
        story=story, channel=channel, choice=choice, share=share, now=now, not_before=not_before
    )
    _announce(article.pk, 1)
    return delivery


def _queue(page_id: int, occasion: Occasion, now: datetime) -> int:
    channels = list(
        Channel.objects.exclude(state=ChannelState.REMOVED)
        .select_related("default_picture")
        .prefetch_related("templates")
        .order_by("pk")
    )
    if not channels:
        return 0
    story = story_of(page_id=page_id, now=now)
    if story is None:
        return 0
    creations = with_followers(creations=creations_of(page_id=page_id))
    known: dict[int, list[Delivery]] = {}
    for each in creations:
        known.setdefault(each.channel_id, []).append(each)
    chosen = ArticleChannel.objects.filter(page=page_id).select_related("image", "recording")
    choices = {each.channel_id: each for each in chosen}
    facts = facts_of(story.article)
    wishes, count = [], 0
    for channel in channels:
        posts, choice = known.get(channel.pk), choices.get(channel.pk)
        if posts:
            creation = followed_of(creations=posts)
            creation.channel = channel
            count += _follow(creation, choice, story, now)
        elif _wants(channel, choice, story, facts, occasion, now):
            wishes.append(Wish(channel=channel, choice=choice))
    count += _make(wishes, story, now)
    _announce(page_id, count)
    return count


def _make(wishes: Sequence[Wish], story: Story, now: datetime) -> int:
    """Make all first posts at once; if one of them cannot be made, each by itself."""
    try:
        with transaction.atomic():
            return make_first_creations(story=story, wishes=wishes, now=now)
    except Exception:
        # Told of below, with the channel's number.
        logger.debug("The posts cannot be made at once.", exc_info=True)
    return sum(_make_one(wish, story, now) for wish in wishes)


def _make_one(wish: Wish, story: Story, now: datetime) -> bool:
    try:
        with transaction.atomic():
            make_creation(story=story, channel=wish.channel, choice=wish.choice, share=0, now=now)
            return True
    except Exception:
        if creations_of(page_id=story.article.pk).filter(channel=wish.channel).exists():
            # Somebody else published the article in the same moment: its post is theirs.
            return False
        logger.exception("No post for channel %s could be made.", wish.channel.pk)
    make_unmakable(story=story, channel=wish.channel, share=0, now=now)
    return False


def _follow(creation: Delivery, choice: ArticleChannel | None, story: Story, now: datetime) -> bool:
    try:
        with transaction.atomic():
            return follow_change(creation=creation, story=story, choice=choice, now=now)
    except Exception:
        logger.exception("No post for channel %s could be changed.", creation.channel_id)
    return False


def _wants(
    channel: Channel,
    choice: ArticleChannel | None,
    story: Story,
    facts: ArticleFacts,
    occasion: Occasion,
    now: datetime,
) -> bool:
    """Tell whether a first post is to be made: as the editor chose, or as the rules say."""
    if choice is not None and choice.is_on is not None:
        return choice.is_on
    published_at = story.article.published_at or now
    if not channel.is_default or now - published_at > NEWS_FOR:
        return False
    if channel.languages and facts.language not in channel.languages:
        return False
    try:
        return is_wanted(read_rules(channel.rules), facts, occasion=occasion)
    except WrongRules:
        logger.warning("The rules of channel %s cannot be read.", channel.pk)
        return False


def _announce(page_id: int, count: int) -> None:
    if count:
        emit(DeliveriesQueued(page_id=page_id))
