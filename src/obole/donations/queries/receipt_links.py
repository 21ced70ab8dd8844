"""What donors see of their tax receipts, which a floor above issues and hands down at start.

Without it (no app of receipts, or none issued) nothing is shown and nothing is promised.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from obole.donations.models import Donor, Gift
from obole.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class ReceiptLine:
    """One receipt, as its donor sees it."""

    year: int
    """Of the gifts that it is for: the year of the tax return."""
    number: str
    issued_on: date
    amount: Money
    is_void: bool = False


@dataclass(frozen=True, kw_only=True)
class ReceiptFile:
    """The receipts of a year as one file."""

    name: str
    content_type: str
    content: bytes


class ReceiptProvider(Protocol):
    """Who knows of receipts."""

    def receipts_for(self, *, donor: Donor) -> Sequence[ReceiptLine]:
        """Return all receipts of a donor, and of the rows merged into it, the latest first."""

    def file_of_year(self, *, donor: Donor, year: int) -> ReceiptFile | None:
        """Return the valid receipts of a year as one file, or None if there is none."""

    def outlook(self, *, gift: Gift, language: str) -> str:
        """Return a sentence on what happens with the receipt of a gift; empty if nothing does."""


_providers: list[ReceiptProvider] = []


def install(provider: ReceiptProvider) -> None:
    """Make this the one who knows of receipts."""
    _providers[:] = [provider]


def receipts_for(*, donor: Donor) -> Sequence[ReceiptLine]:
    """Return the receipts of a donor, the latest first."""
    return [line for provider in _providers for line in provider.receipts_for(donor=donor)]


def file_of_year(*, donor: Donor, year: int) -> ReceiptFile | None:
    """Return the receipts of a year as one file, or None."""
    for provider in _providers:
        return provider.file_of_year(donor=donor, year=year)
    return None


def outlook(*, gift: Gift, language: str) -> str:
    """Return what happens with the receipt of a gift; empty if nothing does."""
    for provider in _providers:
        return provider.outlook(gift=gift, language=language)
    return ""
