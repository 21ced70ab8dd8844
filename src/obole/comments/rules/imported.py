"""Comments that were written elsewhere, as any program's export can say them."""

import hashlib
import json
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from obole.comments.rules.arranging import parents_first
from obole.comments.rules.states import Source, State

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Markup(StrEnum):
    """In what a text is written."""

    HTML = "html"
    """As comment forms make it: blank lines part paragraphs where no element does."""
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedComment:
    """What an export says of a comment. Nothing in it is clean."""

    source: Source
    key: str
    """Names it among all comments of this source, and stays the same in a newer export."""
    parent_key: str = ""
    """Of what it answers. Empty, or of a comment that is not there: it stands at the top."""
    author_name: str = ""
    author_email: str = ""
    body: str
    markup: Markup = Markup.HTML
    state: State
    """Published, held, spam or rejected; withdrawn for what was deleted there."""
    had_account: bool = False
    """Its author was known to the old site: a name that is reserved here may be theirs."""
    written_at: datetime | None = None
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedThread:
    """The comments below one address of the old site, in the order of the export."""

    address: str
    title: str = ""
    comments: tuple[ImportedComment, ...]


class Outcome(StrEnum):
    """What an import made of a comment."""

    IMPORTED = "imported"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"


class Omission(StrEnum):
    """Why a comment was skipped."""

    SAME_KEY = "same-key"
    """Another comment of this source has the same key."""
    OTHER_PAGE = "other-page"
    """It came below another page before."""
    CHANGED_HERE = "changed-here"
    """It changed there, and somebody has decided about it or changed it here."""
    DELETED_THERE = "deleted-there"
    """It was deleted there, and nobody answered it."""
    NO_TEXT = "no-text"
    """There is no text in it, and nobody answered it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one comment; `waits` for a person, in the queue of imported ones."""

    key: str
    outcome: Outcome
    omission: Omission | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """What became of each comment of an import, in the order in which they were given."""

    each: Sequence[Result] = field(default=())

    @classmethod
    def of(cls, comments: Sequence[ImportedComment], results: Iterable[Result]) -> "Results":
        """Return results that come in another order in that of the comments."""
        by_key: dict[str, deque[Result]] = defaultdict(deque)
        for result in results:
            by_key[result.key].append(result)
        return cls([by_key[each.key].popleft() for each in comments])

    def count(self, outcome: Outcome) -> int:
        """Return how many have this outcome."""
        return sum(result.outcome is outcome for result in self.each)

    @property
    def waiting(self) -> int:
        """How many wait for a person."""
        return sum(result.waits for result in self.each)


def digest_of_said(comment: ImportedComment) -> str:
    """Return what differs when the source says something else of the same comment."""
    said = [comment.author_name, comment.author_email, comment.body, comment.markup, comment.state]
    moments = [comment.written_at, comment.edited_at]
    return _digest([*said, *(each.isoformat() if each else "" for each in moments)])


def digest_of_written(*, state: str, author_name: str, body: str) -> str:
    """Return what differs once somebody has changed a comment here."""
    return _digest([state, author_name, body])


def dated(moments: Iterable[datetime | None], *, first: datetime) -> list[datetime]:
    """Return the moments; in the place of none, the one before it, or else `first`."""
    known: list[datetime] = []
    for moment in moments:
        known.append(moment or (known[-1] if known else first))
    return known


def reading_order(comments: Sequence[ImportedComment]) -> list[ImportedComment]:
    """Return the comments of a thread by date, and each after what it answers."""
    moments = dated((each.written_at for each in comments), first=_LONG_AGO)
    by_date = sorted(zip(moments, comments, strict=True), key=lambda pair: pair[0])
    by_key: dict[str, list[ImportedComment]] = {}
    for _, comment in by_date:
        by_key.setdefault(comment.key, []).append(comment)
    parents: dict[str, str | None] = {key: same[0].parent_key for key, same in by_key.items()}
    return [comment for key in parents_first(parents) for comment in by_key[key]]


def _digest(values: list[str]) -> str:
    return hashlib.sha256(json.dumps(values).encode("utf-8", "surrogatepass")).hexdigest()
