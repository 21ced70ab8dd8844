"""PayPal's notices: which object does one speak of.

A reference says what it names, since PayPal's ids do not: an order is named by its id; `I-...` is a
subscription, `I-.../ID` one payment of it, `capture:ID` a payment whose order has to be asked for.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from obole.donations.rules.gateway import About, Hint

NOTHING: Final = Hint(about=About.NOTHING, reference="")
CAPTURE: Final = "capture:"


def hint_of(event: Mapping[str, Any]) -> Hint:
    """Return which object an event speaks of."""
    kind, thing = _text(event["event_type"]), event["resource"]
    if kind.startswith("BILLING.SUBSCRIPTION."):
        return Hint(about=About.PLAN, reference=_text(thing["id"]))
    for beginning, reference_of in _PAYMENTS.items():
        if kind.startswith(beginning):
            return Hint(about=About.PAYMENT, reference=_text(reference_of(thing)))
    return NOTHING


def _order(order: Mapping[str, Any]) -> str:
    return _text(order["id"])


def _capture(capture: Mapping[str, Any]) -> str:
    related = (capture.get("supplementary_data") or {}).get("related_ids") or {}
    return related.get("order_id") or f"{CAPTURE}{_text(capture['id'])}"


def _refunded(refund: Mapping[str, Any]) -> str:
    """Return the payment that a refund belongs to: its link "up" names it."""
    up = next(each["href"] for each in refund["links"] if each["rel"] == "up")
    return f"{CAPTURE}{_text(up.rstrip('/').rpartition('/')[2])}"


def _sale(sale: Mapping[str, Any]) -> str:
    if not sale.get("billing_agreement_id"):
        return f"{CAPTURE}{_text(sale['id'])}"
    return f"{_text(sale['billing_agreement_id'])}/{_text(sale['id'])}"


def _refunded_sale(refund: Mapping[str, Any]) -> str:
    return f"{CAPTURE}{_text(refund.get('sale_id') or refund['id'])}"


def _disputed(dispute: Mapping[str, Any]) -> str:
    return f"{CAPTURE}{_text(dispute['disputed_transactions'][0]['seller_transaction_id'])}"


# The first that fits counts.
_PAYMENTS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "CHECKOUT.ORDER.": _order,
    "PAYMENT.CAPTURE.REFUNDED": _refunded,
    "PAYMENT.CAPTURE.REVERSED": _refunded,
    "PAYMENT.REFUND.": _refunded,
    "PAYMENT.CAPTURE.": _capture,
    "PAYMENT.SALE.REFUNDED": _refunded_sale,
    "PAYMENT.SALE.REVERSED": _refunded_sale,
    "PAYMENT.SALE.": _sale,
    "CUSTOMER.DISPUTE.": _disputed,
}


def moment(text: str) -> datetime:
    """Return the moment of an Internet date and time; PayPal's have a zone. Raise ValueError."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone.")
    return found


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(f"{value!r} is no text.")
    return value
