"""The words of the record of decisions."""

from dataclasses import dataclass
from enum import StrEnum


class Measure(StrEnum):
    """What was decided."""

    PUBLISH = "publish"
    REJECT = "reject"
    SPAM = "spam"
    REMOVE = "remove"
    HIDE = "hide"
    RESTORE = "restore"
    UNDO = "undo"
    KEEP = "keep"
    """A comment that was reported stays as it is."""
    PREMODERATE = "premoderate"
    SUSPEND = "suspend"
    BAN = "ban"
    LIFT = "lift"
    IMPORT = "import"
    ERASE = "erase"
    ALERT = "alert"
    """An authority is told of a suspected crime (DSA, article 18). It changes nothing here."""


class Ground(StrEnum):
    """On what a restriction rests."""

    TERMS = "terms"
    ILLEGAL = "illegal"


class Origin(StrEnum):
    """What set the newsroom to work."""

    VOLUNTARY = "voluntary"
    NOTICE = "notice"
    AUTHORITY = "authority"


RESTRICTING = (
    *(Measure.REJECT, Measure.REMOVE, Measure.HIDE, Measure.PREMODERATE),
    *(Measure.SUSPEND, Measure.BAN),
)
"""Measures that are explained to whom they concern. Spam is not: article 17(2) leaves it out."""

REVERSING = (Measure.UNDO, Measure.RESTORE, Measure.LIFT, Measure.PUBLISH)
"""Measures that can take a restriction back."""

SETTLING = (
    *(Measure.PUBLISH, Measure.KEEP, Measure.RESTORE),
    *(Measure.REJECT, Measure.REMOVE, Measure.SPAM),
)
"""Measures that answer whoever reported the comment."""


CONFIDENTIAL = (Measure.ALERT,)
"""Measures of which nobody outside the newsroom is told: who knows could flee, or do it sooner."""


@dataclass(frozen=True, kw_only=True)
class Reasons:
    """Why something was decided, as the record and the statement of reasons say it."""

    ground: Ground | None = None
    clause: str = ""
    """Of the house rules in force, when the ground is the terms."""
    legal_ground: str = ""
    category: str = ""
    """Of the EU Transparency Database's vocabulary."""
    keywords: tuple[str, ...] = ()
    facts: str = ""
    explanation: str = ""
    origin: Origin = Origin.VOLUNTARY
