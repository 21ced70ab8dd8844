"""A page of a thread: fifty comments as readers see them, found by walking along an index.

A page begins after a comment, named by its public number, and never at a count of rows: the last
page of a hundred thousand comments costs what the first one costs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wagtail.models import Page

from obole.comments.models import Comment, CommentQuerySet, Thread
from obole.comments.queries.policies import rules_of
from obole.comments.rules import ingredients as names
from obole.comments.rules.orders import Order, indent_of
from obole.comments.rules.policies import ThreadPolicy
from obole.comments.rules.states import State
from obole.foundation import ingredients

PAGE_LENGTH = 50
# More would push the first comment out of sight.
MOST_PINNED = 5

_SHOWN_FIELDS = (
    *("thread_id", "parent_id", "path", "root_path", "number", "user_id", "author_name", "html"),
    *("language", "state", "is_pinned", "created_at", "edited_at", "removed_by_clause", "source"),
)


class NoSuchComment(LookupError):
    """No comment of this page ever had this number."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A comment, or the tombstone of one, as it stands on a page."""

    comment: Comment
    indent: int
    answered: Comment | None
    """What it answers, if anything; without its text."""
    names_answered: bool
    """Whether the page must say so: neither the place nor the indent shows it."""
    is_answered_here: bool
    """Whether what it answers stands on the same page."""

    @property
    def is_text(self) -> bool:
        """Whether readers see what was written; otherwise only that something was."""
        return self.comment.state == State.PUBLISHED


@dataclass(frozen=True, kw_only=True)
class ThreadPage:
    """Some comments of a page in their order, and what stands around them."""

    page_id: int
    order: Order
    published_count: int
    policy: ThreadPolicy
    is_closed: bool
    pinned: Sequence[Comment]
    lines: Sequence[Line]
    is_first: bool
    after_previous: int | None
    """After which number the page before begins; None if it is the first, or there is none."""
    after_this: int | None
    """After which number the next page begins; None on the last."""


def thread_page(*, page: Page, order: Order, now: datetime, after: int | None = None) -> ThreadPage:
    """Return the comments that follow the one with the number `after`, or the first ones.

    Raise NoSuchComment.
    """
    ingredients.use(names.thread(page.pk))
    policy = rules_of(page)
    is_closed = policy.is_closed(now=now)
    if policy.closes_at is not None and not is_closed:
        ingredients.use_until(policy.closes_at)
    walk = _Walk(page_id=page.pk, order=order)
    anchor = None if after is None else walk.comment_with_number(after)
    published_count = _published_count(page.pk)
    # Below most articles nobody has ever written.
    is_empty = published_count is None
    found = [] if is_empty else walk.following(anchor, most=PAGE_LENGTH + 1)
    shown, after_this = _cut(found)
    before = walk.preceding(shown[0]) if anchor is not None and shown else []
    return ThreadPage(
        page_id=page.pk,
        order=order,
        published_count=published_count or 0,
        policy=policy,
        is_closed=is_closed,
        pinned=_pinned(page.pk) if anchor is None and not is_empty else (),
        lines=_lines(shown),
        is_first=anchor is None,
        after_previous=_after_previous(before),
        after_this=after_this,
    )


@dataclass(frozen=True)
class _Walk:
    """The comments of a page that are shown, forwards and backwards in one order."""

    page_id: int
    order: Order

    def comment_with_number(self, number: int) -> Comment:
        found = Comment.objects.filter(thread=self.page_id, number=number).first()
        if found is None:
            raise NoSuchComment(f"Page {self.page_id} has no comment {number}.")
        return found

    def following(self, anchor: Comment | None, *, most: int) -> list[Comment]:
        shown = self._shown().only(*_SHOWN_FIELDS)
        if self.order is Order.OLDEST:
            after = shown.filter(path__gt=anchor.path) if anchor else shown
            return list(after.order_by("path")[:most])
        by_root = shown.order_by("-root_path", "path")
        if anchor is None:
            return list(by_root[:most])
        # Two ranges of the index: "root < r or (root = r and path > p)" in one is a range for
        # neither database.
        rest = shown.filter(root_path=anchor.root_path, path__gt=anchor.path)
        found = list(rest.order_by("path")[:most])
        if len(found) < most:
            found += by_root.filter(root_path__lt=anchor.root_path)[: most - len(found)]
        return found

    def preceding(self, first: Comment) -> list[Comment]:
        """Return what stands before, the nearest first, as far as another page begins."""
        most = PAGE_LENGTH + 1
        shown = self._shown().only("path", "root_path", "number")
        if self.order is Order.OLDEST:
            return list(shown.filter(path__lt=first.path).order_by("-path")[:most])
        same = shown.filter(root_path=first.root_path, path__lt=first.path)
        found = list(same.order_by("-path")[:most])
        if len(found) < most:
            others = shown.filter(root_path__gt=first.root_path)
            found += others.order_by("root_path", "-path")[: most - len(found)]
        return found

    def _shown(self) -> CommentQuerySet:
        return Comment.objects.filter(thread=self.page_id).shown()


def _cut(found: Sequence[Comment]) -> tuple[Sequence[Comment], int | None]:
    """Return a page of what was found, and the number at its end if there is more.

    It ends with a comment that has a number. Tombstones of what was never published have none:
    never more than the deepest path has levels stand in a row, as the last of them has an answer.
    """
    shown = found[:PAGE_LENGTH]
    if len(found) == len(shown):
        return shown, None
    last = max(index for index, comment in enumerate(shown) if comment.number is not None)
    return shown[: last + 1], shown[last].number


def _after_previous(before: Sequence[Comment]) -> int | None:
    """Return after which number the page before begins; None for the first page."""
    if len(before) <= PAGE_LENGTH:
        return None
    return next(each.number for each in reversed(before) if each.number is not None)


def _published_count(page_id: int) -> int | None:
    """Return how many comments readers see below a page; None if there never was one."""
    return Thread.objects.filter(page_id=page_id).values_list("published_count", flat=True).first()


def _pinned(page_id: int) -> Sequence[Comment]:
    pinned = Comment.objects.published().filter(thread=page_id, is_pinned=True)
    return list(pinned.only(*_SHOWN_FIELDS).order_by("path")[:MOST_PINNED])


def _lines(comments: Sequence[Comment]) -> Sequence[Line]:
    keys = {comment.parent_id for comment in comments if comment.parent_id is not None}
    fields = ("path", "number", "author_name", "state", "is_shown")
    parents = Comment.objects.only(*fields).in_bulk(keys) if keys else {}
    seen: set[int] = set()
    lines = []
    for comment in comments:
        parent = parents.get(comment.parent_id or 0)
        indent = indent_of(comment.depth)
        lines.append(
            Line(
                comment=comment,
                indent=indent,
                answered=parent,
                names_answered=parent is not None
                and (parent.pk not in seen or indent == indent_of(parent.depth)),
                is_answered_here=parent is not None and parent.pk in seen,
            )
        )
        seen.add(comment.pk)
    return lines


def newest_published(*, page_id: int, most: int) -> Sequence[Comment]:
    """Return the comments of a page that were published last, the newest first."""
    ingredients.use(names.thread(page_id))
    numbered = Comment.objects.published().filter(thread=page_id, number__isnull=False)
    return list(numbered.only(*_SHOWN_FIELDS, "published_at").order_by("-number")[:most])


def number_before(*, comment: Comment) -> int | None:
    """Return after which number a page in the oldest order begins that shows the comment.

    None when the first page shows it. It begins with the conversation if that fits, else with
    what the comment answers, else with the comment.
    """
    walk = _Walk(page_id=comment.thread_id, order=Order.OLDEST)
    first = walk.following(None, most=PAGE_LENGTH + 1)
    if comment.pk in {each.pk for each in _cut(first)[0]}:
        return None
    for start in (comment.root_path, comment.path[: -len(comment.root_path)], comment.path):
        number = _number_before_path(comment.thread_id, start)
        if number is None:
            continue
        anchor = walk.comment_with_number(number)
        page, _ = _cut(walk.following(anchor, most=PAGE_LENGTH + 1))
        if comment.pk in {each.pk for each in page}:
            return number
    raise NoSuchComment(f"Comment {comment.pk} stands on no page.")


def _number_before_path(page_id: int, path: str) -> int | None:
    if not path:
        return None
    shown = Comment.objects.filter(thread=page_id).shown()
    before = shown.filter(path__lt=path, number__isnull=False).order_by("-path")
    return before.values_list("number", flat=True).first()
