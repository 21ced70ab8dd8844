"""A receipt is made void, or another takes its place. Its number is never used again."""

from datetime import datetime

from django.db import transaction

from obole.donations.models import Gift
from obole.foundation.facts import emit
from obole.receipts.actions.issuing import issue_for_gifts
from obole.receipts.events import ReceiptVoided
from obole.receipts.models import Receipt, ReceiptGift
from obole.receipts.queries.facts import SETTLED, net_amounts
from obole.receipts.rules.scheme import Grouping


class VoidAlready(Exception):
    """The receipt was made void before."""


class NoReason(ValueError):
    """A receipt is never made void without a reason."""


@transaction.atomic
def void_receipt(*, receipt: Receipt, reason: str, by: str, now: datetime) -> Receipt:
    """Make a receipt void, and say why; its gifts can be on another. Raise VoidAlready, NoReason.

    The donor is to be told by a person: what was declared with it may be wrong.
    """
    if not reason.strip():
        raise NoReason("Say why the receipt is made void.")
    locked = Receipt.objects.select_for_update(of=("self",)).get(pk=receipt.pk)
    if locked.voided_at is not None:
        raise VoidAlready(f"{locked.number} is void since {locked.voided_at:%Y-%m-%d}.")
    locked.voided_at = now
    locked.voided_by = by
    locked.void_reason = reason.strip()
    locked.save(update_fields=["voided_at", "voided_by", "void_reason"])
    ReceiptGift.objects.filter(receipt=locked, is_valid=True).update(is_valid=False)
    emit(ReceiptVoided(receipt_id=locked.pk))
    return locked


@transaction.atomic
def replace_receipt(
    *, receipt: Receipt, reason: str, by: str, now: datetime
) -> tuple[Receipt, Receipt | None]:
    """Make a receipt void, and issue another for what is left of its gifts.

    The new one has a number of its own and says which one it replaces; None when nothing is left.
    Raise VoidAlready, NoReason, and what `issue_for_gifts` raises; then nothing has happened.
    """
    gifts = list(Gift.objects.filter(receipt_lines__receipt=receipt).order_by("pk"))
    void = void_receipt(receipt=receipt, reason=reason, by=by, now=now)
    nets = net_amounts(gifts=gifts)
    left = [gift for gift in gifts if gift.state in SETTLED and nets[gift.pk].minor_units > 0]
    if not left:
        return void, None
    new = issue_for_gifts(
        gifts=left, grouping=Grouping(receipt.grouping), by=by, now=now, replaces=void
    )
    return void, new
