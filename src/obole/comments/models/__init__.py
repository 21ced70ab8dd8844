"""What is kept of comments."""

from obole.comments.models.comments import (
    Comment,
    CommentQuerySet,
    CommentSignal,
    Fingerprint,
    QueueChoice,
    Revision,
    StateChoice,
)
from obole.comments.models.decisions import (
    Appeal,
    ChainHead,
    Decision,
    MeasureChoice,
    Notice,
    Statement,
)
from obole.comments.models.importing import ImportRecord
from obole.comments.models.law import (
    Clause,
    HouseRules,
    IdentificationRecord,
    LegalRequest,
    SavedReply,
)
from obole.comments.models.readers import Follow, Proof, Reader, ReaderNote, StandingChoice
from obole.comments.models.screening import ClassifierVersion, DeskPreferences, WordRule
from obole.comments.models.threads import (
    LONGEST_BODY,
    CommentSettings,
    ModeChoice,
    Thread,
    ThreadRules,
)
from obole.comments.models.vocabulary import CategoryChoice, LegalReasonChoice

__all__ = [
    "LONGEST_BODY",
    "Appeal",
    "CategoryChoice",
    "ChainHead",
    "ClassifierVersion",
    "Clause",
    "Comment",
    "CommentQuerySet",
    "CommentSettings",
    "CommentSignal",
    "Decision",
    "DeskPreferences",
    "Fingerprint",
    "Follow",
    "HouseRules",
    "IdentificationRecord",
    "ImportRecord",
    "LegalReasonChoice",
    "LegalRequest",
    "MeasureChoice",
    "ModeChoice",
    "Notice",
    "Proof",
    "QueueChoice",
    "Reader",
    "ReaderNote",
    "Revision",
    "SavedReply",
    "StandingChoice",
    "StateChoice",
    "Statement",
    "Thread",
    "ThreadRules",
    "WordRule",
]
