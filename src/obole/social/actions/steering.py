"""What an editor lets happen to one article on one channel, whatever the channel's rules say."""

from datetime import datetime

from django.db import transaction

from obole.accounts.models import User
from obole.foundation.facts import emit
from obole.social.actions import wording
from obole.social.actions.deciding import cancel, release
from obole.social.actions.following import followed_of, is_leaving, may_be_frozen_again
from obole.social.actions.making import freeze_again, make_change, make_deletion
from obole.social.actions.queueing import queue_on, queue_share, story_of
from obole.social.actions.recording import log
from obole.social.actions.stories import Wish
from obole.social.events import DeliveriesQueued
from obole.social.models import ArticleChannel, Channel, Delivery
from obole.social.networks.registry import abilities_of
from obole.social.queries.deliveries import HELD_BACK, MAY_STAND, NEVER_SENT, creations_of
from obole.social.rules.vocabulary import DeliveryState, Operation, Outcome


@transaction.atomic
def post_now(*, page_id: int, channel: Channel, now: datetime) -> Delivery | None:
    """Post an article here, once more if it was posted before: each press is one post.

    As readers see it, whatever its draft says. None where not everybody may read it.
    """
    story = story_of(page_id=page_id, now=now)
    if story is None:
        return None
    return queue_on(article=story.article, channel=channel, now=now) or queue_share(
        article=story.article, channel=channel, now=now
    )


@transaction.atomic
def correct_now(*, page_id: int, channel: Channel, by: User, now: datetime) -> Delivery | None:
    """Let the latest post say what the article says now, even if little changed.

    None where no post stands, or the network can change none.
    """
    creation = _latest(page_id, channel)
    story = story_of(page_id=page_id, now=now)
    abilities = abilities_of(channel)
    if creation is None or story is None:
        return None
    choice = ArticleChannel.objects.filter(page_id=page_id, channel=channel).first()
    wish = Wish(channel=channel, choice=choice)
    if may_be_frozen_again(delivery=creation):
        freeze_again(delivery=creation, story=story, wish=wish)
        return creation
    if creation.state not in MAY_STAND or not (abilities.can_update or abilities.updates_by_reply):
        return None
    changes = creation.followers.select_for_update().filter(operation=Operation.UPDATE)
    last = changes.order_by("-sequence").first()
    if last is not None and may_be_frozen_again(delivery=last):
        freeze_again(delivery=last, story=story, wish=wish)
        change = last
    else:
        change = make_change(creation=creation, story=story, wish=wish)
    return _go(change, by=by, now=now)


@transaction.atomic
def withdraw_now(*, page_id: int, channel: Channel, by: User, now: datetime) -> Delivery | None:
    """Take the latest post away, or back if it waits; it stays away. None where nothing stands."""
    creation = _latest(page_id, channel)
    if creation is None:
        return None
    if creation.state in HELD_BACK and not creation.remote_id:
        return cancel(delivery=creation, by=by, now=now)
    deletions = creation.followers.filter(operation=Operation.DELETE)
    if creation.state not in MAY_STAND or deletions.exclude(state__in=NEVER_SENT).exists():
        return None
    changes = creation.followers.filter(operation=Operation.UPDATE, state__in=HELD_BACK)
    for change in changes.order_by("sequence"):
        cancel(delivery=change, by=by, now=now)
    deletion = make_deletion(creation=creation, now=now)
    log(
        delivery=deletion,
        phase="person",
        outcome=Outcome.NOT_SENT,
        reason=wording.CANCELLED,
        started_at=now,
        by=str(by),
    )
    return _go(deletion, by=by, now=now)


def _latest(page_id: int, channel: Channel) -> Delivery | None:
    rows = creations_of(page_id=page_id).filter(channel=channel)
    creations = list(rows.select_for_update(of=("self",)).select_related("channel"))
    here = [each for each in creations if not is_leaving(creation=each)] or creations
    return followed_of(creations=here) if here else None


def _go(delivery: Delivery, *, by: User, now: datetime) -> Delivery:
    """Let it go at once: whoever pressed the button is the person that the channel asks."""
    if delivery.state == DeliveryState.ASKING:
        return release(delivery=delivery, by=by, now=now)
    emit(DeliveriesQueued(page_id=delivery.page_id_then))
    return delivery
