"""The states of a comment, the queues of the desk, and the modes of a thread."""

from enum import StrEnum


class State(StrEnum):
    """Where a comment is on its way."""

    UNPROVEN = "unproven"
    """Whoever wrote it has not answered the mail yet; nobody sees it."""
    HELD = "held"
    """It waits for a person."""
    PUBLISHED = "published"
    REJECTED = "rejected"
    """Decided before readers saw it."""
    SPAM = "spam"
    REMOVED = "removed"
    """Taken away by the newsroom after readers saw it."""
    WITHDRAWN = "withdrawn"
    """Taken away by whoever wrote it."""


UNDECIDED = (State.HELD,)
HIDDEN = (State.UNPROVEN, State.HELD, State.REJECTED, State.SPAM)
GONE = (State.REMOVED, State.WITHDRAWN)
"""They leave a tombstone where somebody answered them."""


class Queue(StrEnum):
    """In which order the desk looks at what waits: as these stand here, the oldest first."""

    LEGAL = "1-legal"
    REPORTED = "2-reported"
    DOUBTFUL = "3-doubtful"
    FIRST = "4-first"
    REST = "5-rest"
    IMPORTED = "6-imported"


class Mode(StrEnum):
    """What happens to comments that nothing speaks against."""

    HOLD_ALL = "hold-all"
    HOLD_FIRST = "hold-first"
    PUBLISH_THEN_CHECK = "publish-then-check"
    CLOSED = "closed"


class Source(StrEnum):
    """Where a comment was written."""

    SITE = "site"
    WORDPRESS = "wordpress"
    DISQUS = "disqus"
    ISSO = "isso"
    COMMENTO = "commento"
    REMARK42 = "remark42"


class Standing(StrEnum):
    """What the newsroom decided about a reader."""

    NORMAL = "normal"
    PREMODERATED = "premoderated"
    """Each of their comments waits for a person."""
    SUSPENDED = "suspended"
    """They cannot write until a day."""
    BANNED = "banned"
