"""What happens to comments."""

from dataclasses import dataclass

from obole.kernel.event import Event


@dataclass(frozen=True)
class CommentPublished(Event):
    """Readers see a comment from now on."""

    comment_id: int
    page_id: int
    first_time: bool


@dataclass(frozen=True)
class ThreadChanged(Event):
    """What readers see of a page's comments changed otherwise: edited, pinned, taken away."""

    page_id: int


@dataclass(frozen=True)
class CommentHeld(Event):
    """A comment waits for a person."""

    comment_id: int


@dataclass(frozen=True)
class CommentReported(Event):
    """Somebody says that a comment is against the rules or the law."""

    notice_id: int


@dataclass(frozen=True)
class DecisionMade(Event):
    """A decision stands in the record; whoever it concerns is told."""

    decision_id: int


@dataclass(frozen=True)
class HouseRulesWritten(Event):
    """Readers write under a new version of the house rules from now on."""

    version: int
