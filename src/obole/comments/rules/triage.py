"""The verdict on a comment, from what the detectors saw. Pure: the same signals, the same verdict.

Trust publishes, never a low score: of the fifth that a good classifier found safest, a fifth was
still hateful. So a comment goes out at once only if its author may, and if nothing holds it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from obole.comments.rules.signals import Name, Severity, Signal
from obole.comments.rules.states import Mode, Queue


class Action(StrEnum):
    """What happens to a comment that was sent."""

    PUBLISH = "publish"
    HOLD = "hold"
    REFUSE = "refuse"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What happens, and why."""

    action: Action
    queue: Queue | None
    """In which queue the desk finds it: held, or published to be checked. None: in no queue."""
    reasons: tuple[Signal, ...]
    """The signals that decided, in the order of the detectors; empty when it is published."""


# They say that a person must look, and nothing against the text.
OF_A_BEGINNER = frozenset(
    {Name.FIRST_COMMENT, Name.NO_PROOF, Name.MODE, Name.NIGHT, Name.SENSITIVE}
)


def triage(*, signals: Collection[Signal], mode: Mode, is_trusted: bool) -> Verdict:
    """Return what happens to a comment.

    `is_trusted`: its author has proven the address and had comments approved. In the mode
    "publish, then check" nobody needs to be; in "hold all" nobody is. One signal more never makes
    the verdict milder.
    """
    weighed = (*signals, *_of_the_mode(mode, is_trusted=is_trusted, known=signals))
    refusing = _of(weighed, Severity.REFUSE)
    if refusing:
        return Verdict(action=Action.REFUSE, queue=None, reasons=refusing)
    holding = _of(weighed, Severity.HOLD)
    if holding:
        return Verdict(action=Action.HOLD, queue=queue_of(holding), reasons=holding)
    is_to_be_checked = mode is Mode.PUBLISH_THEN_CHECK and not is_trusted
    queue = queue_of(weighed) if is_to_be_checked else None
    return Verdict(action=Action.PUBLISH, queue=queue, reasons=())


def queue_of(signals: Collection[Signal]) -> Queue:
    """Return where a comment of which these signals speak waits."""
    names = {each.name for each in signals}
    if Name.REPORTS in names:
        return Queue.REPORTED
    if Name.IMPORTED in names:
        return Queue.IMPORTED
    if names - OF_A_BEGINNER:
        return Queue.DOUBTFUL
    return Queue.FIRST if Name.FIRST_COMMENT in names else Queue.REST


def _of_the_mode(mode: Mode, *, is_trusted: bool, known: Collection[Signal]) -> tuple[Signal, ...]:
    """Return what the mode itself says, unless a detector has said it."""
    match mode:
        case Mode.CLOSED:
            said = Signal(name=Name.CLOSED, severity=Severity.REFUSE)
        case Mode.HOLD_ALL:
            said = Signal(name=Name.MODE, severity=Severity.HOLD)
        case Mode.HOLD_FIRST if not is_trusted:
            said = Signal(name=Name.FIRST_COMMENT, severity=Severity.HOLD)
        case _:
            return ()
    has_said = any((each.name, each.severity) == (said.name, said.severity) for each in known)
    return () if has_said else (said,)


def _of(signals: Collection[Signal], severity: Severity) -> tuple[Signal, ...]:
    return tuple(each for each in signals if each.severity is severity)
