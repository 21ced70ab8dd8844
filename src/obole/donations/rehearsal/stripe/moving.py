"""How money moves at the stand-in for Stripe: paid, declined, debited, given back, disputed."""

from typing import Any, Final

from obole.donations.rehearsal.stripe.objects import Objects, Thing, refused

# As a French charity pays today, more or less; only that there are fees matters here.
CARD_FEE: Final = (150, 25)
DEBIT_FEE: Final = (0, 35)
DISPUTE_FEE: Final = 2_000
SETTLES_IN: Final = "eur"
RATES: Final = {"usd": 92, "gbp": 118, "chf": 105}


def fee_of(amount: int, kind: str) -> int:
    """Return what is kept of a payment: hundredths of a percent, and a fixed part."""
    share, fixed = DEBIT_FEE if kind == "sepa_debit" else CARD_FEE
    return -(-amount * share // 10_000) + fixed


def settled(amount: int, currency: str) -> int:
    """Return what an amount is in the currency of the account."""
    return amount if currency == SETTLES_IN else amount * RATES[currency] // 100


class Moving:
    """The verbs; each announces what it did, as Stripe does."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects

    def balance_move(self, kind: str, source: Thing, amount: int, fee: int) -> Thing:
        """Move the balance."""
        return self.objects.make(
            "balance_transaction",
            "txn",
            type=kind,
            source=source["id"],
            amount=amount,
            fee=fee,
            net=amount - fee,
            currency=SETTLES_IN,
        )

    def make_intent(self, *, amount: int, currency: str, kind: str, metadata: Any) -> Thing:
        """Begin a payment."""
        return self.objects.make(
            "payment_intent",
            "pi",
            amount=amount,
            currency=currency,
            status="requires_payment_method",
            payment_method_types=[kind],
            metadata=dict(metadata),
            latest_charge=None,
            last_payment_error=None,
        )

    def charge(self, intent: Thing, *, email: str, outcome: str) -> Thing:
        """Try to take the money of a payment: paid, pending or declined."""
        kind = intent["payment_method_types"][0]
        status = {"paid": "succeeded", "pending": "pending"}.get(outcome, "failed")
        charge = self.objects.make(
            "charge",
            "py" if kind == "sepa_debit" else "ch",
            amount=intent["amount"],
            currency=intent["currency"],
            payment_intent=intent["id"],
            status=status,
            balance_transaction=None,
            billing_details={"email": email, "name": "Camille Rehearsal"},
            payment_method_details={"type": kind},
        )
        intent["latest_charge"] = charge["id"]
        if outcome == "paid":
            self.settle(intent)
        elif outcome == "pending":
            intent["status"] = "processing"
            self.objects.announce("payment_intent.processing", intent)
            self.objects.announce("charge.pending", charge)
        else:
            self.fail(intent, code=outcome)
        return charge

    def settle(self, intent: Thing) -> None:
        """Let the money of a payment arrive."""
        charge = self.objects.by_id[intent["latest_charge"]]
        kind = charge["payment_method_details"]["type"]
        amount = settled(charge["amount"], charge["currency"])
        move = self.balance_move("charge", charge, amount, fee_of(amount, kind))
        charge |= {"status": "succeeded", "balance_transaction": move["id"]}
        intent |= {"status": "succeeded", "last_payment_error": None}
        self.objects.announce("charge.succeeded", charge)
        self.objects.announce("payment_intent.succeeded", intent)

    def fail(self, intent: Thing, *, code: str) -> None:
        """Let a payment be refused by the donor's bank."""
        charge = self.objects.by_id[intent["latest_charge"]]
        charge["status"] = "failed"
        error = {"type": "card_error", "code": "card_declined", "decline_code": code}
        intent |= {"status": "requires_payment_method", "last_payment_error": error}
        self.objects.announce("charge.failed", charge)
        self.objects.announce("payment_intent.payment_failed", intent)

    def refund(self, intent: Thing, *, amount: int, metadata: Any) -> Thing:
        """Give money back. Never more than there is."""
        refunds = self.refunds_of(intent)
        left = intent["amount"] - sum(each["amount"] for each in refunds)
        if intent["status"] != "succeeded" or not 0 < amount <= left:
            raise refused("charge_already_refunded", f"Only {left} can be refunded.")
        refund = self.objects.make(
            "refund",
            "re",
            amount=amount,
            currency=intent["currency"],
            payment_intent=intent["id"],
            status="succeeded",
            metadata=dict(metadata),
            failure_balance_transaction=None,
        )
        taken = settled(amount, intent["currency"])
        refund["balance_transaction"] = self.balance_move("refund", refund, -taken, 0)["id"]
        charge = self.objects.by_id[intent["latest_charge"]]
        self.objects.announce("charge.refunded", charge)
        return refund

    def refunds_of(self, intent: Thing) -> list[Thing]:
        """Return the refunds of a payment that did not come back."""
        return self.objects.all(
            "refund",
            lambda each: each["payment_intent"] == intent["id"] and each["status"] != "failed",
        )

    def fail_refund(self, refund: Thing) -> None:
        """Let a refund come back: the donor's account is closed."""
        taken = -self.objects.by_id[refund["balance_transaction"]]["amount"]
        move = self.balance_move("refund_failure", refund, taken, 0)
        refund |= {"status": "failed", "failure_balance_transaction": move["id"]}
        self.objects.announce("refund.failed", refund)

    def dispute(self, intent: Thing) -> Thing:
        """Let the donor's bank take a payment back: of a debit, for good."""
        charge = self.objects.by_id[intent["latest_charge"]]
        is_debit = charge["payment_method_details"]["type"] == "sepa_debit"
        refunded = sum(each["amount"] for each in self.refunds_of(intent))
        dispute = self.objects.make(
            "dispute",
            "du",
            amount=charge["amount"] - refunded,
            currency=charge["currency"],
            charge=charge["id"],
            payment_intent=intent["id"],
            reason="debit_not_authorized" if is_debit else "fraudulent",
            status="lost" if is_debit else "needs_response",
            balance_transactions=[],
        )
        taken = settled(dispute["amount"], dispute["currency"])
        fee = 0 if is_debit else DISPUTE_FEE
        move = self.balance_move("adjustment", dispute, -taken, fee)
        dispute["balance_transactions"].append(dict(move))
        self.objects.announce("charge.dispute.created", dispute)
        return dispute

    def end_dispute(self, dispute: Thing, *, is_won: bool) -> None:
        """Let the bank decide; what is won comes back with its fee."""
        dispute["status"] = "won" if is_won else "lost"
        if is_won:
            taken = settled(dispute["amount"], dispute["currency"])
            move = self.balance_move("adjustment", dispute, taken, -DISPUTE_FEE)
            dispute["balance_transactions"].append(dict(move))
            self.objects.announce("charge.dispute.funds_reinstated", dispute)
        self.objects.announce("charge.dispute.closed", dispute)

    def pay_out(self) -> Thing | None:
        """Send the whole balance to the bank."""
        balance = sum(each["net"] for each in self.objects.all("balance_transaction"))
        if balance <= 0:
            return None
        payout = self.objects.make(
            "payout",
            "po",
            amount=balance,
            currency=SETTLES_IN,
            status="paid",
            arrival_date=self.objects.clock.seconds(),
        )
        payout["balance_transaction"] = self.balance_move("payout", payout, -balance, 0)["id"]
        self.objects.announce("payout.paid", payout)
        return payout
