"""Sessions and subscriptions at the stand-in for Stripe."""

from typing import Any, Final

from obole.donations.rehearsal.exchange import later_by_months
from obole.donations.rehearsal.stripe.moving import Moving
from obole.donations.rehearsal.stripe.objects import Objects, Thing, refused

DAY: Final = 24 * 3600
MONTHS: Final = {"month": 1, "year": 12}


class Ordering:
    """What a donor does with a session, and what a subscription does by itself."""

    def __init__(self, objects: Objects, moving: Moving) -> None:
        self.objects = objects
        self.moving = moving

    def open_session(self, values: Thing, *, root: str) -> Thing:
        """Open a session of one line of price data."""
        line = values["line_items"]["0"]["price_data"]
        mode = values["mode"]
        if (mode == "subscription") != ("recurring" in line):
            raise refused("parameter_invalid", "The price and the mode disagree.", param="mode")
        if int(line["unit_amount"]) < 50:  # noqa: PLR2004 - Stripe's own minimum, in cents
            raise refused("amount_too_small", "The amount is too small.")
        session = self.objects.make(
            "checkout.session",
            "cs_test",
            mode=mode,
            status="open",
            payment_status="unpaid",
            amount_total=int(line["unit_amount"]),
            currency=line["currency"],
            client_reference_id=values.get("client_reference_id"),
            customer_email=values.get("customer_email"),
            metadata=values.get("metadata", {}),
            payment_method_types=list(values["payment_method_types"].values()),
            success_url=values["success_url"],
            cancel_url=values["cancel_url"],
            expires_at=self.objects.clock.seconds() + DAY,
            payment_intent=None,
            subscription=None,
            invoice=None,
        )
        session["url"] = f"{root}/stripe/pay/{session['id']}"
        # What Stripe keeps and does not show again.
        session["rehearsal"] = values
        return session

    def pay(self, session: Thing, *, outcome: str) -> None:
        """Let the donor press the button: "paid", "pending", or a word for why not."""
        if session["status"] != "open":
            return
        kind = session["payment_method_types"][0]
        if kind == "sepa_debit" and outcome == "paid":
            outcome = "pending"
        if session["mode"] == "subscription":
            done = self._subscribe(session, outcome=outcome)
        else:
            done = self._pay_once(session, kind=kind, outcome=outcome)
        if done:
            status = "unpaid" if outcome == "pending" else "paid"
            session |= {"status": "complete", "payment_status": status}
            self.objects.announce("checkout.session.completed", session)

    def _pay_once(self, session: Thing, *, kind: str, outcome: str) -> bool:
        wanted = session["rehearsal"]["payment_intent_data"]
        if session["payment_intent"] is None:
            intent = self.moving.make_intent(
                amount=session["amount_total"],
                currency=session["currency"],
                kind=kind,
                metadata=wanted.get("metadata", {}),
            )
            session["payment_intent"] = intent["id"]
        intent = self.objects.by_id[session["payment_intent"]]
        self.moving.charge(intent, email=session["customer_email"] or "", outcome=outcome)
        return outcome in ("paid", "pending")

    def _subscribe(self, session: Thing, *, outcome: str) -> bool:
        if outcome not in ("paid", "pending"):
            # Checkout shows the refusal; no subscription is begun.
            return False
        values = session["rehearsal"]
        line = values["line_items"]["0"]["price_data"]
        product = self.objects.make("product", "prod", name=line["product_data"]["name"])
        customer = self.objects.make("customer", "cus", email=session["customer_email"])
        interval = line["recurring"]["interval"]
        subscription = self.objects.make(
            "subscription",
            "sub",
            status="active",
            customer=customer["id"],
            metadata=values["subscription_data"].get("metadata", {}),
            ended_at=None,
            canceled_at=None,
            items={"object": "list", "data": []},
            rehearsal={"kind": session["payment_method_types"][0], "outcome": "paid"},
        )
        item = self.objects.make("subscription_item", "si", subscription=subscription["id"])
        item["price"] = self.price(
            amount=int(line["unit_amount"]),
            currency=line["currency"],
            interval=interval,
            product=product["id"],
        )
        subscription["items"]["data"] = [item]
        subscription["rehearsal"]["next_at"] = later_by_months(
            subscription["created"], MONTHS[interval]
        )
        session["subscription"] = subscription["id"]
        session["invoice"] = self.invoice(subscription, outcome=outcome)["id"]
        self.objects.announce("customer.subscription.created", subscription)
        return True

    def price(self, *, amount: int, currency: str, interval: str, product: str) -> Thing:
        """Make a price."""
        return self.objects.make(
            "price",
            "price",
            unit_amount=amount,
            currency=currency,
            product=product,
            recurring={"interval": interval, "interval_count": 1},
        )

    def invoice(self, subscription: Thing, *, outcome: str) -> Thing:
        """Take an instalment."""
        price = subscription["items"]["data"][0]["price"]
        kind = subscription["rehearsal"]["kind"]
        details = {
            "subscription": subscription["id"],
            "metadata": dict(subscription["metadata"]),
        }
        invoice = self.objects.make(
            "invoice",
            "in",
            status="open",
            parent={"type": "subscription_details", "subscription_details": details},
            payments={"object": "list", "data": []},
        )
        # As at Stripe: an instalment's payment knows nothing of the subscription's metadata.
        intent = self.moving.make_intent(
            amount=price["unit_amount"], currency=price["currency"], kind=kind, metadata={}
        )
        payment = self.objects.make(
            "invoice_payment",
            "inpay",
            invoice=invoice["id"],
            payment={"type": "payment_intent", "payment_intent": intent["id"]},
        )
        invoice["payments"]["data"] = [dict(payment)]
        email = self.objects.by_id[subscription["customer"]]["email"] or ""
        self.moving.charge(intent, email=email, outcome=outcome)
        self._after_invoice(subscription, invoice, outcome=outcome)
        return invoice

    def _after_invoice(self, subscription: Thing, invoice: Thing, *, outcome: str) -> None:
        if outcome == "paid":
            invoice["status"] = "paid"
            self.objects.announce("invoice.paid", invoice)
        elif outcome != "pending":
            subscription["status"] = "past_due"
            self.objects.announce("invoice.payment_failed", invoice)
            self.objects.announce("customer.subscription.updated", subscription)
            return
        if subscription["status"] == "past_due":
            subscription["status"] = "active"
            self.objects.announce("customer.subscription.updated", subscription)

    def change_price(self, subscription: Thing, values: Thing) -> None:
        """Take another amount from the next instalment on."""
        wanted = values["items"]["0"]["price_data"]
        subscription["items"]["data"][0]["price"] = self.price(
            amount=int(wanted["unit_amount"]),
            currency=wanted["currency"],
            interval=wanted["recurring"]["interval"],
            product=wanted["product"],
        )
        self.objects.announce("customer.subscription.updated", subscription)

    def end(self, subscription: Thing) -> None:
        """End a subscription."""
        now = self.objects.clock.seconds()
        subscription |= {"status": "canceled", "canceled_at": now, "ended_at": now}
        self.objects.announce("customer.subscription.deleted", subscription)

    def run_due(self) -> None:
        """Take the instalments and end the sessions whose time has come."""
        now = self.objects.clock.seconds()
        for subscription in self.objects.all("subscription"):
            own = subscription["rehearsal"]
            while subscription["status"] in ("active", "past_due") and own["next_at"] <= now:
                interval = subscription["items"]["data"][0]["price"]["recurring"]["interval"]
                own["next_at"] = later_by_months(own["next_at"], MONTHS[interval])
                self.invoice(subscription, outcome=own["outcome"])
        for session in self.objects.all("checkout.session"):
            if session["status"] == "open" and session["expires_at"] <= now:
                self.expire(session)

    def expire(self, session: Thing) -> None:
        """End a session that nobody paid."""
        session["status"] = "expired"
        intent: Any = self.objects.by_id.get(session["payment_intent"] or "")
        if intent and intent["status"] == "requires_payment_method":
            intent["status"] = "canceled"
            self.objects.announce("payment_intent.canceled", intent)
        self.objects.announce("checkout.session.expired", session)
