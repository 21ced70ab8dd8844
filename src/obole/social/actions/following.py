"""What follows a post: a change of its article, its withdrawal, its coming back.

The newest version wins; nothing is posted a second time, but where the post had been taken away.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from obole.social.actions import wording
from obole.social.actions.channels import cancel_row
from obole.social.actions.holding import may_be_known
from obole.social.actions.making import (
    SAID,
    change_of,
    creation_of,
    followers_of,
    make_deletion,
    say_again,
)
from obole.social.actions.stories import Story, Wish
from obole.social.actions.storing import add_deliveries, rewrite_deliveries
from obole.social.actions.timing import hour_of
from obole.social.models import ArticleChannel, Delivery
from obole.social.networks.registry import abilities_of
from obole.social.queries.deliveries import (
    HELD_BACK,
    MAY_STAND,
    NEVER_SENT,
    was_ever_uncertain,
)
from obole.social.rules.showing import must_follow
from obole.social.rules.vocabulary import ChannelState, DeliveryState, Following, Operation

_REVIVED: Final = ("state", "reason", "ended_at", "send_at", "news_at")


@dataclass(frozen=True, kw_only=True)
class Rows:
    """What is to be written of several posts, decided one by one and kept at once.

    `made` are the columns of new deliveries.
    """

    made: list[dict[str, Any]] = field(default_factory=list)
    changed: list[Delivery] = field(default_factory=list)

    def keep(self) -> None:
        """Write all of it, in two statements."""
        rewrite_deliveries(deliveries=self.changed, names=(*SAID, *_REVIVED))
        add_deliveries(rows=self.made)


def follow_change(*, creation: Delivery, story: Story, wish: Wish, rows: Rows) -> bool:
    """Let a post, which the caller has locked, follow its article; tell whether anything is due.

    The caller keeps the `rows`, in the same transaction.
    """
    if may_be_frozen_again(delivery=creation):
        say_again(delivery=creation, story=story, wish=wish)
        rows.changed.append(creation)
        return False
    deletion = _deletion_of(creation)
    if deletion is not None and (_is_off(wish.choice) or _was_taken_away(deletion)):
        # What was withdrawn stays away, or still goes, where an editor said no, or did it by hand.
        return False
    if deletion is not None and not _still_stands(deletion):
        # It is gone, or will be: the article is back, so a new post says so.
        rows.made.append(creation_of(story=story, wish=wish, share=creation.share + 1))
        return True
    if deletion is not None:
        cancel_row(delivery=deletion, reason=wording.SUPERSEDED, by="", now=story.now)
    if creation.state in NEVER_SENT and not creation.remote_id:
        return _revive(creation, story, wish, rows)
    return _change(creation, story, wish, rows)


def follow_withdrawal(*, creation: Delivery, now: datetime) -> bool:
    """Let a post, which the caller has locked, go with its article; tell if anything is due."""
    changes = creation.followers.select_for_update().filter(
        operation=Operation.UPDATE, state__in=HELD_BACK
    )
    for change in changes.order_by("sequence"):
        cancel_row(delivery=change, reason=wording.WITHDRAWN, by="", now=now)
    if creation.state in HELD_BACK:
        stands = bool(creation.remote_id)
        reason = wording.REST_WITHDRAWN if stands else wording.WITHDRAWN
        cancel_row(delivery=creation, reason=reason, by="", now=now)
    channel = creation.channel
    may_stand = (
        creation.state in MAY_STAND
        or bool(creation.remote_id)
        or may_be_known(creation=creation, channel=channel)
    )
    if not may_stand or _deletion_of(creation) is not None:
        return False
    if channel.follow_withdrawals == Following.NEVER or channel.state == ChannelState.REMOVED:
        return False
    make_deletion(creation=creation, now=now)
    return True


def followed_of(*, creations: Sequence[Delivery]) -> Delivery:
    """Return which of an article's posts on a channel, in their order, follows the article.

    The newest, which readers see first; where it never went, or somebody took it away, the newest
    that stands. One that was taken back with its article comes back.
    """
    newest = creations[-1]
    deletion = _deletion_of(newest)
    is_away = deletion is not None and _was_taken_away(deletion)
    if newest.state in NEVER_SENT and newest.reason != wording.WITHDRAWN:
        is_away = not newest.remote_id
    if not is_away:
        return newest
    standing = [
        each for each in creations if each.state in MAY_STAND and not is_leaving(creation=each)
    ]
    return standing[-1] if standing else newest


def is_leaving(*, creation: Delivery) -> bool:
    """Tell whether a post was taken away, or is to be."""
    return _deletion_of(creation) is not None


def may_be_frozen_again(*, delivery: Delivery) -> bool:
    """Tell whether what a delivery says can still change: it waits, and surely was never sent."""
    waits = delivery.state in HELD_BACK and not delivery.remote_id
    return waits and not was_ever_uncertain(delivery=delivery)


def _revive(creation: Delivery, story: Story, wish: Wish, rows: Rows) -> bool:
    """Let a post wait again that was taken back with its article, or by a no that is one no more.

    What somebody took back by itself stays away.
    """
    if _is_off(wish.choice) or creation.state != DeliveryState.CANCELLED:
        return False
    is_wanted_again = creation.reason == wording.NOT_HERE and wish.choice is not None
    if creation.reason != wording.WITHDRAWN and not is_wanted_again:
        return False
    asks = wish.channel.needs_approval
    creation.state = DeliveryState.ASKING if asks else DeliveryState.WAITING
    creation.reason = wording.APPROVAL if asks else ""
    creation.ended_at = None
    creation.send_at = creation.news_at = hour_of(wish=wish, now=story.now)
    rows.changed.append(creation)
    if was_ever_uncertain(delivery=creation):
        # It goes as it was, for it may stand so; what has changed since goes after it.
        _change(creation, story, wish, rows)
    else:
        say_again(delivery=creation, story=story, wish=wish)
    return True


def _change(creation: Delivery, story: Story, wish: Wish, rows: Rows) -> bool:
    channel = wish.channel
    abilities = abilities_of(channel)
    if channel.follow_edits == Following.NEVER or channel.state == ChannelState.REMOVED:
        return False
    if not (abilities.can_update or abilities.updates_by_reply):
        return False
    allowed = abilities.updates_for_seconds
    since = creation.ended_at or creation.made_at
    if allowed is not None and story.now - since > timedelta(seconds=allowed):
        return False
    last = _last(creation, Operation.UPDATE)
    before = (last or creation).shows
    by_address = not str(creation.post.get("url", "")).endswith(creation.key)
    if not must_follow(before, story.shows, by_address=by_address):
        return False
    if last is not None and may_be_frozen_again(delivery=last):
        say_again(delivery=last, story=story, wish=wish)
        rows.changed.append(last)
        return True
    rows.made.append(change_of(creation=creation, story=story, wish=wish))
    return True


def _is_off(choice: ArticleChannel | None) -> bool:
    return choice is not None and choice.is_on is False


def _still_stands(deletion: Delivery) -> bool:
    """Tell whether a post that is to be taken away surely was not: nobody did, or could, so far."""
    is_by_hand = deletion.state == DeliveryState.NEEDS_HUMAN
    return deletion.state in HELD_BACK or (is_by_hand and not was_ever_uncertain(delivery=deletion))


def _was_taken_away(deletion: Delivery) -> bool:
    """Tell whether somebody took the post away by its button, and not the article with it."""
    return deletion.attempts.filter(phase="person", reason=wording.CANCELLED).exists()


def _deletion_of(creation: Delivery) -> Delivery | None:
    return _last(creation, Operation.DELETE)


def _last(creation: Delivery, operation: Operation) -> Delivery | None:
    """Return the newest that follows a post, unless it was taken back, dropped or refused."""
    rows = [
        each
        for each in followers_of(creation=creation)
        if each.operation == operation and each.state not in NEVER_SENT
    ]
    return rows[-1] if rows else None
