"""What receipts keep."""

from obole.receipts.models.issuing import (
    IssuerDetails,
    IssuingDecision,
    ModeChoice,
    QualityChoice,
    Signature,
    TimingChoice,
)
from obole.receipts.models.receipts import Doubt, GroupingChoice, Receipt, ReceiptGift, Series

__all__ = [
    "Doubt",
    "GroupingChoice",
    "IssuerDetails",
    "IssuingDecision",
    "ModeChoice",
    "QualityChoice",
    "Receipt",
    "ReceiptGift",
    "Series",
    "Signature",
    "TimingChoice",
]
