"""What people decide about a delivery. Each decision is a line of its log, with their name."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from obole.accounts.models import User
from obole.foundation.facts import emit
from obole.social.actions import wording
from obole.social.actions.channels import cancel_row
from obole.social.actions.making import freeze_again
from obole.social.actions.queueing import story_of
from obole.social.actions.recording import log, tell
from obole.social.actions.stories import Wish
from obole.social.events import DeliveriesQueued
from obole.social.models import ArticleChannel, Delivery
from obole.social.queries.deliveries import HELD_BACK, was_ever_uncertain
from obole.social.rules.delivering import OPEN_ENDS
from obole.social.rules.linking import linkable
from obole.social.rules.steps import done_of, steps_of
from obole.social.rules.vocabulary import DeliveryState, Operation, Outcome


class NotPossible(Exception):
    """The delivery is not in a state in which this can be decided: somebody else was first."""


@transaction.atomic
def i_see_it(*, delivery: Delivery, by: User, now: datetime, url: str = "") -> Delivery:
    """Keep that it stands on the network, or is gone where it was to go. Raise NotPossible.

    Of a part of a thread: the rest still goes out.
    """
    locked = _locked(delivery, OPEN_ENDS)
    address = linkable(url)[:600]
    done = done_of(remote_id=locked.remote_id, steps=locked.steps)
    if locked.operation == Operation.CREATE and done:
        # Its number is not known: what comes next answers the part before.
        locked.steps = [*locked.steps, {"id": "", "url": address, "revision": ""}]
        if done + 1 < len(steps_of(locked.post)):
            _wait_again(locked, now)
            _decide(locked, wording.SEEN, Outcome.SENT, by=by, now=now)
            _wake(locked)
            return locked
    else:
        locked.remote_url = address or locked.remote_url
    locked.state, locked.ended_at = DeliveryState.SENT, now
    _decide(locked, wording.SEEN, Outcome.SENT, by=by, now=now)
    tell(delivery=locked)
    return locked


@transaction.atomic
def send_again(*, delivery: Delivery, by: User, now: datetime) -> Delivery:
    """Send it again: somebody has looked, and it is not there. Raise NotPossible."""
    locked = _locked(delivery, OPEN_ENDS)
    _wait_again(locked, now)
    _decide(locked, wording.SENT_AGAIN, Outcome.NOT_SENT, by=by, now=now)
    _wake(locked)
    return locked


@transaction.atomic
def release(*, delivery: Delivery, by: User, now: datetime) -> Delivery:
    """Let it go, at its hour if that is still to come. Raise NotPossible."""
    locked = _locked(delivery, {DeliveryState.ASKING})
    hour = max(locked.send_at, now)
    _wait_again(locked, now)
    locked.send_at = locked.news_at = hour
    _decide(locked, wording.RELEASED, Outcome.NOT_SENT, by=by, now=now)
    _wake(locked)
    return locked


@transaction.atomic
def drop(*, delivery: Delivery, by: User, now: datetime) -> Delivery:
    """Decide that it does not go, or that nobody does what only a person can. Raise NotPossible."""
    locked = _locked(delivery, {DeliveryState.ASKING, DeliveryState.NEEDS_HUMAN})
    locked.state, locked.ended_at = DeliveryState.DROPPED, now
    _decide(locked, wording.DROPPED, Outcome.NOT_SENT, by=by, now=now)
    return locked


@transaction.atomic
def retry(*, delivery: Delivery, by: User, now: datetime) -> Delivery:
    """Try it again now: one that was refused, failed for long, or waits for its next try.

    A new post that surely was never sent says what the article says now. One that may have been
    sent is not retried but sent again, by somebody who has looked. Raise NotPossible.
    """
    states = {DeliveryState.REJECTED, DeliveryState.NEEDS_HUMAN, DeliveryState.WAITING}
    locked = _locked(delivery, states)
    is_open = locked.state == DeliveryState.NEEDS_HUMAN and was_ever_uncertain(delivery=locked)
    if is_open:
        raise NotPossible
    _wait_again(locked, now)
    _decide(locked, wording.RETRIED, Outcome.NOT_SENT, by=by, now=now)
    _say_what_is_true(locked, now)
    _wake(locked)
    return locked


@transaction.atomic
def cancel(*, delivery: Delivery, by: User | None, now: datetime) -> Delivery:
    """Take it back before it is sent. Raise NotPossible."""
    locked = _locked(delivery, HELD_BACK)
    cancel_row(delivery=locked, reason=wording.CANCELLED, by=str(by or ""), now=now)
    return locked


def _locked(delivery: Delivery, states: Collection[str]) -> Delivery:
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("channel", "creation")
    locked = rows.filter(pk=delivery.pk, state__in=list(states)).first()
    if locked is None:
        raise NotPossible
    return locked


def _wait_again(delivery: Delivery, now: datetime) -> None:
    delivery.state = DeliveryState.WAITING
    delivery.attempts_made = delivery.looks_made = 0
    # A person's word begins anew what is late.
    delivery.send_at = delivery.news_at = now
    delivery.ended_at = delivery.lease_until = None
    delivery.lease_token = ""
    delivery.prepared = {}


def _decide(delivery: Delivery, reason: str, outcome: Outcome, *, by: User, now: datetime) -> None:
    delivery.reason = reason
    delivery.save()
    log(
        delivery=delivery,
        phase="person",
        outcome=outcome,
        reason=reason,
        started_at=now,
        by=str(by),
    )


def _say_what_is_true(delivery: Delivery, now: datetime) -> None:
    is_new = delivery.operation == Operation.CREATE and not delivery.remote_id
    if not is_new or was_ever_uncertain(delivery=delivery):
        return
    story = story_of(page_id=delivery.page_id_then, now=now)
    if story is None:
        return
    choice = ArticleChannel.objects.filter(
        page=delivery.page_id_then, channel=delivery.channel_id
    ).first()
    wish = Wish(channel=delivery.channel, choice=choice)
    freeze_again(delivery=delivery, story=story, wish=wish)


def _wake(delivery: Delivery) -> None:
    emit(DeliveriesQueued(page_id=delivery.page_id_then))
