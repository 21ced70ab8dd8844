"""What a payer does at the stand-in for PayPal, and what a subscription does by itself."""

from obole.donations.rehearsal.paypal.moving import Moving
from obole.donations.rehearsal.paypal.objects import Objects, Thing


class Agreeing:
    """Orders and subscriptions, from consent to their end."""

    def __init__(self, objects: Objects, moving: Moving) -> None:
        self.objects = objects
        self.moving = moving

    def agree(self, order: Thing, *, outcome: str = "paid") -> None:
        """Let a payer agree to an order; the site has to capture it then."""
        order["rehearsal"]["outcome"] = outcome
        if order["status"] == "PAYER_ACTION_REQUIRED":
            given = {"given_name": "Camille", "surname": "Rehearsal"}
            email = order["rehearsal"].get("email_address", "")
            order["payment_source"] = {"paypal": {"email_address": email, "name": given}}
            order |= {"status": "APPROVED", "update_time": self.objects.clock.text()}
            self.objects.announce("CHECKOUT.ORDER.APPROVED", order)

    def subscribe(self, subscription: Thing) -> None:
        """Let a payer agree to a subscription, or to its new amount."""
        wanted = subscription["rehearsal"].pop("wanted_plan", None)
        if wanted:
            subscription["plan_id"] = wanted
            self.objects.announce("BILLING.SUBSCRIPTION.UPDATED", subscription)
        elif subscription["status"] == "APPROVAL_PENDING":
            subscription["status"] = "ACTIVE"
            self.objects.announce("BILLING.SUBSCRIPTION.ACTIVATED", subscription)
            self.moving.instalment(subscription)

    def end(self, subscription: Thing) -> None:
        """End a subscription."""
        now = self.objects.clock.text()
        subscription |= {"status": "CANCELLED", "status_update_time": now, "update_time": now}
        self.objects.announce("BILLING.SUBSCRIPTION.CANCELLED", subscription)

    def run_due(self) -> None:
        """Take the instalments whose time has come."""
        now = self.objects.clock.seconds()
        for subscription in self.objects.all("subscription"):
            own = subscription["rehearsal"]
            while subscription["status"] == "ACTIVE" and own.get("next_at", now + 1) <= now:
                self.moving.instalment(subscription, is_paid=own["is_paying"])
