"""What the tax office is told each year: how many receipts, for how much (CGI, article 222 bis)."""

from dataclasses import dataclass

from django.db.models import Count, Sum

from obole.kernel.money import Money
from obole.receipts.models import Receipt, ReceiptGift
from obole.receipts.rules.registry import schemes


@dataclass(frozen=True, kw_only=True)
class Totals:
    """The totals of one scheme for the gifts of a year."""

    scheme: str
    receipts: int
    """Valid receipts that name gifts of the year, whenever they were issued."""
    amount: Money
    """What those receipts say was given in that year."""
    void: int
    """Receipts for gifts of the year that were made void: not in the two figures above."""
    issued_in_year: int
    """Receipts that hold and were issued within the year, for whatever gifts."""


def declared_totals(*, year: int) -> list[Totals]:
    """Return what is to be declared for a year, one line a scheme and currency that is for taxes.

    What a receipt says counts for the year in which the gift was paid.
    """
    for_tax = [scheme.name for scheme in schemes().values() if scheme.is_for_tax]
    lines = ReceiptGift.objects.filter(
        receipt__gift_year=year, receipt__voided_at=None, receipt__scheme__in=for_tax
    )
    sums = (
        lines.order_by()
        .values("receipt__scheme", "currency")
        .annotate(total=Sum("amount_minor_units"), receipts=Count("receipt", distinct=True))
    )
    of_year = Receipt.objects.filter(gift_year=year)
    return [
        Totals(
            scheme=row["receipt__scheme"],
            receipts=row["receipts"],
            amount=Money(row["total"], row["currency"]),
            void=of_year.filter(scheme=row["receipt__scheme"]).exclude(voided_at=None).count(),
            issued_in_year=Receipt.objects.valid()
            .filter(scheme=row["receipt__scheme"], year=year)
            .count(),
        )
        for row in sorted(sums, key=lambda row: (row["receipt__scheme"], row["currency"]))
    ]


def years_with_receipts() -> list[int]:
    """Return the years for whose gifts there are receipts, the latest first."""
    years = Receipt.objects.order_by("-gift_year").values_list("gift_year", flat=True)
    return list(years.distinct())
