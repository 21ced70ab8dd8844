"""What detectors say of a comment, and what the desk is told about it. Names are stored."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a signal weighs by itself."""

    REFUSE = "refuse"
    """The form says no, at once, and keeps the text."""
    HOLD = "hold"
    """A person must look."""
    HINT = "hint"
    """Worth showing to whoever looks; holds nothing by itself."""


class Name(StrEnum):
    """Which detector spoke."""

    CLOSED = "closed"
    LENGTH = "length"
    LINKS = "links"
    BANNED_WORD = "banned-word"
    SUSPECT_WORD = "suspect-word"
    REPEAT = "repeat"
    NEAR_DUPLICATE = "near-duplicate"
    DISPOSABLE_ADDRESS = "disposable-address"
    MIXED_SCRIPTS = "mixed-scripts"
    RESERVED_NAME = "reserved-name"
    RECENT_REJECTIONS = "recent-rejections"
    FIRST_COMMENT = "first-comment"
    SENSITIVE = "sensitive"
    NIGHT = "night"
    REPORTS = "reports"
    CLASSIFIER = "classifier"
    PREMODERATED = "premoderated"
    SUSPENDED = "suspended"
    NO_PROOF = "no-proof"
    """Nothing shows that a browser, and no robot, wrote it: no puzzle was solved."""
    HONEYPOT = "honeypot"
    MODE = "mode"
    """The thread holds every comment."""
    EDITED = "edited"
    """It was published, and its author changed it."""
    IMPORTED = "imported"


@dataclass(frozen=True, kw_only=True)
class Signal:
    """What one detector saw. `evidence` are short strings for the moderator's eyes."""

    name: Name
    severity: Severity
    evidence: tuple[str, ...] = ()
