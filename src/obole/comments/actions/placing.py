"""Giving a new comment its place in its thread."""

from dataclasses import dataclass

from obole.comments.models import Comment, Thread
from obole.comments.rules import paths


class NothingToAnswer(Exception):
    """The comment that is answered is not on this page, or readers do not see it any more."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a comment stands, before its row exists."""

    thread: Thread
    parent: Comment | None
    path: str

    @property
    def root_path(self) -> str:
        """The path of the comment at the top of the conversation."""
        return paths.root_of(self.path)


def lock_thread(*, page_id: int) -> Thread:
    """Return the thread of a page, made if need be, locked until the transaction ends.

    Whoever changes what stands where, or what is shown, holds this lock.
    """
    locked = Thread.objects.select_for_update().filter(page_id=page_id)
    thread = locked.first()
    if thread is None:
        # The first comment of the page; of two that come at once, both find the one row.
        Thread.objects.bulk_create([Thread(page_id=page_id)], ignore_conflicts=True)
        thread = locked.get()
    return thread


def take_place(*, page_id: int, parent_id: int | None) -> Place:
    """Take the next place at the end of the thread, or below a comment that readers see.

    Beyond the deepest level an answer stands beside what it answers. Raise NothingToAnswer.
    """
    thread = lock_thread(page_id=page_id)
    parent = None
    if parent_id is not None:
        parent = Comment.objects.published().filter(pk=parent_id, thread=thread).first()
        if parent is None:
            raise NothingToAnswer(f"Comment {parent_id} cannot be answered on page {page_id}.")
    return next_place(thread=thread, parent=parent)


def next_place(*, thread: Thread, parent: Comment | None) -> Place:
    """Take the next place below a comment of a thread that is locked, whatever its state."""
    holder: Comment | None = parent
    if parent is not None and parent.depth >= paths.DEEPEST:
        # Not what it answers: that may stand beside it, too.
        above = paths.paths_above(parent.path)[-1]
        holder = Comment.objects.get(thread=thread, path=above)
    if holder is None:
        number = thread.answers
        thread.answers = number + 1
        thread.save(update_fields=["answers"])
        return Place(thread=thread, parent=parent, path=paths.child_path(parent="", number=number))
    number = Comment.objects.values_list("answer_count", flat=True).get(pk=holder.pk)
    Comment.objects.filter(pk=holder.pk).update(answer_count=number + 1)
    path = paths.child_path(parent=holder.path, number=number)
    return Place(thread=thread, parent=parent, path=path)
