"""What PayPal is sent. Pure: orders in, JSON objects out; tests hold them against its own files."""

from typing import Any, Final

from obole.donations.rules.gateway import GatewayRefused, Order
from obole.donations.rules.vocabulary import Rhythm
from obole.kernel.money import Money

PRODUCT_ID: Final = "OBOLE-GIFTS"
PRODUCT_NAME: Final = "Gifts"
_UNITS: Final = {Rhythm.MONTHLY: "MONTH", Rhythm.YEARLY: "YEAR"}
_LOCALES: Final = {"fr": "fr-FR", "en": "en-GB"}
_LONGEST_TITLE: Final = 127
# PayPal tries a failed instalment again by itself; after so many it suspends the subscription.
_FAILURES_BEFORE_PAUSE: Final = 3
_CANCEL_REASON: Final = "The donor or the newsroom ended it."


def amount(money: Money) -> dict[str, str]:
    """Return an amount as PayPal writes it."""
    return {"currency_code": money.currency, "value": money.plain()}


def order(wanted: Order) -> dict[str, Any]:
    """Return the request of an order that is captured once its payer agrees."""
    context = {
        "locale": _LOCALES.get(wanted.language, "en-GB"),
        "shipping_preference": "NO_SHIPPING",
        "user_action": "PAY_NOW",
        "return_url": wanted.done_url,
        "cancel_url": wanted.back_url,
    }
    wallet: dict[str, Any] = {"experience_context": context}
    if wanted.email:
        wallet["email_address"] = wanted.email
    unit = {
        "custom_id": wanted.key,
        # PayPal refuses a second payment of the same invoice: a second belt.
        "invoice_id": wanted.key,
        "description": wanted.title[:_LONGEST_TITLE],
        "amount": amount(wanted.amount),
    }
    return {
        "intent": "CAPTURE",
        "purchase_units": [unit],
        "payment_source": {"paypal": wallet},
    }


def product() -> dict[str, Any]:
    """Return the request of what all recurring gifts are instalments of."""
    return {"id": PRODUCT_ID, "name": PRODUCT_NAME, "type": "SERVICE", "category": "NONPROFIT"}


def plan(*, product_id: str, each_time: Money, rhythm: Rhythm) -> dict[str, Any]:
    """Return the request of a plan: so much, so often, without an end."""
    if rhythm not in _UNITS:
        raise GatewayRefused(f"PayPal has no plan that is {rhythm}.")
    cycle = {
        "frequency": {"interval_unit": _UNITS[rhythm], "interval_count": 1},
        "tenure_type": "REGULAR",
        "sequence": 1,
        "total_cycles": 0,
        "pricing_scheme": {"fixed_price": amount(each_time)},
    }
    return {
        "product_id": product_id,
        "name": f"{PRODUCT_NAME}, {each_time}, {rhythm.value}",
        "billing_cycles": [cycle],
        "payment_preferences": {
            "auto_bill_outstanding": False,
            "payment_failure_threshold": _FAILURES_BEFORE_PAUSE,
        },
    }


def subscription(wanted: Order, *, plan_id: str) -> dict[str, Any]:
    """Return the request of a subscription to a plan."""
    context = {
        "locale": _LOCALES.get(wanted.language, "en-GB"),
        "shipping_preference": "NO_SHIPPING",
        "user_action": "SUBSCRIBE_NOW",
        "return_url": wanted.done_url,
        "cancel_url": wanted.back_url,
    }
    request: dict[str, Any] = {
        "plan_id": plan_id,
        "custom_id": wanted.key,
        "application_context": context,
    }
    if wanted.email:
        request["subscriber"] = {"email_address": wanted.email}
    return request


def revision(*, plan_id: str) -> dict[str, Any]:
    """Return the request that moves a subscription to another plan."""
    return {"plan_id": plan_id}


def cancellation() -> dict[str, Any]:
    """Return the request that ends a subscription."""
    return {"reason": _CANCEL_REASON}


def refund(given_back: Money, *, key: str) -> dict[str, Any]:
    """Return the request of a refund of a part, or of all; `key` is found again in its answer."""
    return {"amount": amount(given_back), "custom_id": key, "invoice_id": key}
