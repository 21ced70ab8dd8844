"""Whether a receipt that somebody holds is one of ours, and holds. Nothing else is told."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils import timezone
from django.utils.crypto import constant_time_compare

from obole.kernel.money import Money, UnreadableAmount
from obole.receipts.models import Receipt
from obole.receipts.rules.codes import read_code, read_number


class Standing(StrEnum):
    """What a stranger is told."""

    VALID = "valid"
    VOID = "void"
    REPLACED = "replaced"
    UNKNOWN = "unknown"
    """No such number, or another code: which of the two is not said."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is said of a receipt. The amount is never told: it is confirmed, or not."""

    standing: Standing
    number: str = ""
    issued_on: date | None = None
    ended_on: date | None = None
    replaced_by: str = ""
    amount_fits: bool | None = None
    """None when no amount was typed."""


def check_receipt(*, number: str, code: str, amount: str = "") -> Answer:
    """Return how a receipt stands, for whoever has its number and its code."""
    wanted, typed = read_number(number), read_code(code)
    found = Receipt.objects.filter(number=wanted).select_related("replaced_by").first()
    # Compared also when nothing was found, so that the time tells nothing.
    is_right = constant_time_compare(found.code if found else "", typed or "-")
    if found is None or not is_right:
        return Answer(standing=Standing.UNKNOWN)
    replacing = getattr(found, "replaced_by", None)
    standing = Standing.VALID
    if found.voided_at is not None:
        standing = Standing.REPLACED if replacing else Standing.VOID
    return Answer(
        standing=standing,
        number=found.number,
        issued_on=found.issued_on,
        ended_on=timezone.localdate(found.voided_at) if found.voided_at else None,
        replaced_by=replacing.number if replacing else "",
        amount_fits=_fits(found, amount),
    )


def _fits(receipt: Receipt, typed: str) -> bool | None:
    if not typed.strip():
        return None
    try:
        return Money.parse(typed[:40].strip("* "), receipt.currency) == receipt.amount
    except UnreadableAmount:
        return False
