"""What the page of a donor's gifts shows of receipts: handed down at start (project/apps.py)."""

import io
import zipfile
from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from obole.donations.models import Donor, Gift
from obole.donations.queries.receipt_links import ReceiptFile, ReceiptLine
from obole.donations.rules.vocabulary import Means
from obole.receipts.actions.printing import pdf_of, print_receipts
from obole.receipts.queries.issuing import issuer_details, issuing_mode
from obole.receipts.queries.receipts import receipts_of, valid_receipt_of
from obole.receipts.rules.issuing import Mode, Timing

PDF = "application/pdf"
ZIP = "application/zip"
# A file in an archive has a day; the same receipts are the same archive.
DAY_IN_ARCHIVES = (2000, 1, 1, 0, 0, 0)
# A gift a day, each with a receipt. What a donor is given is printed while they wait.
MOST_IN_A_FILE = 400


class DonorReceipts:
    """Knows the receipts of donors, for the page of their gifts."""

    def receipts_for(self, *, donor: Donor) -> Sequence[ReceiptLine]:
        """Return all receipts of a donor, the latest first."""
        return [
            ReceiptLine(
                year=receipt.gift_year,
                number=receipt.number,
                issued_on=receipt.issued_on,
                amount=receipt.amount,
                is_void=not receipt.is_valid,
            )
            for receipt in receipts_of(donor=donor).filter(purged_at=None)
        ]

    def file_of_year(self, *, donor: Donor, year: int) -> ReceiptFile | None:
        """Return the valid receipts of a year: one as a PDF, several as an archive."""
        found = receipts_of(donor=donor).filter(gift_year=year, voided_at=None, purged_at=None)
        receipts = list(found.select_related("signature")[:MOST_IN_A_FILE])
        if not receipts:
            return None
        print_receipts(receipts=receipts)
        files = [(f"{receipt.number}.pdf", pdf_of(receipt=receipt)) for receipt in receipts]
        if len(files) == 1:
            return ReceiptFile(name=files[0][0], content_type=PDF, content=files[0][1])
        return ReceiptFile(name=f"{year}.zip", content_type=ZIP, content=_archive(files))

    def outlook(self, *, gift: Gift, language: str) -> str:
        """Return what happens with the receipt of a gift; empty if none was asked for or is due."""
        with translation.override(language):
            return _outlook(gift)


def _archive(files: Sequence[tuple[str, bytes]]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, DAY_IN_ARCHIVES), content)
    return written.getvalue()


def _outlook(gift: Gift) -> str:
    mode = issuing_mode()
    if gift.means == Means.INTERMEDIARY or mode is Mode.INTERMEDIARY:
        return _("The intermediary that took the gift issues the receipt.")
    details = issuer_details()
    if mode is not Mode.OWN or details is None or not gift.wants_receipt:
        return ""
    if valid_receipt_of(gift=gift) is not None:
        return _("Your receipt is ready: it stands with your gifts.")
    if details.timing == Timing.AT_SETTLEMENT:
        return _("Your receipt follows as soon as the gift has arrived.")
    if details.timing == Timing.IN_JANUARY:
        return _("Your receipt for all gifts of the year follows in January.")
    return _("Your receipt follows: the treasurer issues it.")


DONOR_RECEIPTS = DonorReceipts()
