"""The addresses of the stand-in for Stripe."""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from obole.donations.rehearsal.deliveries import Deliveries
from obole.donations.rehearsal.exchange import Refused, Request, Response, TestClock, json_answer
from obole.donations.rehearsal.keys import SECRET_KEY
from obole.donations.rehearsal.stripe.moving import Moving
from obole.donations.rehearsal.stripe.objects import (
    Objects,
    Thing,
    list_of,
    refused,
    shown,
)
from obole.donations.rehearsal.stripe.ordering import Ordering

_PIECES: Final = re.compile(r"[^\[\]]+")
# What can be had by its id, and the word for it in an address.
_KINDS: Final = {
    "checkout/sessions": "checkout.session",
    "payment_intents": "payment_intent",
    "invoices": "invoice",
    "subscriptions": "subscription",
    "payouts": "payout",
}


def nested(pairs: list[tuple[str, str]]) -> Thing:
    """Return form-encoded values as they nest: `a[b][0]=c` is `{"a": {"b": {"0": "c"}}}`."""
    found: Thing = {}
    for name, value in pairs:
        *path, last = _PIECES.findall(name)
        place = found
        for piece in path:
            place = place.setdefault(piece, {})
        place[last] = value
    return found


class StripeDouble:
    """The rehearsed account at Stripe."""

    def __init__(self, *, clock: TestClock, deliveries: Deliveries) -> None:
        self.root = ""
        self.objects = Objects(clock=clock, deliveries=deliveries)
        self.moving = Moving(self.objects)
        self.ordering = Ordering(self.objects, self.moving)
        self.keys: dict[str, list[Any]] = {}

    def answer(self, request: Request) -> Response:
        """Answer a call of the API."""
        try:
            self._check(request)
            return self._once(request)
        except Refused as refusal:
            return json_answer(refusal.body, refusal.status)
        except (KeyError, ValueError, TypeError) as fault:
            body = {"error": {"type": "invalid_request_error", "message": f"Missing: {fault}"}}
            return json_answer(body, 400)

    def _check(self, request: Request) -> None:
        if request.headers.get("authorization") != f"Bearer {SECRET_KEY}":
            raise refused("api_key_invalid", "Invalid API Key provided: sk_test_***", status=401)

    def _once(self, request: Request) -> Response:
        """Answer a repeated key as the first time, a failure too; other values are refused."""
        key = request.headers.get("idempotency-key", "")
        if request.method != "POST" or not key:
            return json_answer(self._called(request))
        asked = [request.path, request.body.decode()]
        if key in self.keys:
            before, status, body = self.keys[key]
            if before != asked:
                raise Refused(400, {"error": {"type": "idempotency_error", "code": "mismatch"}})
            return json_answer(body, status)
        try:
            status, body = 200, self._called(request)
        except Refused as refusal:
            status, body = refusal.status, refusal.body
        self.keys[key] = [asked, status, body]
        return json_answer(body, status)

    def _called(self, request: Request) -> Thing:
        path = request.path.removeprefix("/v1/")
        values = nested([*request.query.items(), *parse_qsl(request.body.decode())])
        if request.method == "GET":
            return self._get(path, values)
        return self._shown(self._change(request.method, path, values))

    def _get(self, path: str, values: Thing) -> Thing:
        if path == "account":
            return ACCOUNT
        found = self._list(path, values)
        if found is not None:
            page = self.objects.page(found, values)
            return {**page, "data": [self._shown(each) for each in page["data"]]}
        collection, _, thing_id = path.rpartition("/")
        if collection not in _KINDS:
            raise refused("url_invalid", f"Unrecognized request URL: {path}", status=404)
        thing = self.objects.get(thing_id, _KINDS[collection])
        return self._shown(self.objects.expanded(thing, list_of(values.get("expand"))))

    def _list(self, path: str, values: Thing) -> list[Thing] | None:
        intent = values.get("payment_intent")
        match path:
            case "refunds" | "disputes":
                return self.objects.all(
                    path.removesuffix("s"), lambda each: each["payment_intent"] == intent
                )
            case "invoice_payments":
                wanted = values["payment"]["payment_intent"]
                return self.objects.all(
                    "invoice_payment", lambda each: each["payment"]["payment_intent"] == wanted
                )
            case "invoices":
                return self.objects.all(
                    "invoice", lambda each: _subscription_of(each) == values["subscription"]
                )
            case "events":
                created: Thing = values.get("created", {})
                since = int(created.get("gte") or 0)
                return self.objects.all("event", lambda each: each["created"] >= since)
            case "checkout/sessions":
                return self.objects.all(
                    "checkout.session", lambda each: each["payment_intent"] == intent
                )
        return None

    def _change(self, method: str, path: str, values: Thing) -> Thing:
        match [method, *path.split("/")]:
            case ["POST", "checkout", "sessions"]:
                return self.ordering.open_session(values, root=self.root)
            case ["POST", "refunds"]:
                intent = self.objects.get(values["payment_intent"], "payment_intent")
                amount = int(values.get("amount") or intent["amount"])
                return self.moving.refund(
                    intent, amount=amount, metadata=values.get("metadata", {})
                )
            case ["POST", "subscriptions", thing_id]:
                subscription = self.objects.get(thing_id, "subscription")
                self.ordering.change_price(subscription, values)
                return subscription
            case ["DELETE", "subscriptions", thing_id]:
                subscription = self.objects.get(thing_id, "subscription")
                if subscription["status"] == "canceled":
                    raise refused("resource_missing", "No such subscription", status=404)
                self.ordering.end(subscription)
                return subscription
            case ["POST", "billing_portal", "sessions"]:
                self.objects.get(values["customer"], "customer")
                url = f"{self.root}/stripe/portal/{values['customer']}"
                return {"object": "billing_portal.session", "url": url}
        raise refused("url_invalid", f"Unrecognized request URL: {path}", status=404)

    def _shown(self, thing: Mapping[str, Any]) -> Thing:
        """Return an object without what only the rehearsal knows, with a field of tomorrow."""
        return {**shown(thing), "field_of_a_later_version": {"unknown": True}}


def _subscription_of(invoice: Thing) -> str:
    return str(invoice["parent"]["subscription_details"]["subscription"])


ACCOUNT: Final = {
    "id": "acct_rehearsal",
    "object": "account",
    "charges_enabled": True,
    "country": "FR",
    "default_currency": "eur",
    "settings": {"dashboard": {"display_name": "Rehearsal"}},
    "capabilities": {"card_payments": "active", "sepa_debit_payments": "active"},
}
