"""PayPal: Orders v2 for single gifts, Subscriptions v1 for recurring ones."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from obole.donations.gateways.calling import root_of, understood
from obole.donations.gateways.paypal import notices, reading, requests, searching, signatures
from obole.donations.gateways.paypal.api import PayPalApi, safe
from obole.donations.gateways.paypal.notices import CAPTURE, moment
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
    UnreadableNotice,
)
from obole.donations.rules.vocabulary import Means, Rhythm
from obole.foundation import clock
from obole.kernel.money import Money

# An order that nobody agreed to is good for three hours, says PayPal.
GOOD_FOR: Final = timedelta(hours=3)
DAY: Final = timedelta(days=1)
SUBSCRIPTION: Final = "I-"
MENDING: Final = "https://www.paypal.com/myaccount/autopay/"
TEST_MENDING: Final = "https://www.sandbox.paypal.com/myaccount/autopay/"


@dataclass(frozen=True, kw_only=True)
class PayPalGateway:
    """One app of one account at PayPal."""

    api: PayPalApi
    webhook_id: str = field(repr=False)
    name: str = "paypal"

    def means(self) -> tuple[Means, ...]:
        """Return PayPal; what a donor pays it with is theirs to know."""
        return (Means.PAYPAL,)

    @understood
    def begin(self, order: Order) -> Begun:
        """Make an order or a subscription that awaits the donor's consent."""
        if order.rhythm is Rhythm.ONCE:
            made = self.api.post("v2/checkout/orders", requests.order(order), key=order.key)
        else:
            plan_id = self._plan_id(each_time=order.amount, rhythm=order.rhythm)
            request = requests.subscription(order, plan_id=plan_id)
            made = self.api.post("v1/billing/subscriptions", request, key=order.key)
        return Begun(
            url=_link(made, "payer-action", "approve"),
            reference=made["id"],
            expires_at=moment(made["create_time"]) + GOOD_FOR,
        )

    def _plan_id(self, *, each_time: Money, rhythm: Rhythm) -> str:
        """Return a plan of this amount and rhythm; PayPal may have several alike, no harm."""
        try:
            self.api.get(f"v1/catalogs/products/{requests.PRODUCT_ID}")
        except UnknownToGateway:
            self.api.post("v1/catalogs/products", requests.product(), key=requests.PRODUCT_ID)
        request = requests.plan(product_id=requests.PRODUCT_ID, each_time=each_time, rhythm=rhythm)
        digest = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()
        plan = self.api.post("v1/billing/plans", request, key=f"plan-{digest[:32]}")
        return str(plan["id"])

    def read_notice(self, *, headers: Mapping[str, str], body: bytes, now: datetime) -> Notice:
        """Return what a notice says. Raise ForgedNotice or UnreadableNotice.

        PayPal's certificate is fetched when it is new: GatewayDown if it cannot be had.
        """
        signatures.check_signature(
            headers=headers,
            body=body,
            webhook_id=self.webhook_id,
            is_test=self.api.is_test,
            now=now,
        )
        try:
            event = json.loads(body)
            return Notice(
                key=str(event["id"]),
                hint=notices.hint_of(event),
                made_at=moment(event["create_time"]),
            )
        except (AttributeError, LookupError, RecursionError, StopIteration, TypeError, ValueError):
            raise UnreadableNotice("A signed notice of PayPal could not be understood.") from None

    @understood
    def fetch_payment(self, reference: str) -> PaymentReport:
        """Return the report of an order, of an instalment, or of a subscription's first payment.

        An order that its payer has agreed to is captured here: asked twice, PayPal captures once.
        """
        if reference.startswith(CAPTURE):
            reference = self._owner_of(reference.removeprefix(CAPTURE))
        if reference.startswith(SUBSCRIPTION):
            return self._instalment(*reference.split("/", 1))
        order: Mapping[str, Any] = self.api.get(f"v2/checkout/orders/{safe(reference)}")
        if order["status"] == "APPROVED" and reading.main_capture(order) is None:
            order = self._capture(order)
        capture = reading.main_capture(order)
        disputes = self._disputes_of(capture["id"]) if capture and capture["id"] else []
        return reading.order_report(order, disputes=disputes)

    def _capture(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        path = f"v2/checkout/orders/{safe(order['id'])}"
        # A payer who was declined and comes back has changed the order: that is another attempt.
        attempt = str(order.get("update_time") or order["create_time"])
        try:
            self.api.post(f"{path}/capture", {}, key=f"capture-{order['id']}-{attempt}")
        except GatewayRefused as refusal:
            # The donor's card at PayPal was declined: they may choose another one.
            if "INSTRUMENT_DECLINED" in str(refusal):
                return reading.declined(order)
            if "ORDER_ALREADY_CAPTURED" not in str(refusal):
                raise
        return self.api.get(path)

    def _owner_of(self, transaction_id: str) -> str:
        """Return the reference of the payment that this transaction is."""
        try:
            capture = self.api.get(f"v2/payments/captures/{safe(transaction_id)}")
        except UnknownToGateway:
            capture = {}
        related = (capture.get("supplementary_data") or {}).get("related_ids") or {}
        if related.get("order_id"):
            return str(related["order_id"])
        sale = self.api.get(f"v1/payments/sale/{safe(transaction_id)}")
        if not sale.get("billing_agreement_id"):
            raise UnknownToGateway("The transaction belongs to no order and no subscription.")
        return f"{sale['billing_agreement_id']}/{transaction_id}"

    def _disputes_of(self, transaction_id: str) -> list[dict[str, Any]]:
        found = self.api.get("v1/customer/disputes", disputed_transaction_id=transaction_id)
        return [
            self.api.get(f"v1/customer/disputes/{safe(each['dispute_id'])}")
            for each in found.get("items") or []
        ]

    def _instalment(self, subscription_id: str, transaction_id: str = "") -> PaymentReport:
        subscription = self.api.get(f"v1/billing/subscriptions/{safe(subscription_id)}")
        made = sorted(self._transactions(subscription), key=lambda each: moment(each["time"]))
        found = [each for each in made if transaction_id in ("", each["id"])]
        if not found and transaction_id:
            raise UnknownToGateway("The subscription has no such payment.")
        if not found:
            return reading.unpaid_plan_report(subscription)
        refunds = self._refunds_of(found[0]) if found[0]["status"] in reading.REFUNDED else []
        return reading.instalment_report(
            found[0],
            subscription=subscription,
            refunds=refunds,
            disputes=self._disputes_of(found[0]["id"]),
        )

    def _transactions(self, subscription: Mapping[str, Any]) -> list[dict[str, Any]]:
        last = (subscription.get("billing_info") or {}).get("last_payment") or {}
        times = [subscription["create_time"], subscription.get("update_time"), last.get("time")]
        answer = self.api.get(
            f"v1/billing/subscriptions/{safe(subscription['id'])}/transactions",
            start_time=searching.written(moment(subscription["create_time"]) - DAY),
            end_time=searching.written(max(moment(each) for each in times if each) + DAY),
        )
        return answer.get("transactions") or []

    def _refunds_of(self, transaction: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        since = moment(transaction["time"]) - DAY
        return [
            each
            for each in searching.transactions(self.api, since=since, until=clock.now())
            if each.get("paypal_reference_id") == transaction["id"]
            and each.get("transaction_event_code") == searching.REFUND_CODE
        ]

    @understood
    def fetch_plan(self, reference: str) -> PlanReport:
        """Return the report of a subscription."""
        subscription = self.api.get(f"v1/billing/subscriptions/{safe(reference)}")
        plan = self.api.get(f"v1/billing/plans/{safe(subscription['plan_id'])}")
        transactions = self._transactions(subscription)
        return reading.plan_report(subscription, plan=plan, transactions=transactions)

    @understood
    def fetch_payout(self, reference: str) -> PayoutReport:
        """Return the report of a withdrawal, named by its id and day: "5NR...@2026-11-30"."""
        _, _, day = reference.partition("@")
        since = datetime.fromisoformat(day).replace(tzinfo=UTC) - DAY
        for found in searching.transactions(self.api, since=since, until=since + 3 * DAY):
            if searching.payout_reference(found) == reference:
                return reading.payout_report(found, reference=reference)
        raise UnknownToGateway("PayPal lists no such withdrawal.")

    def hints_since(self, since: datetime) -> Iterator[Hint]:
        """Yield what PayPal wanted to tell since, then what moved the balance, each object once."""
        until = clock.now()
        seen: set[Hint | None] = {None, notices.NOTHING}
        for event in searching.notices(self.api, since=since, until=until):
            hint = understood(notices.hint_of)(event)
            if hint not in seen:
                seen.add(hint)
                yield hint
        for found in searching.transactions(self.api, since=since, until=until):
            named = understood(searching.hint_of)(found)
            if named is not None and named not in seen:
                seen.add(named)
                yield named

    @understood
    def refund(self, reference: str, *, amount: Money, key: str) -> None:
        """Give money of a payment back.

        The key is kept with the refund: PayPal itself forgets request ids after some hours.
        """
        if reference.startswith(SUBSCRIPTION):
            transaction_id = self.fetch_payment(reference).reference.partition("/")[2]
        else:
            order = self.api.get(f"v2/checkout/orders/{safe(reference)}")
            payments = order["purchase_units"][0].get("payments") or {}
            if any(each.get("custom_id") == key for each in payments.get("refunds") or []):
                return
            transaction_id = (reading.main_capture(order) or {}).get("id", "")
        if not transaction_id:
            raise GatewayRefused("Nothing was paid that could be given back.")
        path = f"v2/payments/captures/{safe(transaction_id)}/refund"
        self.api.post(path, requests.refund(amount, key=key), key=key)

    @understood
    def end_plan(self, reference: str, *, key: str) -> None:
        """Cancel a subscription; one that has ended stays so."""
        path = f"v1/billing/subscriptions/{safe(reference)}"
        if self.api.get(path)["status"] not in ("CANCELLED", "EXPIRED"):
            self.api.post(f"{path}/cancel", requests.cancellation(), key=key)

    @understood
    def change_plan(self, reference: str, *, amount: Money, key: str) -> str:
        """Ask for another amount; return where the donor agrees to it at PayPal."""
        rhythm = self.fetch_plan(reference).rhythm
        request = requests.revision(plan_id=self._plan_id(each_time=amount, rhythm=rhythm))
        path = f"v1/billing/subscriptions/{safe(reference)}/revise"
        return _link(self.api.post(path, request, key=key), "approve")

    def mend_url(self, reference: str, *, back_url: str) -> str:  # noqa: ARG002 - one page for all
        """Return PayPal's page of automatic payments: it has none for one subscription."""
        return root_of("paypal/autopay", TEST_MENDING if self.api.is_test else MENDING)


def _link(made: Mapping[str, Any], *relations: str) -> str:
    """Return the address of the first of these relations. Raise LookupError."""
    links = {each["rel"]: each["href"] for each in made["links"]}
    found = [links[each] for each in relations if each in links]
    return str(found[0])
