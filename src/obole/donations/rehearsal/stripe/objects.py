"""Stripe's objects, kept as JSON: ids, expansion, lists, events."""

import copy
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from obole.donations.rehearsal.deliveries import Deliveries, Delivery
from obole.donations.rehearsal.exchange import Refused, TestClock
from obole.donations.rehearsal.keys import WEBHOOK_SECRET

VERSION: Final = "2026-10-28.endive"

Thing = dict[str, Any]


class Objects:
    """All objects of the rehearsed account by id, and the events that were made of them."""

    def __init__(self, *, clock: TestClock, deliveries: Deliveries) -> None:
        self.clock = clock
        self.deliveries = deliveries
        self.by_id: dict[str, Thing] = {}
        self.count = 0

    def make(self, kind: str, prefix: str, **values: Any) -> Thing:
        """Keep a new object."""
        self.count += 1
        digest = hashlib.sha256(f"{prefix}{self.count}".encode()).hexdigest()
        thing = {
            "id": f"{prefix}_{digest[:24]}",
            "object": kind,
            "created": self.clock.seconds(),
            "livemode": False,
            **values,
        }
        self.by_id[thing["id"]] = thing
        return thing

    def get(self, thing_id: str, kind: str) -> Thing:
        """Return an object of this kind. Raise Refused."""
        thing = self.by_id.get(thing_id)
        if thing is None or thing["object"] != kind:
            raise refused("resource_missing", f"No such {kind}: '{thing_id}'", status=404)
        return thing

    def all(self, kind: str, holds: Callable[[Thing], bool] = lambda _: True) -> list[Thing]:
        """Return the objects of this kind, the newest first."""
        found = [each for each in self.by_id.values() if each["object"] == kind and holds(each)]
        return found[::-1]

    def announce(self, kind: str, thing: Thing) -> None:
        """Make an event of an object as it is now, and send its notice."""
        event = self.make(
            "event",
            "evt",
            type=kind,
            api_version=VERSION,
            data={"object": shown(thing)},
            pending_webhooks=1,
        )
        body = json.dumps(event).encode()
        self.deliveries.add(Delivery(gateway="stripe", body=body, sign=self.sign))

    def sign(self, body: bytes) -> Mapping[str, str]:
        """Return the header of a notice: an HMAC over its time and its body."""
        at = str(self.clock.seconds()).encode()
        digest = hmac.new(WEBHOOK_SECRET.encode(), at + b"." + body, hashlib.sha256)
        return {"Stripe-Signature": f"t={at.decode()},v1={digest.hexdigest()}"}

    def expanded(self, thing: Thing, paths: list[str]) -> Thing:
        """Return a copy in which the ids at these paths are the objects that they name."""
        grown = copy.deepcopy(thing)
        for path in paths:
            self._expand(grown, path.split("."))
        return grown

    def _expand(self, thing: Any, names: list[str]) -> None:
        if not names or not isinstance(thing, dict):
            return
        name, *rest = names
        value = thing.get(name)
        if isinstance(value, str) and value in self.by_id:
            value = thing[name] = copy.deepcopy(self.by_id[value])
        for each in value if isinstance(value, list) else [value]:
            self._expand(each, rest)

    def page(self, found: list[Thing], values: Mapping[str, Any]) -> Thing:
        """Return a list as Stripe does, from after an object on."""
        limit = min(int(values.get("limit", 10)), 100)
        after = values.get("starting_after")
        if after:
            ids = [each["id"] for each in found]
            found = found[ids.index(after) + 1 :] if after in ids else []
        listed = {"object": "list", "data": found[:limit], "has_more": len(found) > limit}
        return self.expanded(listed, list_of(values.get("expand")))


def shown(thing: Mapping[str, Any]) -> Thing:
    """Return a copy without what only the rehearsal knows."""
    return {name: copy.deepcopy(value) for name, value in thing.items() if name != "rehearsal"}


def list_of(values: Any) -> list[Any]:
    """Return the values of `expand[0]`, `expand[1]` and so on."""
    return list(values.values()) if isinstance(values, dict) else list(values or [])


def refused(code: str, message: str, *, status: int = 400, **more: str) -> Refused:
    """Return a refusal of Stripe's shape."""
    kind = "card_error" if status == 402 else "invalid_request_error"  # noqa: PLR2004
    return Refused(status, {"error": {"type": kind, "code": code, "message": message, **more}})
