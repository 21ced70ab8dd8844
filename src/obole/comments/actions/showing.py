"""What readers see of a comment begins and ends here: numbers, tombstones, counts, facts."""

from datetime import datetime

from obole.comments.actions.placing import lock_thread
from obole.comments.events import CommentPublished, ThreadChanged
from obole.comments.models import Comment, CommentQuerySet
from obole.comments.rules import paths
from obole.comments.rules.states import State
from obole.comments.rules.triage import Verdict
from obole.foundation.facts import emit


def show(*, comment: Comment, now: datetime) -> None:
    """Let readers see a comment. It keeps the number that it had, or gets the next one.

    Called inside a transaction; a comment that is published already stays as it is.
    """
    thread = lock_thread(page_id=comment.thread_id)
    comment.refresh_from_db()
    if comment.state == State.PUBLISHED:
        return
    first_time = comment.number is None
    if first_time:
        thread.last_number += 1
        comment.number = thread.last_number
    thread.published_count += 1
    thread.save(update_fields=["last_number", "published_count"])
    comment.state = State.PUBLISHED
    comment.is_shown = True
    comment.published_at = comment.published_at or now
    comment.removed_by_clause = ""
    comment.save(update_fields=["number", "state", "is_shown", "published_at", "removed_by_clause"])
    # What it answers may be a tombstone that stood no more, with nothing below it.
    _above(comment).filter(is_shown=False).update(is_shown=True)
    emit(CommentPublished(comment_id=comment.pk, page_id=comment.thread_id, first_time=first_time))


def publish_at_once(*, comment: Comment, verdict: Verdict, now: datetime) -> None:
    """Show a comment that nothing holds; where the desk checks afterwards, it is queued as well."""
    if verdict.queue is not None:
        Comment.objects.filter(pk=comment.pk).update(queue=verdict.queue, queued_at=now)
    show(comment=comment, now=now)


def hide(*, comment: Comment, state: State, clause: str = "") -> None:
    """Take a comment from readers' eyes, for the reason that `state` says.

    A tombstone stays where something is shown below it; `clause` is what it names. Called inside
    a transaction; what no reader saw changes its state and nothing else.
    """
    assert state is not State.PUBLISHED, "To publish is to show."
    thread = lock_thread(page_id=comment.thread_id)
    comment.refresh_from_db()
    was_published = comment.state == State.PUBLISHED
    comment.state = state
    comment.is_shown = _below(comment).filter(is_shown=True).exists()
    comment.is_pinned = False
    comment.removed_by_clause = clause
    comment.save(update_fields=["state", "is_shown", "is_pinned", "removed_by_clause"])
    if was_published:
        thread.published_count -= 1
        thread.save(update_fields=["published_count"])
    if not comment.is_shown:
        _let_tombstones_go(comment)
    if was_published or comment.is_shown:
        emit(ThreadChanged(page_id=comment.thread_id))


def _let_tombstones_go(comment: Comment) -> None:
    """Take away the tombstones above that keep the place of nothing any more."""
    for above in _above(comment).order_by("-path"):
        if above.state == State.PUBLISHED or _below(above).filter(is_shown=True).exists():
            return
        Comment.objects.filter(pk=above.pk).update(is_shown=False)


def _above(comment: Comment) -> CommentQuerySet:
    return Comment.objects.filter(
        thread=comment.thread_id, path__in=paths.paths_above(comment.path)
    )


def _below(comment: Comment) -> CommentQuerySet:
    return Comment.objects.filter(
        thread=comment.thread_id,
        path__gt=comment.path,
        path__lt=paths.after_answers(comment.path),
    )
