"""What waits at the desk, in the order in which the desk looks at it. Every list is an index walk.

Within a queue the oldest comes first: by `queued_at`, then by the row's number. "After" a comment
means a range of the index, never an offset: fifty thousand held comments cost no more than fifty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from obole.comments.models import Comment, CommentQuerySet, QueueChoice
from obole.comments.rules.states import Queue

# The menu stands on every screen of the desk: it counts no further.
COUNTED_IN_MENU = 999
# What a person ticks at once (`actions.clearing`) has one page's worth of a list as its bound.
PAGE_COMMENTS = 100


@dataclass(frozen=True, kw_only=True)
class QueueLength:
    """How much waits in one queue, and since when."""

    queue: QueueChoice
    count: int
    oldest_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Position:
    """Where a comment stands among what waits: `number` of `count`, from one."""

    number: int
    count: int


def queue_lengths() -> list[QueueLength]:
    """Return all queues in their order, the empty ones too."""
    rows = (
        Comment.objects.exclude(queue="")
        .values("queue")
        .annotate(count=Count("pk"), oldest_at=Min("queued_at"))
        .order_by("queue")
    )
    found = {row["queue"]: row for row in rows}
    return [
        QueueLength(
            queue=QueueChoice(queue),
            count=found[queue]["count"] if queue in found else 0,
            oldest_at=found[queue]["oldest_at"] if queue in found else None,
        )
        for queue in Queue
    ]


def waiting_count_for_menu() -> str:
    """Return how many wait, as "12" or "999+"; empty for none."""
    count = Comment.objects.exclude(queue="").order_by()[: COUNTED_IN_MENU + 1].count()
    return f"{COUNTED_IN_MENU}+" if count > COUNTED_IN_MENU else str(count or "")


def page_of_queue(
    *, queue: Queue, after: Comment | None = None, most: int = PAGE_COMMENTS
) -> list[Comment]:
    """Return the next comments of a queue, with what a list shows of them."""
    waiting = _in_queue(queue)
    if after is not None:
        waiting = _behind(waiting, after)
    return list(
        waiting.select_related("thread__page", "reader")
        .prefetch_related("signals")
        .order_by("queued_at", "pk")[:most]
    )


def first_waiting(*, queue: Queue | None = None) -> Comment | None:
    """Return what the desk looks at first: of one queue, or of all."""
    if queue is not None:
        return _in_queue(queue).order_by("queued_at", "pk").first()
    return Comment.objects.waiting().first()


def next_waiting(*, after: Comment, queue: Queue | None = None) -> Comment | None:
    """Return what comes behind a comment, which need not wait itself any more.

    `after` carries the queue in which it stands, or stood when its screen was opened. At the end
    the desk begins again with what was skipped.
    """
    standing = Queue(after.queue)
    rest = _behind(_in_queue(standing), after).order_by("queued_at", "pk").first()
    if rest is not None:
        return rest
    if queue is None:
        behind = Comment.objects.exclude(queue="").filter(queue__gt=standing)
        rest = behind.order_by("queue", "queued_at", "pk").first()
    first = rest or first_waiting(queue=queue)
    return None if first == after else first


def position_of(comment: Comment, *, queue: Queue | None = None) -> Position:
    """Return which number a comment has among what waits: in one queue, or in all."""
    before = Q(queue=comment.queue, queued_at__lt=comment.queued_at) | Q(
        queue=comment.queue, queued_at=comment.queued_at, pk__lt=comment.pk
    )
    if queue is None:
        waiting = Comment.objects.exclude(queue="")
        before |= Q(queue__lt=comment.queue)
    else:
        waiting = _in_queue(queue)
    found = waiting.order_by().aggregate(count=Count("pk"), before=Count("pk", filter=before))
    return Position(number=found["before"] + 1, count=found["count"])


def waiting_among(comment_ids: Sequence[int]) -> list[Comment]:
    """Return those of the given comments that wait, in the order of the desk."""
    return list(Comment.objects.waiting().filter(pk__in=comment_ids))


def overdue(*, before: datetime, most: int) -> list[Comment]:
    """Return what has waited since before a moment, in the order of the desk."""
    return list(
        Comment.objects.waiting().filter(queued_at__lt=before).select_related("thread__page")[:most]
    )


def _in_queue(queue: Queue) -> CommentQuerySet:
    # The first condition is that of the partial index, without which SQLite does not take it.
    return Comment.objects.exclude(queue="").filter(queue=queue)


def _behind(waiting: CommentQuerySet, after: Comment) -> CommentQuerySet:
    return waiting.filter(queued_at__gte=after.queued_at).exclude(
        queued_at=after.queued_at, pk__lte=after.pk
    )
