"""The words for channels, deliveries and what became of them: stored as they stand here."""

from enum import StrEnum


class Operation(StrEnum):
    """What a delivery does on the network."""

    CREATE = "create"
    UPDATE = "update"
    """Change the post, or answer below it where a network cannot: the network's module decides."""
    DELETE = "delete"


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    """For its hour, for an approval, or for its turn."""
    ASKING = "asking"
    """A person must say whether it goes at all: an approval, or news that has become old."""
    SENDING = "sending"
    """Committed before the socket opens. Found so without a worker, it is UNKNOWN."""
    UNKNOWN = "unknown"
    """The network may have it. Never sent again before it was looked for there."""
    NEEDS_HUMAN = "needs-human"
    """Only a person can see whether it is there: "I see it", or "send again"."""
    SENT = "sent"
    REJECTED = "rejected"
    """The network refuses it for good; the reason is kept."""
    CANCELLED = "cancelled"
    """Taken back before it was sent."""
    DROPPED = "dropped"
    """Too old when its turn came, and the channel drops old news."""


class Outcome(StrEnum):
    """What one attempt came to."""

    SENT = "sent"
    REJECTED = "rejected"
    NOT_SENT = "not-sent"
    UNKNOWN = "unknown"


class ChannelState(StrEnum):
    """Whether a channel sends."""

    ACTIVE = "active"
    PAUSED = "paused"
    """By a person. Deliveries wait."""
    NEEDS_LOGIN = "needs-login"
    """The network no longer takes our token; deliveries wait until somebody connects anew."""
    OVER_BUDGET = "over-budget"
    REMOVED = "removed"
    """Kept for its log; it is shown nowhere else and sends nothing."""


class Method(StrEnum):
    """How a post looks."""

    TEXT = "text"
    LINK = "link"
    """With a card of the article, made by us or by the network."""
    IMAGE = "image"
    IMAGES = "images"
    VIDEO = "video"
    """With a film or a sound: the one that was chosen, or the first of the article."""


class PictureSource(StrEnum):
    """Which picture of an article a channel shows first, where nobody chose one."""

    LEAD = "lead"
    """The article's own, then those of its text."""
    TEXT = "text"
    """The first of its text."""
    CHANNEL = "channel"
    """Always that of the channel."""


class LateNews(StrEnum):
    """What happens to news whose hour is long past when it could go."""

    POST = "post"
    ASK = "ask"
    DROP = "drop"


class Following(StrEnum):
    """Whether a change of the article goes to the network."""

    ALWAYS = "always"
    ASK = "ask"
    NEVER = "never"
