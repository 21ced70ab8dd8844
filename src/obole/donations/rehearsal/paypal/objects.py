"""PayPal's objects, kept as JSON, and the notices that are made of them."""

import copy
import hashlib
import json
from typing import Any, Final

from obole.donations.rehearsal.deliveries import Deliveries, Delivery
from obole.donations.rehearsal.exchange import Refused, TestClock
from obole.donations.rehearsal.paypal.signing import Signing

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPRSTUVWXY"

Thing = dict[str, Any]


class Objects:
    """Everything of the rehearsed account: by kind, then by id."""

    def __init__(self, *, clock: TestClock, deliveries: Deliveries) -> None:
        self.clock = clock
        self.deliveries = deliveries
        self.signing = Signing(clock=clock)
        self.by_kind: dict[str, dict[str, Thing]] = {}
        self.events: list[Thing] = []
        self.search: list[Thing] = []
        self.count = 0

    def new_id(self, prefix: str = "", length: int = 17) -> str:
        """Return an id that looks like PayPal's."""
        self.count += 1
        digest = hashlib.sha256(f"paypal{self.count}".encode()).digest()
        return prefix + "".join(ALPHABET[each % 32] for each in digest[:length])

    def keep(self, kind: str, thing: Thing) -> Thing:
        """Keep an object under its id."""
        self.by_kind.setdefault(kind, {})[thing["id"]] = thing
        return thing

    def get(self, kind: str, thing_id: str) -> Thing:
        """Return an object. Raise Refused."""
        found = self.by_kind.get(kind, {}).get(thing_id)
        if found is None:
            raise refused("RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID", status=404)
        return found

    def all(self, kind: str) -> list[Thing]:
        """Return the objects of this kind, the oldest first."""
        return list(self.by_kind.get(kind, {}).values())

    def announce(self, kind: str, resource: Thing) -> None:
        """Make an event, and send its notice."""
        event = {
            "id": f"WH-{self.new_id()}",
            "event_version": "1.0",
            "create_time": self.clock.text(),
            "event_type": kind,
            "resource": copy.deepcopy(shown(resource)),
        }
        self.events.append(event)
        body = json.dumps(event).encode()
        self.deliveries.add(Delivery(gateway="paypal", body=body, sign=self.signing.sign))

    def note(self, code: str, transaction_id: str, amount: Thing, **more: Any) -> None:
        """Let the search of transactions find something."""
        at = self.clock.text()
        self.search.append(
            {
                "transaction_id": transaction_id,
                "transaction_event_code": code,
                "transaction_initiation_date": at,
                "transaction_updated_date": at,
                "transaction_amount": amount,
                "transaction_status": "S",
                **more,
            }
        )


def refused(name: str, issue: str, *, status: int = 422) -> Refused:
    """Return a refusal of PayPal's shape."""
    body = {"name": name, "details": [{"issue": issue}], "message": "Refused."}
    return Refused(status, body)


def cents(amount: Thing) -> int:
    """Return an amount of two decimals in cents."""
    whole, _, rest = amount["value"].partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0"))


def euros(amount: int, currency: str) -> Thing:
    """Return cents as PayPal writes them."""
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), 100)
    return {"currency_code": currency, "value": f"{sign}{whole}.{rest:02d}"}


def shown(thing: Thing) -> Thing:
    """Return an object without what only the rehearsal knows, with a field of tomorrow."""
    told = {name: value for name, value in thing.items() if name != "rehearsal"}
    return {**told, "field_of_a_later_version": {"unknown": True}} if told else {}
