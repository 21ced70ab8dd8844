"""Deciding at the desk: one word of a moderator, for one comment or for many that were ticked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from obole.accounts.models import User
from obole.comments.actions import deciding
from obole.comments.actions.deciding import NO_REASONS, AlreadyDecided
from obole.comments.actions.reporting import NotReported, settle_withdrawn
from obole.comments.models import Comment, Decision
from obole.comments.rules.states import State
from obole.comments.rules.verdicts import Reasons

# Each decision is a transaction of its own, some ten milliseconds on the one writer of SQLite:
# with more, a reader's comment would wait behind them, and a request would take too long.
MOST_AT_ONCE = 200


class Word(StrEnum):
    """What a moderator says."""

    APPROVE = "approve"
    REJECT = "reject"
    SPAM = "spam"
    RESTORE = "restore"


class TooManyAtOnce(Exception):
    """More comments were ticked than are decided in one go."""


@dataclass(frozen=True, kw_only=True)
class Cleared:
    """What came of deciding many: those that colleagues had decided, or that are gone, are left."""

    decisions: Sequence[Decision]
    left_count: int


def decide(
    *, comment_id: int, word: Word, user: User, now: datetime, reasons: Reasons = NO_REASONS
) -> Decision:
    """Do what a word means for a comment in its state. Raise AlreadyDecided.

    To approve what readers see already, because somebody reported it, is to keep it. What its
    author took away meanwhile stays away, whatever is decided: the reports on it are answered.
    """
    state = Comment.objects.values_list("state", flat=True).get(pk=comment_id)
    if state == State.WITHDRAWN:
        return _settle(comment_id, word, user=user, now=now, reasons=reasons)
    match word:
        case Word.APPROVE:
            if state == State.PUBLISHED:
                return deciding.keep(comment_id=comment_id, user=user, now=now)
            return deciding.approve(comment_id=comment_id, user=user, now=now)
        case Word.REJECT:
            return deciding.reject(comment_id=comment_id, user=user, now=now, reasons=reasons)
        case Word.SPAM:
            return deciding.mark_spam(comment_id=comment_id, user=user, now=now)
        case Word.RESTORE:
            return deciding.restore(comment_id=comment_id, user=user, now=now, reasons=reasons)


def _settle(
    comment_id: int, word: Word, *, user: User, now: datetime, reasons: Reasons
) -> Decision:
    if word not in (Word.APPROVE, Word.REJECT):
        raise AlreadyDecided(f"The author of comment {comment_id} took it away.")
    try:
        return settle_withdrawn(
            comment_id=comment_id,
            user=user,
            now=now,
            reasons=reasons if word is Word.REJECT else None,
        )
    except NotReported:
        raise AlreadyDecided(f"The reports on comment {comment_id} are answered.") from None


def decide_many(
    *,
    comment_ids: Sequence[int],
    word: Word,
    user: User,
    now: datetime,
    reasons: Reasons = NO_REASONS,
) -> Cleared:
    """Decide each, one decision and one transaction each. Raise TooManyAtOnce, and decide none."""
    if len(comment_ids) > MOST_AT_ONCE:
        raise TooManyAtOnce(f"{len(comment_ids)} comments were ticked.")
    decisions = []
    for comment_id in comment_ids:
        try:
            decisions.append(
                decide(comment_id=comment_id, word=word, user=user, now=now, reasons=reasons)
            )
        except (AlreadyDecided, Comment.DoesNotExist):
            continue
    return Cleared(decisions=decisions, left_count=len(comment_ids) - len(decisions))
