"""Money of a receipted gift went back: the receipt says too much, and a person must see it."""

from datetime import datetime

from django.db import transaction

from obole.donations.models import Gift
from obole.foundation.facts import emit
from obole.receipts.events import ReceiptDoubted
from obole.receipts.models import Doubt, ReceiptGift
from obole.receipts.queries.facts import net_amounts


@transaction.atomic
def doubt_receipt(*, gift: Gift, now: datetime) -> Doubt | None:
    """Put the receipt of a gift on the list of those to be made void, if it says too much.

    A dispute that was won takes it off again, unless another of its gifts still lacks money.
    Return the doubt, also when it stood before; None when all is well.
    """
    line = ReceiptGift.objects.filter(gift=gift, is_valid=True).select_related("receipt").first()
    if line is None:
        return None
    lines = list(line.receipt.lines.select_related("gift"))
    nets = net_amounts(gifts=[each.gift for each in lines])
    short = [each for each in lines if each.amount > nets[each.gift_id]]
    if not short:
        Doubt.objects.filter(receipt=line.receipt).delete()
        return None
    doubt, is_new = Doubt.objects.get_or_create(
        receipt=line.receipt, defaults={"gift": short[0].gift, "noticed_at": now}
    )
    if is_new:
        emit(ReceiptDoubted(receipt_id=line.receipt_id, gift_id=short[0].gift_id))
    return doubt
