"""The addresses of the stand-in for PayPal."""

import base64
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from obole.donations.rehearsal.deliveries import Deliveries
from obole.donations.rehearsal.exchange import Refused, Request, Response, TestClock, json_answer
from obole.donations.rehearsal.keys import CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID
from obole.donations.rehearsal.paypal import signing
from obole.donations.rehearsal.paypal.agreeing import Agreeing
from obole.donations.rehearsal.paypal.moving import Moving
from obole.donations.rehearsal.paypal.objects import (
    Objects,
    Thing,
    refused,
    shown,
)

TOKEN: Final = "rehearsal-token"  # noqa: S105 - it opens a stand-in
LONGEST_SEARCH_SECONDS: Final = 31 * 24 * 3600
PAGE_SIZE: Final = 100


# What can be had by its id.
_KINDS: Final = {
    "v2/checkout/orders": "order",
    "v2/payments/captures": "capture",
    "v1/catalogs/products": "product",
    "v1/billing/plans": "plan",
    "v1/billing/subscriptions": "subscription",
    "v1/customer/disputes": "dispute",
    "v1/notifications/webhooks": "webhook",
}


class PayPalDouble:
    """The rehearsed account at PayPal."""

    def __init__(self, *, clock: TestClock, deliveries: Deliveries) -> None:
        self.objects = Objects(clock=clock, deliveries=deliveries)
        self.moving = Moving(self.objects)
        self.agreeing = Agreeing(self.objects, self.moving)
        self.objects.keep("webhook", {"id": WEBHOOK_ID})
        self.keys: dict[str, Thing] = {}
        self.bodies: list[tuple[str, Thing]] = []
        """What was posted, for tests that hold it against PayPal's own files."""

    @property
    def root(self) -> str:
        """Where the rehearsal answers."""
        return self.objects.signing.root

    @root.setter
    def root(self, address: str) -> None:
        self.objects.signing.root = address

    def answer(self, request: Request) -> Response:
        """Answer a call of the API."""
        try:
            return self._answered(request)
        except Refused as refusal:
            return json_answer(refusal.body, refusal.status)
        except (KeyError, ValueError, TypeError, IndexError) as fault:
            body = {"name": "INVALID_REQUEST", "message": f"Not well-formed: {fault}"}
            return json_answer(body, 400)

    def _answered(self, request: Request) -> Response:
        if request.path == signing.PATH:
            return Response(body=self.objects.signing.certificate_pem)
        if request.path == "/root.pem":
            return Response(body=self.objects.signing.authority_pem)
        sent = request.headers.get("authorization", "")
        if request.path == "/v1/oauth2/token":
            pair = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
            if sent != f"Basic {pair}":
                raise Refused(401, {"error": "invalid_client"})
            return json_answer({"access_token": TOKEN, "expires_in": 32_400})
        if sent != f"Bearer {TOKEN}":
            raise Refused(401, {"error": "invalid_token"})
        if request.method == "GET":
            return json_answer(shown(self._get(request)))
        return self._post(request)

    def _get(self, request: Request) -> Thing:
        *collection, thing_id = request.path.strip("/").split("/")
        kind = _KINDS.get("/".join(collection))
        if kind is not None:
            return self.objects.get(kind, thing_id)
        match [*collection, thing_id]:
            case ["v1", "payments", "sale", _]:
                found = self.objects.get("transaction", thing_id)
                return {"id": thing_id, "billing_agreement_id": found["rehearsal"]}
            case ["v1", "billing", "subscriptions", subscription_id, "transactions"]:
                return self._transactions(subscription_id, request.query)
            case ["v1", "customer", "disputes"]:
                return self._disputes(request.query["disputed_transaction_id"])
            case ["v1", "reporting", "transactions"]:
                return self._search(request.query)
            case ["v1", "notifications", "webhooks-events"]:
                return self._events(request.query)
        raise refused("RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID", status=404)

    def _transactions(self, subscription_id: str, query: Any) -> Thing:
        start, end = _moment(query["start_time"]), _moment(query["end_time"])
        found = [
            each
            for each in self.objects.all("transaction")
            if each["rehearsal"] == subscription_id and start <= _moment(each["time"]) <= end
        ]
        return {"transactions": [shown(each) for each in found], "total_pages": 1}

    def _disputes(self, transaction_id: str) -> Thing:
        found = [
            {"dispute_id": each["id"], "status": each["status"]}
            for each in self.objects.all("dispute")
            if each["disputed_transactions"][0]["seller_transaction_id"] == transaction_id
        ]
        return {"items": found}

    def _search(self, query: Any) -> Thing:
        start, end = _moment(query["start_date"]), _moment(query["end_date"])
        if not 0 < end - start <= LONGEST_SEARCH_SECONDS:
            raise refused("INVALID_REQUEST", "DATE_RANGE", status=400)
        found = [
            {"transaction_info": each}
            for each in self.objects.search
            if start <= _moment(each["transaction_initiation_date"]) <= end
        ]
        size, page = int(query["page_size"]), int(query["page"])
        pages = max(1, -(-len(found) // size))
        return {
            "transaction_details": found[(page - 1) * size : page * size],
            "page": page,
            "total_pages": pages,
        }

    def _events(self, query: Any) -> Thing:
        start, end = _moment(query["start_time"]), _moment(query["end_time"])
        first = int(query.get("first", "0"))
        found = [e for e in self.objects.events if start <= _moment(e["create_time"]) <= end]
        links = []
        if len(found) > first + PAGE_SIZE:
            after = (
                f"{self.root}/paypal/v1/notifications/webhooks-events?"
                f"start_time={query['start_time']}&end_time={query['end_time']}"
                f"&first={first + PAGE_SIZE}"
            )
            links = [{"rel": "next", "href": after}]
        return {"events": found[first : first + PAGE_SIZE], "links": links}

    def _post(self, request: Request) -> Response:
        """Answer a repeated key as the first time. A refusal is not kept, as at PayPal."""
        values = json.loads(request.body) if request.body else {}
        key = f"{request.path} {request.headers.get('paypal-request-id', '')}"
        if key.endswith(" ") or key not in self.keys:
            self.bodies.append((request.path, values))
            self.keys[key] = self._made(request.path, values)
        return json_answer(shown(self.keys[key]), 201 if self.keys[key] else 204)

    def _made(self, path: str, values: Thing) -> Thing:
        match path.strip("/").split("/"):
            case ["v2", "checkout", "orders"]:
                return self._order(values)
            case ["v1", "catalogs", "products"]:
                return self.objects.keep("product", dict(values))
            case ["v1", "billing", "plans"]:
                self.objects.get("product", values["product_id"])
                plan_id = self.objects.new_id("P-", 24)
                return self.objects.keep("plan", {"id": plan_id, "status": "ACTIVE", **values})
            case ["v1", "billing", "subscriptions"]:
                return self._subscription(values)
            case [*_, thing_id, verb] if verb in _VERBS:
                return _VERBS[verb](self, thing_id, values)
        raise refused("RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID", status=404)

    def _capture(self, order_id: str, values: Thing) -> Thing:  # noqa: ARG002
        order = self.objects.get("order", order_id)
        self.moving.capture(order)
        return order

    def _refund(self, transaction_id: str, values: Thing) -> Thing:
        return self.moving.refund(transaction_id, values)

    def _cancel(self, subscription_id: str, values: Thing) -> Thing:  # noqa: ARG002
        subscription = self.objects.get("subscription", subscription_id)
        if subscription["status"] == "CANCELLED":
            raise refused("UNPROCESSABLE_ENTITY", "SUBSCRIPTION_STATUS_INVALID")
        self.agreeing.end(subscription)
        return {}

    def _revise(self, subscription_id: str, values: Thing) -> Thing:
        subscription = self.objects.get("subscription", subscription_id)
        subscription["rehearsal"]["wanted_plan"] = values["plan_id"]
        links = [self._link(f"subscribe?token={subscription_id}", "approve")]
        return {"plan_id": values["plan_id"], "links": links}

    def _link(self, path: str, rel: str) -> Thing:
        return {"href": f"{self.root}/paypal/{path}", "rel": rel, "method": "GET"}

    def _order(self, values: Thing) -> Thing:
        order_id = self.objects.new_id()
        unit = {"reference_id": "default", **values["purchase_units"][0]}
        order = {
            "id": order_id,
            "intent": values["intent"],
            "status": "PAYER_ACTION_REQUIRED",
            "create_time": self.objects.clock.text(),
            "purchase_units": [unit],
            "payment_source": {"paypal": {}},
            "links": [self._link(f"checkoutnow?token={order_id}", "payer-action")],
            "rehearsal": values["payment_source"]["paypal"],
        }
        return self.objects.keep("order", order)

    def _subscription(self, values: Thing) -> Thing:
        self.objects.get("plan", values["plan_id"])
        subscription_id = self.objects.new_id("I-", 12)
        subscription = {
            "id": subscription_id,
            "status": "APPROVAL_PENDING",
            "create_time": self.objects.clock.text(),
            "plan_id": values["plan_id"],
            "custom_id": values.get("custom_id"),
            "subscriber": values.get("subscriber", {}),
            "billing_info": {"failed_payments_count": 0},
            "links": [self._link(f"subscribe?token={subscription_id}", "approve")],
            "rehearsal": {"context": values["application_context"], "is_paying": True},
        }
        return self.objects.keep("subscription", subscription)


def _moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


_VERBS: Final[dict[str, Callable[[PayPalDouble, str, Thing], Thing]]] = {
    "capture": PayPalDouble._capture,
    "refund": PayPalDouble._refund,
    "cancel": PayPalDouble._cancel,
    "revise": PayPalDouble._revise,
}
