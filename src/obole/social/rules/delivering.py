"""What becomes of a delivery: its next state, from how a try ended. Pure; the heart of all.

Only what surely was not done is done again. What may have been done is looked for, and where
nobody can look, a person decides: never twice by accident.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from obole.social.rules.backoff import GIVE_UP_AFTER, LOOKS, wait_as_told, wait_before_try
from obole.social.rules.vocabulary import DeliveryState, Operation, Outcome


class Ending(StrEnum):
    """How a try or a look ended."""

    SENT = "sent"
    REJECTED = "rejected"
    NOT_SENT = "not-sent"
    THROTTLED = "throttled"
    LOGIN_LOST = "login-lost"
    UNCERTAIN = "uncertain"
    """Also: the worker died between the call and its record."""
    NOT_OFFERED = "not-offered"
    NOT_THERE = "not-there"
    """A look found nothing."""


@dataclass(frozen=True, kw_only=True)
class Guarantees:
    """What the network lets us know about this step."""

    repeats_safely: bool = False
    """Done twice it is done once: a key of ours, or a change or deletion of what stands."""
    can_find: bool = False
    finds_surely: bool = True
    """Nothing found, three times, means that it is not there."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a delivery stands before the ending is counted."""

    operation: Operation
    attempts_made: int
    looks_made: int
    due_since: datetime
    """When it was to go; tries end a day later."""
    is_open: bool = False
    """It may be there: what was done just now was a look, not a try."""


@dataclass(frozen=True, kw_only=True)
class Next:
    """What a delivery becomes."""

    state: DeliveryState
    attempts_made: int
    looks_made: int
    send_at: datetime
    """When it is tried, or looked for, at the earliest; of an ended one: now."""


FINAL: Final = frozenset(
    {
        DeliveryState.SENT,
        DeliveryState.REJECTED,
        DeliveryState.CANCELLED,
        DeliveryState.DROPPED,
    }
)
"""What stays as it is unless a person says otherwise."""

OPEN_ENDS: Final = frozenset({DeliveryState.UNKNOWN, DeliveryState.NEEDS_HUMAN})
STUCK: Final = frozenset({DeliveryState.REJECTED, DeliveryState.NEEDS_HUMAN})


def outcome_of(ending: Ending, *, is_look: bool) -> Outcome:
    """Return which of the four outcomes the log keeps."""
    if is_look and ending is not Ending.SENT and ending is not Ending.NOT_THERE:
        return Outcome.UNKNOWN
    return {
        Ending.SENT: Outcome.SENT,
        Ending.REJECTED: Outcome.REJECTED,
        Ending.NOT_OFFERED: Outcome.REJECTED,
        Ending.UNCERTAIN: Outcome.UNKNOWN,
    }.get(ending, Outcome.NOT_SENT)


def next_of(
    standing: Standing,
    ending: Ending,
    *,
    guarantees: Guarantees,
    now: datetime,
    told_seconds: float | None = None,
    chance: float = 1.0,
) -> Next:
    """Return what becomes of a delivery after a try or a look.

    `told_seconds`: how long the network asks us to wait. `chance`: a random number from 0 to 1.
    """
    if ending in (Ending.SENT, Ending.REJECTED, Ending.NOT_OFFERED):
        return _ended(standing, _last_state(standing, ending), now)
    if ending is Ending.UNCERTAIN:
        return _after_open_end(standing, guarantees, now, chance)
    if ending is Ending.NOT_THERE:
        return _after_look(standing, guarantees, now, chance)
    # Surely nothing was done just now. That the channel must wait is no try of this delivery.
    is_try = ending is Ending.NOT_SENT and told_seconds is None
    tries = standing.attempts_made + is_try
    if told_seconds is not None:
        wait = wait_as_told(told_seconds)
    elif ending is Ending.LOGIN_LOST:
        wait = timedelta(0)
    else:
        wait = wait_before_try(tries=max(tries, 1), chance=chance)
    return _again(standing, now, tries=tries, wait=wait, is_open=standing.is_open)


def _last_state(standing: Standing, ending: Ending) -> DeliveryState:
    if ending is Ending.SENT:
        return DeliveryState.SENT
    # A person can look, or take away, where the network's interface cannot.
    by_hand = standing.is_open or standing.operation is Operation.DELETE
    if ending is Ending.NOT_OFFERED and by_hand:
        return DeliveryState.NEEDS_HUMAN
    return DeliveryState.REJECTED


def _after_open_end(
    standing: Standing, guarantees: Guarantees, now: datetime, chance: float
) -> Next:
    tries = standing.attempts_made + 1
    if guarantees.can_find:
        # Even where it may be repeated: meanwhile it can be withdrawn or written anew, and what
        # only waits is taken back or changed as if it stood nowhere.
        return Next(
            state=DeliveryState.UNKNOWN, attempts_made=tries, looks_made=0, send_at=now + LOOKS[0]
        )
    if guarantees.repeats_safely:
        wait = wait_before_try(tries=tries, chance=chance)
        return _again(standing, now, tries=tries, wait=wait)
    return _ended(standing, DeliveryState.NEEDS_HUMAN, now, tries=tries)


def _after_look(standing: Standing, guarantees: Guarantees, now: datetime, chance: float) -> Next:
    looks = standing.looks_made + 1
    if looks < len(LOOKS) and not guarantees.repeats_safely:
        return Next(
            state=DeliveryState.UNKNOWN,
            attempts_made=standing.attempts_made,
            looks_made=looks,
            send_at=now + LOOKS[looks],
        )
    if not guarantees.finds_surely and not guarantees.repeats_safely:
        return _ended(standing, DeliveryState.NEEDS_HUMAN, now)
    if now - standing.due_since > GIVE_UP_AFTER:
        # The try before was counted when its answer was lost.
        return _ended(standing, DeliveryState.NEEDS_HUMAN, now, tries=standing.attempts_made)
    tries = max(standing.attempts_made, 1)
    return _again(standing, now, tries=tries, wait=wait_before_try(tries=tries, chance=chance))


def _again(
    standing: Standing,
    now: datetime,
    *,
    tries: int,
    wait: timedelta = timedelta(0),
    is_open: bool = False,
) -> Next:
    if now - standing.due_since > GIVE_UP_AFTER and tries > standing.attempts_made:
        return _ended(standing, DeliveryState.NEEDS_HUMAN, now, tries=tries)
    return Next(
        state=DeliveryState.UNKNOWN if is_open else DeliveryState.WAITING,
        attempts_made=tries,
        looks_made=standing.looks_made if is_open else 0,
        send_at=now + wait,
    )


def _ended(
    standing: Standing, state: DeliveryState, now: datetime, *, tries: int | None = None
) -> Next:
    return Next(
        state=state,
        attempts_made=standing.attempts_made + 1 if tries is None else tries,
        looks_made=standing.looks_made,
        send_at=now,
    )
