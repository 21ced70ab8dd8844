"""One call of a network, and how it ended. Whatever a network's module raises ends here."""

import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from obole.social.actions import wording
from obole.social.models import Delivery
from obole.social.rules.delivering import Ending, Guarantees
from obole.social.rules.network import (
    Abilities,
    LoginLost,
    NotOffered,
    NotSent,
    Prepared,
    PreparedLost,
    Rejected,
    Remote,
    Uncertain,
    WrongCredentials,
)
from obole.social.rules.reasons import said_by
from obole.social.rules.vocabulary import Operation

# What PostgreSQL keeps in no text, nor in JSON.
UNKEPT: Final = re.compile("[\x00\ud800-\udfff]")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a call ended."""

    ending: Ending
    reason: str = ""
    """Ours is a Reason: it is kept with `reasons.stored`."""
    told_seconds: float | None = None
    remote: Remote | None = None
    prepared: Prepared = field(default_factory=Prepared)
    milliseconds: int = 0
    forgets_prepared: bool = False
    """What was prepared is gone from the network, and must be prepared anew."""


def perform(*, call: Callable[[], object], changes: bool, refuses: bool = False) -> Ended:
    """Make the call and return how it ended; nothing is written.

    `changes`: it may leave something behind, so that what cannot be understood is uncertain.
    `refuses`: it changes nothing, but a refusal is one of the post (a picture, its shape).
    """
    started = time.monotonic()
    ended = _ended(call, changes=changes, refuses=changes or refuses)
    spent = int((time.monotonic() - started) * 1000)
    return replace(ended, milliseconds=spent)


def _ended(  # noqa: PLR0911 - one end for each way in which a call can end
    call: Callable[[], object], *, changes: bool, refuses: bool
) -> Ended:
    try:
        found = call()
    except (LoginLost, WrongCredentials) as lost:
        return Ended(ending=Ending.LOGIN_LOST, reason=said_by(lost))
    except NotSent as failure:
        return _not_sent(failure)
    except Rejected as refusal:
        # Of a look it says nothing about the post.
        ending = Ending.REJECTED if refuses else Ending.NOT_SENT
        return Ended(ending=ending, reason=refusal.reason)
    except Uncertain as doubt:
        ending = Ending.UNCERTAIN if changes else Ending.NOT_SENT
        return Ended(ending=ending, reason=doubt.reason)
    except NotOffered as refusal:
        return Ended(ending=Ending.NOT_OFFERED, reason=said_by(refusal) or wording.NOT_OFFERED)
    except Exception as fault:  # noqa: BLE001 - an answer of another shape must not stop the rest
        # Not its words: they may quote a token.
        logger.error("A network's module failed with %s.", type(fault).__name__)  # noqa: TRY400
        ending = Ending.UNCERTAIN if changes else Ending.NOT_SENT
        return Ended(ending=ending, reason=wording.UNREADABLE)
    remote = found if isinstance(found, Remote) else None
    prepared = found if isinstance(found, Prepared) else Prepared()
    if not (_is_printable(remote) and _is_kept(prepared.values)):
        # No database keeps such a number: as good as an answer without one.
        ending = Ending.UNCERTAIN if changes else Ending.NOT_SENT
        return Ended(ending=ending, reason=wording.UNREADABLE)
    return Ended(ending=Ending.SENT, remote=remote, prepared=prepared)


def _is_printable(remote: Remote | None) -> bool:
    return remote is None or f"{remote.id}{remote.url}{remote.revision}".isprintable()


def _is_kept(prepared: object) -> bool:
    """Tell whether a database keeps what was prepared, which is JSON and may have words of ours."""
    if isinstance(prepared, str):
        return UNKEPT.search(prepared) is None
    if isinstance(prepared, Mapping):
        return all(_is_kept(each) for pair in prepared.items() for each in pair)
    return not isinstance(prepared, list | tuple) or all(_is_kept(each) for each in prepared)


def _not_sent(failure: NotSent) -> Ended:
    is_told = failure.is_throttled or failure.retry_after_seconds is not None
    return Ended(
        ending=Ending.THROTTLED if is_told else Ending.NOT_SENT,
        reason=failure.reason,
        told_seconds=failure.retry_after_seconds,
        forgets_prepared=isinstance(failure, PreparedLost),
    )


def guarantees_of(*, abilities: Abilities, delivery: Delivery, step: int) -> Guarantees:
    """Return what the network lets us know about a step of this delivery."""
    if delivery.operation == Operation.DELETE:
        # What is gone already is done.
        return Guarantees(repeats_safely=True)
    if is_answer(operation=Operation(delivery.operation), step=step, abilities=abilities):
        return Guarantees(
            repeats_safely=abilities.repeats_safely,
            can_find=abilities.can_find,
            # A look may know a post by the address in it, which an answer need not have.
            finds_surely=False,
        )
    if delivery.operation == Operation.UPDATE:
        return Guarantees(repeats_safely=True)
    return Guarantees(repeats_safely=abilities.repeats_safely, can_find=abilities.can_find)


def is_answer(*, operation: Operation, step: int, abilities: Abilities) -> bool:
    """Tell whether a step is a new post below another."""
    if operation is Operation.UPDATE:
        return abilities.updates_by_reply
    return operation is Operation.CREATE and step > 0
