"""Receipts that were issued, and gifts that wait for one."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from obole.donations.models import Donor, Gift
from obole.donations.rules.vocabulary import Means
from obole.receipts.models import Doubt, Receipt, ReceiptGift
from obole.receipts.queries.facts import SETTLED


def receipts_of(*, donor: Donor) -> QuerySet[Receipt]:
    """Return the receipts of a donor, and of the rows merged into it, the latest first."""
    of_donor = ReceiptGift.objects.filter(
        Q(gift__donor=donor) | Q(gift__donor__merged_into=donor), receipt=OuterRef("pk")
    )
    return Receipt.objects.filter(Exists(of_donor)).order_by("-issued_at", "-pk")


def valid_receipt_of(*, gift: Gift) -> Receipt | None:
    """Return the receipt that holds for a gift, if there is one."""
    return Receipt.objects.valid().filter(lines__gift=gift, lines__is_valid=True).first()


def gifts_without_receipt(*, year: int | None = None) -> QuerySet[Gift]:
    """Return the settled gifts for which a receipt was asked for and none holds, oldest first.

    Those that an intermediary took are left out: it issues the receipt.
    """
    has_one = ReceiptGift.objects.filter(gift=OuterRef("pk"), is_valid=True)
    gifts = (
        Gift.objects.filter(
            ~Exists(has_one),
            wants_receipt=True,
            state__in=SETTLED,
            donor__isnull=False,
            donor__erased_at=None,
            paid_on__isnull=False,
        )
        .exclude(means=Means.INTERMEDIARY)
        .select_related("donor__merged_into", "campaign")
    )
    if year is not None:
        gifts = gifts.filter(paid_on__year=year)
    return gifts.order_by("paid_on", "pk")


def receipts_in_doubt() -> QuerySet[Doubt]:
    """Return the receipts that say more than is left of their gifts, and are not void yet."""
    return (
        Doubt.objects.filter(receipt__voided_at=None)
        .select_related("receipt", "gift")
        .order_by("noticed_at", "pk")
    )


def unprinted_receipts() -> QuerySet[Receipt]:
    """Return the receipts whose PDF is not made yet, in the order of their issue."""
    return (
        Receipt.objects.filter(pdf_sha256="", purged_at=None)
        .select_related("signature")
        .order_by("pk")
    )
