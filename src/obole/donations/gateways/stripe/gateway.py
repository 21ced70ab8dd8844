"""Stripe: hosted Checkout, once and by subscription, by card and by SEPA debit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from obole.donations.gateways.calling import understood
from obole.donations.gateways.stripe import notices, reading
from obole.donations.gateways.stripe.api import StripeApi, safe
from obole.donations.rules.gateway import (
    Begun,
    GatewayRefused,
    Hint,
    Notice,
    Order,
    PaymentReport,
    PayoutReport,
    PlanReport,
    UnknownToGateway,
)
from obole.donations.rules.vocabulary import Means, Rhythm
from obole.kernel.money import Money

_KINDS: Final = {Means.CARD: "card", Means.SEPA: "sepa_debit"}
_INTERVALS: Final = {Rhythm.MONTHLY: "month", Rhythm.YEARLY: "year"}
_LONGEST_TITLE: Final = 250
_CHARGE: Final = ["latest_charge.balance_transaction"]


@dataclass(frozen=True, kw_only=True)
class StripeGateway:
    """One account at Stripe."""

    api: StripeApi
    webhook_secret: str = field(repr=False)
    offered: tuple[Means, ...] = (Means.CARD,)
    name: str = "stripe"

    def means(self) -> tuple[Means, ...]:
        """Return what the account offers."""
        return self.offered

    @understood
    def begin(self, order: Order) -> Begun:
        """Open a Checkout session. The same order again is the same session, for a day at least.

        No time of expiry is sent, so that a repeated call is the same to the letter: Stripe's own
        is a day. Adaptive pricing is off: the donor pays in the campaign's currency.
        """
        if order.means not in _KINDS:
            raise GatewayRefused(f"Stripe takes no gifts by {order.means}.")
        session = self.api.post(
            "checkout/sessions", _session_values(order), key=f"begin:{order.key}"
        )
        return Begun(
            url=session["url"],
            reference=session["id"],
            expires_at=reading.moment(session["expires_at"]),
        )

    def read_notice(self, *, headers: Mapping[str, str], body: bytes, now: datetime) -> Notice:
        """Return what a notice says. Raise ForgedNotice or UnreadableNotice."""
        return notices.read_notice(headers=headers, body=body, secret=self.webhook_secret, now=now)

    @understood
    def fetch_payment(self, reference: str) -> PaymentReport:
        """Return the report of a payment intent, or of a session by its newest payment."""
        if not reference.startswith("cs_"):
            return self._report_of(reference)
        session = self.api.get(f"checkout/sessions/{safe(reference)}")
        intent = reading.id_of(session.get("payment_intent"))
        if not intent and session.get("invoice"):
            intent = self._intent_of_invoice(reading.id_of(session["invoice"]))
        if not intent:
            return reading.session_report(session)
        return self._report_of(
            intent,
            order_key=session.get("client_reference_id") or "",
            plan_reference=reading.id_of(session.get("subscription")),
        )

    def _report_of(
        self, intent_id: str, *, order_key: str = "", plan_reference: str = ""
    ) -> PaymentReport:
        intent = self.api.get(f"payment_intents/{safe(intent_id)}", expand=_CHARGE)
        order_key = order_key or (intent.get("metadata") or {}).get("order_key") or ""
        if not order_key:
            order_key, plan_reference = self._plan_of(intent_id)
        refunds: list[dict[str, Any]] = []
        disputes: list[dict[str, Any]] = []
        if intent["status"] == "succeeded":
            wanted = ["data.balance_transaction", "data.failure_balance_transaction"]
            refunds = list(self.api.each("refunds", payment_intent=intent_id, expand=wanted))
            disputes = list(self.api.each("disputes", payment_intent=intent_id))
        return reading.payment_report(
            intent,
            order_key=order_key,
            plan_reference=plan_reference,
            refunds=refunds,
            disputes=disputes,
        )

    def _plan_of(self, intent_id: str) -> tuple[str, str]:
        """Return the order's key and the subscription that an instalment belongs to."""
        payments = self.api.each(
            "invoice_payments",
            payment={"type": "payment_intent", "payment_intent": intent_id},
            expand=["data.invoice"],
        )
        for payment in payments:
            parent = (payment["invoice"].get("parent") or {}).get("subscription_details") or {}
            plan_reference = reading.id_of(parent.get("subscription"))
            key = (parent.get("metadata") or {}).get("order_key")
            if plan_reference and not key:
                subscription = self.api.get(f"subscriptions/{safe(plan_reference)}")
                key = (subscription.get("metadata") or {}).get("order_key")
            return key or "", plan_reference
        return "", ""

    def _intent_of_invoice(self, invoice_id: str) -> str:
        invoice = self.api.get(f"invoices/{safe(invoice_id)}", expand=["payments"])
        return reading.intent_of(invoice)

    @understood
    def fetch_plan(self, reference: str) -> PlanReport:
        """Return the report of a subscription, by its id or that of the session that began it."""
        subscription = self._subscription(reference)
        invoices = self.api.each(
            "invoices", subscription=subscription["id"], expand=["data.payments"]
        )
        intents = [reading.intent_of(each) for each in invoices]
        return reading.plan_report(
            subscription, payment_references=[each for each in reversed(intents) if each]
        )

    def _subscription(self, reference: str) -> dict[str, Any]:
        if reference.startswith("cs_"):
            session = self.api.get(f"checkout/sessions/{safe(reference)}")
            reference = reading.id_of(session.get("subscription"))
            if not reference:
                raise UnknownToGateway("The session has begun no subscription.")
        return self.api.get(f"subscriptions/{safe(reference)}")

    @understood
    def fetch_payout(self, reference: str) -> PayoutReport:
        """Return the report of a payout."""
        payout = self.api.get(f"payouts/{safe(reference)}", expand=["balance_transaction"])
        return reading.payout_report(payout)

    def hints_since(self, since: datetime) -> Iterator[Hint]:
        """Yield what changed since, from Stripe's list of events, each object once.

        Stripe keeps events for 30 days; before that there is nothing to be found.
        """
        seen = {notices.NOTHING}
        for event in self.api.each("events", created={"gte": int(since.timestamp())}):
            hint = understood(notices.hint_of)(event)
            if hint not in seen:
                seen.add(hint)
                yield hint

    @understood
    def refund(self, reference: str, *, amount: Money, key: str) -> None:
        """Give money of a payment back.

        The key is kept with the refund: Stripe itself forgets idempotency keys after a day.
        """
        report = self.fetch_payment(reference)
        if report.given is not None:
            raise GatewayRefused("A gift that was converted is given back at Stripe's own desk.")
        made = self.api.each("refunds", payment_intent=report.reference)
        if any((each.get("metadata") or {}).get("key") == key for each in made):
            return
        values = {
            "payment_intent": report.reference,
            "amount": amount.minor_units,
            "metadata": {"key": key},
        }
        self.api.post("refunds", values, key=f"refund:{key}")

    @understood
    def end_plan(self, reference: str, *, key: str) -> None:  # noqa: ARG002 - ending needs none
        """Cancel a subscription; one that has ended stays so."""
        subscription = self._subscription(reference)
        if subscription["status"] not in ("canceled", "incomplete_expired"):
            self.api.delete(f"subscriptions/{safe(subscription['id'])}")

    @understood
    def change_plan(self, reference: str, *, amount: Money, key: str) -> str:
        """Take another amount from the next invoice on; nothing is charged in between."""
        subscription = self._subscription(reference)
        item = subscription["items"]["data"][0]
        price = {
            "currency": amount.currency.lower(),
            "product": reading.id_of(item["price"]["product"]),
            "unit_amount": amount.minor_units,
            "recurring": {"interval": item["price"]["recurring"]["interval"]},
        }
        values = {
            "items": [{"id": item["id"], "price_data": price}],
            "proration_behavior": "none",
        }
        self.api.post(f"subscriptions/{safe(subscription['id'])}", values, key=f"change:{key}")
        return ""

    @understood
    def mend_url(self, reference: str, *, back_url: str) -> str:
        """Return Stripe's page where the donor changes the card. It is good for minutes only."""
        subscription = self._subscription(reference)
        values = {
            "customer": reading.id_of(subscription["customer"]),
            "return_url": back_url,
            "flow_data": {"type": "payment_method_update"},
        }
        return str(self.api.post("billing_portal/sessions", values, key="")["url"])


def _session_values(order: Order) -> dict[str, Any]:
    price: dict[str, Any] = {
        "currency": order.amount.currency.lower(),
        "unit_amount": order.amount.minor_units,
        "product_data": {"name": order.title[:_LONGEST_TITLE]},
    }
    metadata = {"order_key": order.key}
    values: dict[str, Any] = {
        "submit_type": "donate",
        "client_reference_id": order.key,
        "metadata": metadata,
        "locale": order.language,
        "payment_method_types": [_KINDS[order.means]],
        "adaptive_pricing": {"enabled": False},
        "success_url": order.done_url,
        "cancel_url": order.back_url,
        "line_items": [{"price_data": price, "quantity": 1}],
    }
    if order.email:
        values["customer_email"] = order.email
    if order.rhythm is Rhythm.ONCE:
        # Captured at once, so that the fee is known with the payment.
        details = {"metadata": metadata, "capture_method": "automatic"}
        return values | {"mode": "payment", "payment_intent_data": details}
    price["recurring"] = {"interval": _INTERVALS[order.rhythm]}
    return values | {"mode": "subscription", "subscription_data": {"metadata": metadata}}
