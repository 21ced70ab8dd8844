"""Names and addresses on receipts are purged when no law asks for them any more."""

from datetime import date, datetime

from django.utils import timezone

from obole.receipts.actions.printing import receipts_folder
from obole.receipts.models import Receipt
from obole.receipts.rules.registry import UnknownScheme, scheme_named

# A scheme that is no longer installed: its receipts are kept for as long as accounts.
KEEPS_YEARS_OTHERWISE = 10
PURGED_AT_ONCE = 500


def purge_receipts(*, now: datetime) -> int:
    """Purge the words and the PDFs of receipts whose time is over; return how many.

    Number, amount, days and digests stay: the series has no gap, and the declarations can be
    computed again. A crash between row and file leaves a file, which the next run takes away.
    """
    today = timezone.localdate(now)
    receipts = Receipt.objects.filter(purged_at=None).order_by("pk")
    purged = 0
    for scheme in list(receipts.order_by("scheme").values_list("scheme", flat=True).distinct()):
        last_year = last_purged_year(scheme=scheme, today=today)
        over = receipts.filter(scheme=scheme, year__lte=last_year)
        for receipt in over[: PURGED_AT_ONCE - purged]:
            _purge(receipt, now)
            purged += 1
    return purged


def last_purged_year(*, scheme: str, today: date) -> int:
    """Return the last year of issue whose receipts are over: whole years after its end."""
    try:
        keeps = scheme_named(scheme).keeps_years
    except UnknownScheme:
        keeps = KEEPS_YEARS_OTHERWISE
    return today.year - keeps - 1


def _purge(receipt: Receipt, now: datetime) -> None:
    if receipt.pdf_name:
        (receipts_folder() / receipt.pdf_name).unlink(missing_ok=True)
    Receipt.objects.filter(pk=receipt.pk, purged_at=None).update(
        sheet={}, pdf_name="", signature=None, purged_at=now
    )
