"""How money moves at the stand-in for PayPal."""

from typing import Final

from obole.donations.rehearsal.exchange import later_by_months
from obole.donations.rehearsal.paypal.objects import Objects, Thing, cents, euros, refused

# About what PayPal keeps of a gift to a charity in France: 2.9 % and 35 cents.
FEE_SHARE: Final = 290
FEE_FIXED: Final = 35
DISPUTE_FEE: Final = 1_600
MONTHS: Final = {"MONTH": 1, "YEAR": 12}
# After so many failures a subscription is paused.
FAILURES: Final = 3


def fee_of(amount: int) -> int:
    """Return what is kept of a payment."""
    return -(-amount * FEE_SHARE // 10_000) + FEE_FIXED


class Moving:
    """The verbs; each announces what it did."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects

    def _link(self, path: str, rel: str) -> Thing:
        return {"href": f"{self.objects.signing.root}/paypal/{path}", "rel": rel, "method": "GET"}

    def capture(self, order: Thing) -> None:
        """Take the money of an order that its payer agreed to; once."""
        unit = order["purchase_units"][0]
        if order["status"] == "COMPLETED":
            raise refused("UNPROCESSABLE_ENTITY", "ORDER_ALREADY_CAPTURED")
        if order["status"] != "APPROVED":
            raise refused("UNPROCESSABLE_ENTITY", "ORDER_NOT_APPROVED")
        if order["rehearsal"].get("outcome") == "declined":
            raise refused("UNPROCESSABLE_ENTITY", "INSTRUMENT_DECLINED")
        is_pending = order["rehearsal"].get("outcome") == "pending"
        now = self.objects.clock.text()
        capture = {
            "id": self.objects.new_id(),
            "status": "PENDING" if is_pending else "COMPLETED",
            "amount": unit["amount"],
            "custom_id": unit.get("custom_id"),
            "final_capture": True,
            "create_time": now,
            "update_time": now,
            "supplementary_data": {"related_ids": {"order_id": order["id"]}},
        }
        unit["payments"] = {"captures": [capture]}
        self.objects.keep("capture", capture)
        order |= {"status": "COMPLETED", "update_time": now}
        if is_pending:
            self.objects.announce("PAYMENT.CAPTURE.PENDING", capture)
        else:
            self.complete(capture)

    def complete(self, capture: Thing) -> None:
        """Let the money of a capture arrive."""
        currency = capture["amount"]["currency_code"]
        amount = cents(capture["amount"])
        fee = fee_of(amount)
        capture |= {
            "status": "COMPLETED",
            "seller_receivable_breakdown": {
                "gross_amount": euros(amount, currency),
                "paypal_fee": euros(fee, currency),
                "net_amount": euros(amount - fee, currency),
            },
        }
        self.objects.note(
            "T0006", capture["id"], capture["amount"], fee_amount=euros(-fee, currency)
        )
        self.objects.announce("PAYMENT.CAPTURE.COMPLETED", capture)

    def fail(self, capture: Thing) -> None:
        """Let a capture that was pending come to nothing."""
        capture |= {"status": "DECLINED", "status_details": {"reason": "ECHECK"}}
        self.objects.announce("PAYMENT.CAPTURE.DENIED", capture)

    def refund(self, capture_id: str, wanted: Thing) -> Thing:
        """Give money of a capture or of an instalment back. Never more than there is."""
        paid = self._paid(capture_id)
        whole = cents(self._amount(paid))
        already = sum(
            cents(each["amount"])
            for each in self.objects.all("refund")
            if each["rehearsal"] == capture_id
        )
        amount = cents(wanted["amount"]) if "amount" in wanted else whole - already
        if not 0 < amount <= whole - already:
            raise refused("UNPROCESSABLE_ENTITY", "REFUND_AMOUNT_EXCEEDED")
        currency = self._amount(paid)["currency_code"]
        now = self.objects.clock.text()
        refund: Thing = {
            "id": self.objects.new_id(),
            "status": "COMPLETED",
            "amount": euros(amount, currency),
            "custom_id": wanted.get("custom_id"),
            "create_time": now,
            "update_time": now,
            "seller_payable_breakdown": {"gross_amount": euros(amount, currency)},
            "links": [self._link(f"v2/payments/captures/{capture_id}", "up")],
            "rehearsal": capture_id,
        }
        self.objects.keep("refund", refund)
        paid["status"] = "REFUNDED" if already + amount == whole else "PARTIALLY_REFUNDED"
        self._list_refund(capture_id, refund)
        self.objects.note(
            "T1107", refund["id"], euros(-amount, currency), paypal_reference_id=capture_id
        )
        if capture_id in self.objects.by_kind.get("capture", {}):
            self.objects.announce("PAYMENT.CAPTURE.REFUNDED", refund)
        else:
            self.objects.announce("PAYMENT.SALE.REFUNDED", {**refund, "sale_id": capture_id})
        return refund

    def _list_refund(self, capture_id: str, refund: Thing) -> None:
        for order in self.objects.all("order"):
            payments = order["purchase_units"][0].get("payments") or {}
            if any(each["id"] == capture_id for each in payments.get("captures", [])):
                shown = {name: value for name, value in refund.items() if name != "rehearsal"}
                payments.setdefault("refunds", []).append(shown)

    def _paid(self, transaction_id: str) -> Thing:
        captures = self.objects.by_kind.get("capture", {})
        return captures.get(transaction_id) or self.objects.get("transaction", transaction_id)

    def _amount(self, paid: Thing) -> Thing:
        amount: Thing = paid.get("amount") or paid["amount_with_breakdown"]["gross_amount"]
        return amount

    def dispute(self, transaction_id: str) -> Thing:
        """Let the payer's case take a payment back while PayPal looks into it."""
        amount = self._amount(self._paid(transaction_id))
        currency = amount["currency_code"]
        dispute = {
            "id": f"PP-D-{self.objects.new_id(length=5)}",
            "create_time": self.objects.clock.text(),
            "disputed_transactions": [{"seller_transaction_id": transaction_id}],
            "status": "UNDER_REVIEW",
            "dispute_amount": amount,
            "money_movements": [
                self._movement("DEBIT", amount, "DISPUTE_SETTLEMENT"),
                self._movement("DEBIT", euros(DISPUTE_FEE, currency), "DISPUTE_FEE"),
            ],
        }
        dispute["dispute_id"] = dispute["id"]
        self.objects.keep("dispute", dispute)
        self.objects.announce("CUSTOMER.DISPUTE.CREATED", dispute)
        return dispute

    def end_dispute(self, dispute: Thing, *, is_won: bool) -> None:
        """Let PayPal decide."""
        code = "RESOLVED_SELLER_FAVOUR" if is_won else "RESOLVED_BUYER_FAVOUR"
        dispute |= {"status": "RESOLVED", "dispute_outcome": {"outcome_code": code}}
        if is_won:
            amount = dispute["dispute_amount"]
            fee = euros(DISPUTE_FEE, amount["currency_code"])
            dispute["money_movements"] += [
                self._movement("CREDIT", amount, "DISPUTE_SETTLEMENT"),
                self._movement("CREDIT", fee, "DISPUTE_FEE"),
            ]
        self.objects.announce("CUSTOMER.DISPUTE.RESOLVED", dispute)

    def _movement(self, direction: str, amount: Thing, reason: str) -> Thing:
        return {
            "affected_party": "SELLER",
            "amount": amount,
            "initiated_time": self.objects.clock.text(),
            "type": direction,
            "reason": reason,
        }

    def pay_out(self, amount: int, currency: str = "EUR") -> str:
        """Withdraw to the bank; the search finds it."""
        transaction_id = self.objects.new_id()
        self.objects.note("T0403", transaction_id, euros(-amount, currency))
        return transaction_id

    def balance(self) -> int:
        """Return what the search says is on the account, in cents."""
        parts = [
            each[name]
            for each in self.objects.search
            for name in ("transaction_amount", "fee_amount")
            if name in each
        ]
        return sum(
            -cents({"value": each["value"][1:]}) if each["value"][0] == "-" else cents(each)
            for each in parts
        )

    def instalment(self, subscription: Thing, *, is_paid: bool = True) -> Thing | None:
        """Take an instalment, or fail to."""
        cycle = self.objects.get("plan", subscription["plan_id"])["billing_cycles"][0]
        price = cycle["pricing_scheme"]["fixed_price"]
        months = MONTHS[cycle["frequency"]["interval_unit"]]
        start = subscription["rehearsal"].get("next_at") or self.objects.clock.seconds()
        subscription["rehearsal"]["next_at"] = later_by_months(start, months)
        subscription["update_time"] = self.objects.clock.text()
        if not is_paid:
            self._miss(subscription)
            return None
        currency, amount, fee = price["currency_code"], cents(price), fee_of(cents(price))
        transaction = {
            "id": self.objects.new_id(),
            "status": "COMPLETED",
            "amount_with_breakdown": {
                "gross_amount": price,
                "fee_amount": euros(fee, currency),
                "net_amount": euros(amount - fee, currency),
            },
            "payer_email": subscription["subscriber"].get("email_address", ""),
            "payer_name": {"given_name": "Camille", "surname": "Rehearsal"},
            "time": self.objects.clock.text(),
            "rehearsal": subscription["id"],
        }
        self.objects.keep("transaction", transaction)
        subscription["billing_info"] |= {
            "failed_payments_count": 0,
            "last_payment": {"amount": price, "time": transaction["time"]},
        }
        self.objects.note("T0002", transaction["id"], price, fee_amount=euros(-fee, currency))
        sale = {
            "id": transaction["id"],
            "billing_agreement_id": subscription["id"],
            "custom": subscription.get("custom_id"),
            "amount": {"total": price["value"], "currency": currency},
        }
        self.objects.announce("PAYMENT.SALE.COMPLETED", sale)
        return transaction

    def _miss(self, subscription: Thing) -> None:
        billing = subscription["billing_info"]
        billing["failed_payments_count"] += 1
        self.objects.announce("BILLING.SUBSCRIPTION.PAYMENT.FAILED", subscription)
        if billing["failed_payments_count"] >= FAILURES:
            subscription["status"] = "SUSPENDED"
            self.objects.announce("BILLING.SUBSCRIPTION.SUSPENDED", subscription)
