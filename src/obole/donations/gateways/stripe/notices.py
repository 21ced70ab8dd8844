"""Stripe's notices: is it signed, and which object does it speak of."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from obole.donations.rules.gateway import About, ForgedNotice, Hint, Notice, UnreadableNotice

# As Stripe's own libraries: https://docs.stripe.com/webhooks#verify-manually
TOLERANCE_SECONDS: Final = 300
# An honest header holds a time and, while a secret is replaced, two signatures.
LONGEST_HEADER: Final = 2_000

NOTHING: Final = Hint(about=About.NOTHING, reference="")


def read_notice(*, headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> Notice:
    """Return what a notice says. Raise ForgedNotice or UnreadableNotice."""
    by_name = {name.lower(): value for name, value in headers.items()}
    check_signature(header=by_name.get("stripe-signature", ""), body=body, secret=secret, now=now)
    try:
        event = json.loads(body)
        return Notice(
            key=_text(event["id"]),
            hint=hint_of(event),
            made_at=datetime.fromtimestamp(int(event["created"]), tz=UTC),
        )
    except (ValueError, TypeError, KeyError, OverflowError, OSError, RecursionError):
        raise UnreadableNotice("A signed notice of Stripe could not be understood.") from None


def check_signature(*, header: str, body: bytes, secret: str, now: datetime) -> None:
    """Raise ForgedNotice unless the body was signed with this secret, some minutes ago at most."""
    parts = list(_parts(header))
    times = [value for name, value in parts if name == "t"]
    if not secret or len(times) != 1 or not (times[0].isascii() and times[0].isdecimal()):
        raise ForgedNotice("The notice has no signature of Stripe.")
    signed = times[0].encode() + b"." + body
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest().encode()
    found = [value.encode() for name, value in parts if name == "v1"]
    if not any([hmac.compare_digest(expected, each) for each in found]):  # noqa: C419 - all, always
        raise ForgedNotice("The notice's signature is not of this account.")
    if now.timestamp() - int(times[0]) > TOLERANCE_SECONDS:
        raise ForgedNotice("The notice was signed too long ago.")


def _parts(header: str) -> Iterator[tuple[str, str]]:
    for part in header[:LONGEST_HEADER].split(","):
        name, _, value = part.partition("=")
        yield name.strip(), value.strip()


def hint_of(event: Mapping[str, Any]) -> Hint:
    """Return which object an event speaks of; of any version of the API, only ids are read."""
    kind = _text(event["type"])
    thing = event["data"]["object"]
    match kind.split("."):
        case ["checkout", "session", *_] | ["payment_intent", *_]:
            return Hint(about=About.PAYMENT, reference=_text(thing["id"]))
        case ["charge", *_] | ["refund", *_]:
            return _about(About.PAYMENT, _id_of(thing.get("payment_intent")))
        case ["invoice", *_]:
            parent = (thing.get("parent") or {}).get("subscription_details") or {}
            return _about(
                About.PLAN, _id_of(parent.get("subscription") or thing.get("subscription"))
            )
        case ["customer", "subscription", *_]:
            return Hint(about=About.PLAN, reference=_text(thing["id"]))
        case ["payout", *_]:
            return Hint(about=About.PAYOUT, reference=_text(thing["id"]))
    return NOTHING


def _about(about: About, reference: str) -> Hint:
    return Hint(about=about, reference=reference) if reference else NOTHING


def _id_of(thing: Any) -> str:
    """Return the id of what is named or, expanded, given whole."""
    return _text(thing["id"] if isinstance(thing, dict) else thing) if thing else ""


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(f"{value!r} is no text.")
    return value
