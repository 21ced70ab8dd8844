"""An article goes to its channels: rows in the transaction that publishes it, nothing is sent yet.

What is wrong with one channel stops neither the others nor the publication.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import prefetch_related_objects

from obole.foundation.facts import emit
from obole.newsroom.models import ArticlePage
from obole.social.actions.following import (
    Rows,
    follow_change,
    follow_withdrawal,
    followed_of,
)
from obole.social.actions.making import (
    make_creation,
    make_first_creations,
    make_unmakable,
    with_followers,
)
from obole.social.actions.stories import Ahead, Story, Wish
from obole.social.actions.timing import hours_taken
from obole.social.events import DeliveriesQueued
from obole.social.models import ArticleChannel, Channel, ChannelTemplate, Delivery
from obole.social.queries.deliveries import creations_of
from obole.social.rules.choosing import Occasion, WrongRules, is_wanted, read_rules
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
    readable = ArticlePage.objects.readable()
    with_all = readable.select_related("locale", "picture").prefetch_related("corrections")
    article = with_all.filter(pk=page_id).first()
    if article is None or article.is_under_embargo():
        return None
    return Story(article=article, now=now)


def _share(
    article: ArticlePage,
    channel: Channel,
    *,
    share: int,
    now: datetime,
    not_before: datetime | None,
) -> Delivery:
    story = Story(article=article, now=now)
    choice = ArticleChannel.objects.filter(page=article.pk, channel=channel).first()
    wish = Wish(channel=channel, choice=choice)
    delivery = make_creation(story=story, wish=wish, share=share, not_before=not_before)
    _announce(article.pk, 1)
    return delivery


def _queue(page_id: int, occasion: Occasion, now: datetime) -> int:
    channels = list(Channel.objects.exclude(state=ChannelState.REMOVED).order_by("pk"))
    if not channels:
        return 0
    story = story_of(page_id=page_id, now=now)
    if story is None:
        return 0
    creations = with_followers(creations=creations_of(page_id=page_id))
    known: dict[int, list[Delivery]] = {}
    for each in creations:
        known.setdefault(each.channel_id, []).append(each)
    chosen = ArticleChannel.objects.filter(page=page_id).prefetch_related("image", "recording")
    choices = {each.channel_id: each for each in chosen}
    ahead = _ahead(channels, story)
    followed: list[tuple[Delivery, Wish]] = []
    wanted: list[Wish] = []
    for channel in channels:
        posts, choice = known.get(channel.pk), choices.get(channel.pk)
        wish = Wish(channel=channel, choice=choice, ahead=ahead)
        if posts:
            followed.append((followed_of(creations=posts), wish))
        elif _wants(wish, story, occasion):
            wanted.append(wish)
    count = _follow(followed, story) + _make(wanted, story)
    _announce(page_id, count)
    return count


def _ahead(channels: Sequence[Channel], story: Story) -> Ahead:
    """Ask for what is needed of several channels, once for all of them."""
    templates = ChannelTemplate.objects.filter(channel__in=channels, language=story.language)
    prefetch_related_objects(
        [each for each in channels if each.default_picture_id], "default_picture"
    )
    return Ahead(
        templates={each.channel_id: each for each in templates},
        taken=hours_taken(channels=channels),
    )


def _make(wishes: Sequence[Wish], story: Story) -> int:
    """Make all first posts at once; if one of them cannot be made, each by itself."""
    if not wishes:
        return 0
    try:
        with transaction.atomic():
            return make_first_creations(story=story, wishes=wishes)
    except Exception:
        # Told of below, with the channel's number.
        logger.debug("The posts cannot be made at once.", exc_info=True)
    return sum(_make_one(wish, story) for wish in wishes)


def _make_one(wish: Wish, story: Story) -> bool:
    try:
        with transaction.atomic():
            make_creation(story=story, wish=wish, share=0)
            return True
    except Exception:
        if creations_of(page_id=story.article.pk).filter(channel=wish.channel).exists():
            # Somebody else published the article in the same moment: its post is theirs.
            return False
        logger.exception("No post for channel %s could be made.", wish.channel.pk)
    make_unmakable(story=story, channel=wish.channel, share=0)
    return False


def _follow(followed: Sequence[tuple[Delivery, Wish]], story: Story) -> int:
    """Let all posts follow at once; if one of them cannot, each by itself."""
    if not followed:
        return 0
    try:
        return _follow_at_once(followed, story)
    except Exception:
        logger.debug("The posts cannot be changed at once.", exc_info=True)
    return sum(_follow_one(creation.pk, wish, story) for creation, wish in followed)


def _follow_one(number: int, wish: Wish, story: Story) -> int:
    try:
        with transaction.atomic():
            # Read anew: what was decided together is written nowhere, but stands in the objects.
            (creation,) = with_followers(creations=Delivery.objects.filter(pk=number))
            return _follow_at_once([(creation, wish)], story)
    except Exception:
        logger.exception("No post for channel %s could be changed.", wish.channel.pk)
    return 0


@transaction.atomic
def _follow_at_once(followed: Sequence[tuple[Delivery, Wish]], story: Story) -> int:
    rows, count = Rows(), 0
    for creation, wish in followed:
        creation.channel = wish.channel
        count += follow_change(creation=creation, story=story, wish=wish, rows=rows)
    rows.keep()
    return count


def _wants(wish: Wish, story: Story, occasion: Occasion) -> bool:
    """Tell whether a first post is to be made: as the editor chose, or as the rules say."""
    channel, choice = wish.channel, wish.choice
    if choice is not None and choice.is_on is not None:
        return choice.is_on
    published_at = story.article.published_at or story.now
    if not channel.is_default or story.now - published_at > NEWS_FOR:
        return False
    if channel.languages and story.language not in channel.languages:
        return False
    try:
        rules = read_rules(channel.rules)
    except WrongRules:
        logger.warning("The rules of channel %s cannot be read.", channel.pk)
        return False
    # What an article is made of is asked for only where rules look at it.
    return occasion in rules.occasions and (
        not rules.looks_at_articles or is_wanted(rules, story.facts, occasion=occasion)
    )


def _announce(page_id: int, count: int) -> None:
    if count:
        emit(DeliveriesQueued(page_id=page_id))
