"""What is known of sites that moved in: what they said, and what became of it."""

from obole.portability.models.addresses import OldAddress
from obole.portability.models.comments import StagedComment
from obole.portability.models.deliveries import Delivery, State
from obole.portability.models.records import Kind, Outcome, SourceRecord
from obole.portability.models.runs import ImportedSite, ImportRun, Stage

__all__ = [
    "Delivery",
    "ImportRun",
    "ImportedSite",
    "Kind",
    "OldAddress",
    "Outcome",
    "SourceRecord",
    "Stage",
    "StagedComment",
    "State",
]
