"""What receipts do when something happened."""

from obole.donations.events import GiftChanged, GiftSettled
from obole.donations.models import Gift
from obole.foundation import clock
from obole.receipts.actions import batches, printing, telling, watching
from obole.receipts.events import ReceiptIssued
from obole.receipts.models import Receipt
from obole.receipts.press import MOST_PAGES
from obole.receipts.queries.receipts import unprinted_receipts


def issue_at_settlement(event: GiftSettled) -> None:
    """Issue the receipt of a gift that has settled, where that is what was decided."""
    gift = Gift.objects.get(pk=event.gift_id)
    batches.issue_at_settlement(gift=gift, now=clock.now())


def doubt_receipt(event: GiftChanged) -> None:
    """Notice that a receipt says more than is left of its gift."""
    watching.doubt_receipt(gift=Gift.objects.get(pk=event.gift_id), now=clock.now())


def print_receipt(event: ReceiptIssued) -> None:
    """Write the PDF of a receipt, and of those that wait beside it: to start takes the time."""
    waiting = unprinted_receipts()
    if waiting.filter(pk=event.receipt_id).exists():
        printing.print_receipts(
            receipts=list(waiting.filter(pk__gte=event.receipt_id)[:MOST_PAGES])
        )


def mail_receipt(event: ReceiptIssued) -> None:
    """Write to the donor where the receipt is found."""
    telling.tell_of_receipt(receipt=Receipt.objects.get(pk=event.receipt_id))
