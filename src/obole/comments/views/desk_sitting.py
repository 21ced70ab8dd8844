"""One person's sitting at the desk: how many they have decided, what can be undone.

Kept in the session: it is theirs alone, and worth nothing tomorrow.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from django.http import HttpRequest

from obole.comments.models import Decision
from obole.comments.rules.verdicts import Measure

KEY = "comments_sitting"
# After a pause as long as this, "12 of 40" begins again with one.
SITTING_ENDS_AFTER = timedelta(hours=2)


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """What is remembered from one decision to the next."""

    decided: int = 0
    last_decision_id: int | None = None
    clause: str = ""
    """Which a rejection cited last: the next one with a single key does too."""
    at: float = 0.0


def sitting_of(request: HttpRequest, *, now: datetime) -> Sitting:
    """Return this browser's sitting; a new one after a long pause."""
    kept = request.session.get(KEY)
    if not isinstance(kept, Mapping):
        return Sitting()
    sitting = Sitting(**kept)
    if now.timestamp() - sitting.at > SITTING_ENDS_AFTER.total_seconds():
        return Sitting(clause=sitting.clause)
    return sitting


def remember(request: HttpRequest, *, decision: Decision, count: int = 1, now: datetime) -> None:
    """Keep that something was decided, or that a decision was undone."""
    sitting = sitting_of(request, now=now)
    is_undone = decision.measure == Measure.UNDO
    request.session[KEY] = asdict(
        replace(
            sitting,
            decided=max(sitting.decided - 1, 0) if is_undone else sitting.decided + count,
            last_decision_id=None if is_undone or count > 1 else decision.pk,
            clause=decision.clause or sitting.clause,
            at=now.timestamp(),
        )
    )
