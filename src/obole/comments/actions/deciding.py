"""What a person decides about a comment. Each decision stands in the record, and can be undone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from obole.accounts.models import User
from obole.comments.actions.recording import record
from obole.comments.actions.showing import hide, show
from obole.comments.events import DecisionMade, ThreadChanged
from obole.comments.models import Comment, Decision, Reader
from obole.comments.queries.records import is_latest
from obole.comments.rules.states import Standing, State
from obole.comments.rules.verdicts import CONFIDENTIAL, Measure, Reasons
from obole.foundation.facts import emit

# Long enough to notice a slip; later somebody has acted on it, and decides anew.
UNDO_WITHIN = timedelta(hours=1)

NO_REASONS = Reasons()

_MEASURES = {
    Standing.NORMAL: Measure.LIFT,
    Standing.PREMODERATED: Measure.PREMODERATE,
    Standing.SUSPENDED: Measure.SUSPEND,
    Standing.BANNED: Measure.BAN,
}


class AlreadyDecided(Exception):
    """The comment is not in a state to which this decision belongs: a colleague was faster."""


class NamelessComment(AlreadyDecided):
    """It came from another program without a name, and such a comment is never public."""


class TooLateToUndo(Exception):
    """The decision is not the latest about this comment, is somebody else's, or is old."""


@dataclass(frozen=True, kw_only=True)
class _Verb:
    """From which states a measure leads to which."""

    measure: Measure
    possible_from: frozenset[State]
    leads_to: State


_REJECT = _Verb(
    measure=Measure.REJECT,
    possible_from=frozenset({State.HELD}),
    leads_to=State.REJECTED,
)
_REMOVE = _Verb(
    measure=Measure.REMOVE,
    possible_from=frozenset({State.PUBLISHED, State.HELD}),
    leads_to=State.REMOVED,
)
_SPAM = _Verb(
    measure=Measure.SPAM,
    possible_from=frozenset({State.HELD, State.PUBLISHED}),
    leads_to=State.SPAM,
)
_APPROVE = _Verb(
    measure=Measure.PUBLISH, possible_from=frozenset({State.HELD}), leads_to=State.PUBLISHED
)
_RESTORE = _Verb(
    measure=Measure.RESTORE,
    possible_from=frozenset({State.REJECTED, State.SPAM, State.REMOVED}),
    leads_to=State.PUBLISHED,
)
_KEEP = _Verb(
    measure=Measure.KEEP, possible_from=frozenset({State.PUBLISHED}), leads_to=State.PUBLISHED
)


def approve(*, comment_id: int, user: User, now: datetime) -> Decision:
    """Publish a comment that waits, or keep one that was published and waits to be checked.

    Raise AlreadyDecided.
    """
    is_checked = Comment.objects.published().filter(pk=comment_id).exclude(queue="").exists()
    verb = _KEEP if is_checked else _APPROVE
    return _decide(comment_id, verb, user=user, now=now, reasons=NO_REASONS)


def reject(*, comment_id: int, user: User, now: datetime, reasons: Reasons) -> Decision:
    """Refuse a comment: one that waits is rejected, one that readers saw is removed.

    Raise AlreadyDecided.
    """
    seen = Comment.objects.filter(pk=comment_id, published_at__isnull=False).exists()
    verb = _REMOVE if seen else _REJECT
    return _decide(comment_id, verb, user=user, now=now, reasons=reasons)


def remove(*, comment_id: int, user: User, now: datetime, reasons: Reasons) -> Decision:
    """Take away a comment that readers see or saw. Raise AlreadyDecided."""
    return _decide(comment_id, _REMOVE, user=user, now=now, reasons=reasons)


def mark_spam(*, comment_id: int, user: User, now: datetime) -> Decision:
    """Put a comment into the spam box: its author is not told (DSA, article 17(2)).

    Raise AlreadyDecided.
    """
    return _decide(comment_id, _SPAM, user=user, now=now, reasons=NO_REASONS)


def restore(*, comment_id: int, user: User, now: datetime, reasons: Reasons) -> Decision:
    """Publish what was rejected or removed. Raise AlreadyDecided."""
    return _decide(comment_id, _RESTORE, user=user, now=now, reasons=reasons)


def keep(*, comment_id: int, user: User, now: datetime) -> Decision:
    """Leave a published comment where it is, after looking at what spoke against it."""
    return _decide(comment_id, _KEEP, user=user, now=now, reasons=NO_REASONS)


@transaction.atomic
def pin(*, comment_id: int, is_pinned: bool) -> None:
    """Put a published comment at the top of its thread, or back in its place.

    A comment that readers do not see is not pinned: then nothing changes.
    """
    changed = Comment.objects.published().filter(pk=comment_id).exclude(is_pinned=is_pinned)
    page_ids = list(changed.values_list("thread_id", flat=True))
    if changed.update(is_pinned=is_pinned):
        emit(ThreadChanged(page_id=page_ids[0]))


@transaction.atomic
def undo(*, decision_id: int, user: User, now: datetime) -> Decision:
    """Put a comment back to where it was before the latest decision about it.

    Only whoever decided can, and soon. The undoing is a decision of its own. Raise TooLateToUndo.
    """
    decision = Decision.objects.get(pk=decision_id)
    if (
        decision.comment_id is None
        or not is_latest(decision)
        or decision.user_id_then != user.pk
        or decision.measure in (Measure.UNDO, *CONFIDENTIAL)
        or now - decision.made_at > UNDO_WITHIN
    ):
        raise TooLateToUndo(f"Decision {decision_id} can't be undone by {user.pk}.")
    comment = Comment.objects.select_for_update().get(pk=decision.comment_id)
    before = State(decision.previous_state)
    _count(comment, measure=Measure(decision.measure), by=-1)
    undone = record(
        measure=Measure.UNDO,
        comment=comment,
        reader=comment.reader,
        user=user,
        now=now,
        previous_state=comment.state,
        previous_queue=comment.queue,
    )
    if decision.previous_queue:
        Comment.objects.filter(pk=comment.pk).update(queue=decision.previous_queue, decided_at=None)
    _move(comment, to=before, now=now)
    emit(DecisionMade(decision_id=undone.pk))
    return undone


@transaction.atomic
def _decide(
    comment_id: int, verb: _Verb, *, user: User, now: datetime, reasons: Reasons
) -> Decision:
    comment = Comment.objects.select_for_update().get(pk=comment_id)
    if comment.state not in verb.possible_from:
        raise AlreadyDecided(f"Comment {comment_id} is {comment.state}.")
    if verb.leads_to is State.PUBLISHED and not comment.author_name:
        raise NamelessComment(f"Comment {comment_id} has no name.")
    decision = record(
        measure=verb.measure,
        comment=comment,
        reader=comment.reader,
        user=user,
        now=now,
        reasons=reasons,
        previous_state=comment.state,
        previous_queue=comment.queue,
    )
    Comment.objects.filter(pk=comment_id).update(
        decided_at=now,
        first_seen_at=comment.first_seen_at or now,
        first_seen_by=comment.first_seen_by_id or user.pk,
    )
    _move(comment, to=verb.leads_to, now=now, clause=reasons.clause)
    Comment.objects.filter(pk=comment_id).update(queue="")
    _count(comment, measure=verb.measure, by=1)
    emit(DecisionMade(decision_id=decision.pk))
    return decision


def _move(comment: Comment, *, to: State, now: datetime, clause: str = "") -> None:
    if to is State.PUBLISHED:
        show(comment=comment, now=now)
    else:
        hide(comment=comment, state=to, clause=clause)


def _count(comment: Comment, *, measure: Measure, by: int) -> None:
    """Keep what is known of a reader: how often a person approved or rejected them."""
    if comment.reader_id is None:
        return
    reader = Reader.objects.filter(pk=comment.reader_id)
    match measure:
        case Measure.PUBLISH | Measure.RESTORE:
            reader.update(approved_count=F("approved_count") + by)
        case Measure.REJECT | Measure.REMOVE | Measure.SPAM:
            reader.update(rejected_count=F("rejected_count") + by)


@transaction.atomic
def set_standing(
    *,
    reader_id: int,
    standing: Standing,
    user: User,
    now: datetime,
    reasons: Reasons,
    until: datetime | None = None,
) -> Decision:
    """Decide what a reader may do from now on; `until` ends a suspension or a ban by itself.

    The same standing again is recorded again: it may have another end, or other reasons.
    """
    reader = Reader.objects.select_for_update().get(pk=reader_id)
    decision = record(
        measure=_MEASURES[standing],
        reader=reader,
        user=user,
        now=now,
        reasons=reasons,
        previous_state=reader.standing,
        ends_at=until,
    )
    Reader.objects.filter(pk=reader_id).update(standing=standing, standing_until=until)
    emit(DecisionMade(decision_id=decision.pk))
    return decision
