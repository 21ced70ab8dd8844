"""What is known of a comment and of its reader, for whoever decides. No address of a network is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from obole.comments.models import Comment, Decision, Notice, Reader, ReaderNote, Revision
from obole.comments.queries.classifiers import current_classifier
from obole.comments.queries.wording import SaidSignal, said_of
from obole.comments.rules import paths
from obole.comments.rules.states import State

# What fits beside a comment; the reader's own page goes on.
RECENT_COMMENTS = 10
NOTES_SHOWN = 5
NEIGHBOURS_SHOWN = 3
DECISIONS_SHOWN = 10
NOTICES_SHOWN = 20
# A busy network (a school, a company) has many readers: the desk needs to know of a few.
COMMENTS_OF_SOURCE = 200
READERS_OF_SOURCE = 8


@dataclass(frozen=True, kw_only=True)
class SameSource:
    """Another reader whose comments came from the same network."""

    reader: Reader
    count: int


@dataclass(frozen=True, kw_only=True)
class History:
    """What is known of a reader."""

    reader: Reader
    recent: Sequence[Comment]
    notes: Sequence[ReaderNote]
    same_source: Sequence[SameSource]


@dataclass(frozen=True, kw_only=True)
class Context:
    """Where a comment stands: what it answers, from the top, and what stands beside it."""

    above: Sequence[Comment]
    before: Sequence[Comment]
    after: Sequence[Comment]


@dataclass(frozen=True, kw_only=True)
class Case:
    """All that one person needs to decide about one comment."""

    comment: Comment
    context: Context
    reasons: Sequence[SaidSignal]
    telling_words: Sequence[str]
    history: History | None
    notices: Sequence[Notice]
    revisions: Sequence[Revision]
    decisions: Sequence[Decision]


def case_of(comment: Comment) -> Case:
    """Gather a case, in a number of queries that does not depend on how much there is."""
    return Case(
        comment=comment,
        context=context_of(comment),
        reasons=said_of(comment.signals.order_by("pk")),
        telling_words=current_classifier().telling(comment.body) if comment.body else [],
        history=history_of(comment.reader, apart_from=comment) if comment.reader else None,
        notices=list(comment.notices.order_by("-received_at", "-pk")[:NOTICES_SHOWN]),
        revisions=list(comment.revisions.order_by("-replaced_at", "-pk")),
        decisions=list(
            comment.decisions.select_related("appeal").order_by("-pk")[:DECISIONS_SHOWN]
        ),
    )


def context_of(comment: Comment) -> Context:
    """Return what stands around a comment in its thread."""
    above = paths.paths_above(comment.path)[-NEIGHBOURS_SHOWN:]
    # Their places are known: to look for them by what they answer may sort a whole thread.
    beside = paths.paths_beside(comment.path, most=NEIGHBOURS_SHOWN)
    found = Comment.objects.filter(thread=comment.thread_id, path__in=[*above, *beside])
    # What waits for its reader's mail is not the desk's yet.
    around = list(found.exclude(state=State.UNPROVEN).order_by("path"))
    return Context(
        above=[each for each in around if each.path in above],
        before=[each for each in around if each.path in beside and each.path < comment.path],
        after=[each for each in around if each.path in beside and each.path > comment.path],
    )


def history_of(reader: Reader, *, apart_from: Comment | None = None) -> History:
    """Return what is known of a reader, with the source of one comment or of their latest."""
    comments = Comment.objects.filter(reader=reader).select_related("thread__page")
    # What waits for the reader's mail is not the desk's yet.
    recent = comments.exclude(state=State.UNPROVEN).order_by("-created_at", "-pk")
    if apart_from is not None:
        recent = recent.exclude(pk=apart_from.pk)
    listed = list(recent[:RECENT_COMMENTS])
    latest = apart_from or (listed[0] if listed else None)
    return History(
        reader=reader,
        recent=listed,
        notes=list(reader.notes.select_related("user").order_by("-made_at", "-pk")[:NOTES_SHOWN]),
        same_source=same_source_as(latest) if latest is not None else [],
    )


def same_source_as(comment: Comment) -> list[SameSource]:
    """Return other readers whose latest comments came from where this one came from.

    Two people behind one router look alike: this is a hint, and shows no address.
    """
    if not comment.source_digest:
        return []
    others = (
        Comment.objects.filter(source_digest=comment.source_digest, reader__isnull=False)
        .exclude(reader=comment.reader_id)
        .order_by("-created_at")
        .values_list("reader_id", flat=True)[:COMMENTS_OF_SOURCE]
    )
    counts = Counter(others)
    readers = Reader.objects.in_bulk([pk for pk, _ in counts.most_common(READERS_OF_SOURCE)])
    return [
        SameSource(reader=readers[pk], count=count)
        for pk, count in counts.most_common(READERS_OF_SOURCE)
        if pk in readers
    ]
