"""New comments come between those of a thread, by date, and all of it stands in order again.

Public numbers never change. Places do: they are nobody's business but ours.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from obole.comments.models import Comment, Thread
from obole.comments.rules import paths
from obole.comments.rules.arranging import Arrangement, Node, arranged, parents_first
from obole.comments.rules.states import State

AT_ONCE = 500
_PLACED = ("path", "root_path", "answer_count", "is_shown")
_LIGHT = ("pk", "parent_id", "source", "source_key", "created_at", "state", *_PLACED)


@dataclass(slots=True)
class _Met:
    """A comment of the import, with the key of what it answers."""

    comment: Comment
    parent_key: str


class ThreadRows:
    """All comments of a thread that is locked, and those that are about to come."""

    def __init__(self, thread: Thread) -> None:
        """Read what stands in the thread, without texts."""
        self._thread = thread
        # What came first stands first where dates do not differ.
        self._rows = {
            each.pk: each
            for each in Comment.objects.filter(thread=thread).only(*_LIGHT).order_by("path")
        }
        self._met: list[_Met] = []

    def meet(self, comment: Comment, *, parent_key: str) -> None:
        """Take in a comment of the import: a new one, or one that stands there and changes."""
        self._met.append(_Met(comment, parent_key))

    def keep(self, *, changed_fields: Sequence[str]) -> None:
        """Write all of it. Of those that stood there already, `changed_fields` change too."""
        changed = {each.comment.pk: each.comment for each in self._met if each.comment.pk}
        self._rows.update(changed)
        new = [each for each in self._met if each.comment.pk is None]
        everyone = [*self._rows.values(), *(each.comment for each in new)]
        arrangement = self._arrange(new)
        was = {row.pk: tuple(getattr(row, name) for name in _PLACED) for row in everyone if row.pk}
        self._number()
        _place(everyone, arrangement)
        moved = [row for row in self._rows.values() if row.path != was[row.pk][0]]
        _make_room(moved)
        _create(each.comment for each in new)
        Comment.objects.bulk_update(
            changed.values(), (*changed_fields, *_PLACED), batch_size=AT_ONCE
        )
        others = [
            row
            for pk, row in self._rows.items()
            if pk not in changed and tuple(getattr(row, name) for name in _PLACED) != was[pk]
        ]
        Comment.objects.bulk_update(others, _PLACED, batch_size=AT_ONCE)
        self._thread.answers = arrangement.counts[None]
        self._thread.published_count = sum(row.state == State.PUBLISHED for row in everyone)
        self._thread.save(update_fields=["answers", "last_number", "published_count"])

    def _arrange(self, new: Sequence[_Met]) -> Arrangement[object]:
        """Give the new ones their parents, and return where all of them stand."""
        by_key = {
            row.source_key: row
            for row in (*self._rows.values(), *(each.comment for each in new))
            if new and row.source == new[0].comment.source and row.source_key
        }
        wanted: dict[str, str | None] = {each.comment.source_key: each.parent_key for each in new}
        # What stands in the thread answers nothing new, so that only new ones can be in a circle.
        circles = parents_first(wanted)
        for each in new:
            key = each.comment.source_key
            is_in_circle = each.parent_key in wanted and circles[key] is None
            each.comment.parent = None if is_in_circle else by_key.get(each.parent_key)
        return arranged(
            [
                Node(name=_name(row), parent=row.parent_id, written_at=row.created_at)
                for row in self._rows.values()
            ]
            + [
                Node(
                    name=_name(each.comment),
                    parent=each.comment.parent and _name(each.comment.parent),
                    written_at=each.comment.created_at,
                )
                for each in new
            ]
        )

    def _number(self) -> None:
        """Number those that are published for the first time, in the order of their dates."""
        unnumbered = [
            each.comment
            for each in self._met
            if each.comment.state == State.PUBLISHED and each.comment.number is None
        ]
        for comment in sorted(unnumbered, key=lambda each: each.created_at):
            self._thread.last_number += 1
            comment.number = self._thread.last_number


def _name(comment: Comment) -> object:
    return comment.pk or comment.source_key


def _place(everyone: Iterable[Comment], arrangement: Arrangement[object]) -> None:
    """Give every comment its place, and let stand what readers see: with what is above it."""
    shown: set[str] = set()
    rows = list(everyone)
    for row in rows:
        row.path = arrangement.paths[_name(row)]
        row.root_path = paths.root_of(row.path)
        row.answer_count = arrangement.counts[_name(row)]
        if row.state == State.PUBLISHED:
            shown.add(row.path)
            shown.update(paths.paths_above(row.path))
    for row in rows:
        row.is_shown = row.path in shown


def _make_room(moved: Sequence[Comment]) -> None:
    """Take the comments that move off their places, which others are about to have."""
    places = {row.pk: row.path for row in moved}
    for row in moved:
        row.path = f"~{row.pk}"
    Comment.objects.bulk_update(moved, ["path"], batch_size=AT_ONCE)
    for row in moved:
        row.path = places[row.pk]


def _create(comments: Iterable[Comment]) -> None:
    """Write new comments, each after what it answers: it must have a number by then."""
    waiting = list(comments)
    while waiting:
        ready = [each for each in waiting if each.parent is None or each.parent.pk]
        assert ready, "no comment answers itself"
        waiting = [each for each in waiting if each.parent is not None and not each.parent.pk]
        for each in ready:
            # Django remembers the number that the parent had when it was assigned: none.
            each.parent = each.parent
        Comment.objects.bulk_create(ready, batch_size=AT_ONCE)
