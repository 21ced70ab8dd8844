"""What receipts announce."""

from dataclasses import dataclass

from obole.kernel.event import Event


@dataclass(frozen=True)
class ReceiptIssued(Event):
    """A receipt has its number and its words, for good. Its PDF and its mail follow."""

    receipt_id: int


@dataclass(frozen=True)
class ReceiptVoided(Event):
    """A receipt is void; another may stand in its place."""

    receipt_id: int


@dataclass(frozen=True)
class ReceiptDoubted(Event):
    """Money of a receipted gift went back: the receipt says too much and must be made void."""

    receipt_id: int
    gift_id: int
