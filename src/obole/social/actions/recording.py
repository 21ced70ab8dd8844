"""How a try ended is written down: the delivery, its log, its channel; one transaction.

Only whoever holds the delivery's token writes: a worker that was away for too long finds that
another has taken over, and its answer goes into the log alone.
"""

import random
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from obole.foundation.facts import emit
from obole.social.actions import resting, wording
from obole.social.actions.performing import Ended
from obole.social.events import DeliverySent, DeliveryStuck
from obole.social.models import Attempt, Delivery
from obole.social.rules.delivering import (
    FINAL,
    STUCK,
    Ending,
    Guarantees,
    Standing,
    next_of,
    outcome_of,
)
from obole.social.rules.linking import linkable
from obole.social.rules.network import Remote
from obole.social.rules.reasons import stored, together
from obole.social.rules.vocabulary import DeliveryState, Operation, Outcome


@dataclass(frozen=True, kw_only=True)
class Try:
    """What was tried, or looked for."""

    delivery_id: int
    token: str
    phase: str
    guarantees: Guarantees
    now: datetime
    more_steps: bool = False
    """A further part of the thread, or the first comment, is still to come."""
    cost_cents: int = 0
    """Booked before the call; given back where surely nothing was done."""
    in_place: bool = True
    """A change of the post itself: its revision is the post's from now on."""


@transaction.atomic
def record(*, tried: Try, ended: Ended) -> bool:
    """Write down how it ended; False if somebody else has taken the delivery over meanwhile."""
    delivery = Delivery.objects.select_for_update().get(pk=tried.delivery_id)
    is_look = tried.phase == "find"
    outcome = outcome_of(ended.ending, is_look=is_look)
    is_mine = delivery.lease_token == tried.token and delivery.state not in FINAL
    log(
        delivery=delivery,
        phase=tried.phase,
        outcome=outcome,
        reason=ended.reason if is_mine else together(wording.CAME_LATE, ended.reason),
        started_at=tried.now,
        milliseconds=ended.milliseconds,
    )
    if not is_mine:
        return False
    _move(delivery, tried, ended, is_look=is_look)
    resting.count(channel_id=delivery.channel_id, ended=ended, tried_at=tried.now)
    if tried.cost_cents and outcome in (Outcome.REJECTED, Outcome.NOT_SENT):
        resting.give_back(channel_id=delivery.channel_id, cents=tried.cost_cents, now=tried.now)
    return True


def log(  # noqa: PLR0913 - a line of the log
    *,
    delivery: Delivery,
    phase: str,
    outcome: Outcome,
    reason: str,
    started_at: datetime,
    milliseconds: int = 0,
    by: str = "",
) -> None:
    """Add a line to the log of a delivery, which the caller has locked."""
    Attempt.objects.create(
        delivery=delivery,
        number=delivery.attempts.count() + 1,
        phase=phase,
        outcome=outcome,
        reason=stored(reason),
        started_at=started_at,
        milliseconds=milliseconds,
        by=by[:150],
    )


def tell(*, delivery: Delivery) -> None:
    """Announce what became of a delivery, in the caller's transaction."""
    if delivery.state == DeliveryState.SENT:
        emit(DeliverySent(delivery_id=delivery.pk))
    elif delivery.state in STUCK:
        emit(DeliveryStuck(delivery_id=delivery.pk))


def _move(delivery: Delivery, tried: Try, ended: Ended, *, is_look: bool) -> None:
    following = next_of(
        standing_of(delivery=delivery, is_open=is_look),
        ended.ending,
        guarantees=tried.guarantees,
        now=tried.now,
        told_seconds=ended.told_seconds,
        # Nobody gains by foreseeing when a post is tried again.
        chance=random.random(),  # noqa: S311
    )
    delivery.state = following.state
    delivery.attempts_made = following.attempts_made
    delivery.looks_made = following.looks_made
    delivery.send_at = following.send_at
    delivery.reason = "" if ended.ending is Ending.SENT else stored(ended.reason)
    if ended.ending is Ending.SENT:
        _keep_remote(delivery, ended.remote, in_place=tried.in_place)
        if tried.more_steps:
            delivery.state, delivery.attempts_made = DeliveryState.WAITING, 0
    if delivery.state != DeliveryState.SENDING:
        delivery.lease_until = None
    delivery.ended_at = tried.now if delivery.state in FINAL else None
    delivery.save()
    tell(delivery=delivery)


def _keep_remote(delivery: Delivery, remote: Remote | None, *, in_place: bool) -> None:
    if remote is None:
        return
    if delivery.operation == Operation.CREATE and delivery.remote_id:
        stands = {"id": remote.id, "url": linkable(remote.url), "revision": remote.revision}
        delivery.steps = [*delivery.steps, stands]
        return
    delivery.remote_id, delivery.remote_revision = remote.id[:300], remote.revision[:200]
    delivery.remote_url = linkable(remote.url)[:600]
    if delivery.operation == Operation.UPDATE and in_place:
        assert delivery.creation_id is not None, "A change belongs to a post."
        Delivery.objects.filter(pk=delivery.creation_id).update(
            remote_id=delivery.remote_id,
            remote_url=delivery.remote_url,
            remote_revision=delivery.remote_revision,
        )


def standing_of(*, delivery: Delivery, is_open: bool) -> Standing:
    """Return where a delivery stands, as the rules see it."""
    return Standing(
        operation=Operation(delivery.operation),
        attempts_made=delivery.attempts_made,
        looks_made=delivery.looks_made,
        due_since=max(delivery.news_at, delivery.made_at),
        is_open=is_open,
    )
