"""What the detectors look at: what was sent, and what is known of how and where it was sent."""

from collections.abc import Collection
from dataclasses import dataclass, field

from obole.comments.rules.states import Mode, Standing
from obole.comments.rules.words import WordList


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What was sent, cleaned (`texts.clean_body`, `names.clean_name`)."""

    body: str
    name: str
    email_domain: str = ""
    has_filled_honeypot: bool = False
    is_edit: bool = False
    """It takes the place of a text that is published."""


@dataclass(frozen=True, kw_only=True)
class Lists:
    """What does not change from comment to comment. Made once for many."""

    banned: WordList = field(default_factory=WordList)
    suspect: WordList = field(default_factory=WordList)
    disposable_domains: Collection[str] = frozenset()
    reserved_keys: Collection[str] = frozenset()
    """`names.name_key` of each name that no reader may sign with."""


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What is known beside the text: of the thread, of the reader, of other comments."""

    mode: Mode
    is_closed: bool = False
    """The thread takes no more comments: its days are over."""
    is_sensitive: bool = False
    is_night: bool = False
    longest_body: int
    lists: Lists = field(default_factory=Lists)
    same_text_count: int = 0
    """Other comments of late with the very same text, wherever they stand."""
    near_duplicate_count: int = 0
    """Other comments of late whose text is nearly the same (`fingerprints.CLOSE`)."""
    standing: Standing = Standing.NORMAL
    """In force now: a suspension that is over is none."""
    is_trusted: bool = False
    """The reader has proven the address, and enough of their comments were approved."""
    approved_count: int = 0
    decided_of_late: int = 0
    """Decisions about the reader's comments within `detectors.REJECTIONS_WITHIN_DAYS`."""
    rejected_of_late: int = 0
    """Those of them that rejected, removed or marked as spam."""
    has_proof: bool = False
    """A puzzle was solved, or the browser is known to be the reader's."""
    report_count: int = 0
    reports_that_hide: int = 3
    score: float | None = None
    """What the classifier says, 0 to 1; None if it was not asked."""
    telling_words: tuple[str, ...] = ()
    score_that_holds: float = 0.8
