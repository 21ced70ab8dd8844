"""How payment providers are asked, and what their failures are called here."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

from django.conf import settings

from obole.donations.rules.gateway import GatewayDown, GatewayRefused, UnknownToGateway
from obole.foundation.outbound_addresses import AddressRefused
from obole.foundation.outbound_deadline import OutboundFailed
from obole.foundation.outbound_http import Fetched, OutboundClient, Wanted

# A page of a hundred events is some hundred kilobytes.
LARGEST_ANSWER_BYTES: Final = 4 * 1024 * 1024
# The providers' own libraries wait for a minute and more; a donor or a task does not.
TOTAL_SECONDS: Final = 20.0
LONGEST_TEXT: Final = 300

P = ParamSpec("P")
R = TypeVar("R")

SUCCESS: Final = range(200, 300)
NOT_AUTHORISED: Final = 401
NOT_FOUND: Final = 404
# Another request holds the object (409), too many (429): the same request later is right.
LATER: Final = frozenset({408, 409, 425, 429})
SERVER_FAILS: Final = 500


def root_of(provider: str, real: str) -> str:
    """Return where the provider's API begins: the stand-in's if the site rehearses."""
    rehearsal = settings.PAYMENT_REHEARSAL
    return f"{rehearsal}/{provider}" if rehearsal else real


class KeyRefused(GatewayRefused):
    """The provider does not accept our key or token."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request to a provider's API."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(default=b"", repr=False)


def fetch(call: Call) -> Fetched:
    """Return the provider's answer, whatever its status. Raise GatewayDown if there is none."""
    rehearsal = settings.PAYMENT_REHEARSAL
    client = OutboundClient(
        total_seconds=TOTAL_SECONDS, neighbours=(rehearsal,) if rehearsal else ()
    )
    wanted = Wanted(
        method=call.method,
        headers=call.headers,
        content=call.content,
        body_limit_bytes=LARGEST_ANSWER_BYTES,
    )
    try:
        return client.fetch(call.url, wanted)
    except (OutboundFailed, AddressRefused) as failure:
        raise GatewayDown(f"The payment provider gave no answer: {failure}") from None


def ask(call: Call, *, secrets: Collection[str] = ()) -> dict[str, Any]:
    """Return the object that the provider answers with; empty for an answer without content.

    `secrets` are struck out of what an exception says: providers quote what they were sent.
    Raise GatewayDown when asking again may help, UnknownToGateway for no such object, and
    GatewayRefused for every other refusal.
    """
    answer = fetch(call)
    if answer.status >= SERVER_FAILS or answer.status in LATER:
        raise GatewayDown(f"The payment provider answered {answer.status}.")
    try:
        body = json.loads(answer.body) if answer.body.strip() else {}
    except (ValueError, RecursionError):
        # Cut off on its way, or a page of some proxy between: whole the next time, one hopes.
        raise GatewayDown("The payment provider's answer could not be read.") from None
    if not isinstance(body, dict):
        raise GatewayDown("The payment provider's answer is of an unknown shape.")
    if answer.status in SUCCESS:
        return body
    words = _without(secrets, words_of(body))
    if answer.status == NOT_AUTHORISED:
        raise KeyRefused(f"The payment provider does not accept our key. {words}".strip())
    if answer.status == NOT_FOUND:
        raise UnknownToGateway(f"The payment provider knows no such object. {words}".strip())
    raise GatewayRefused(f"The payment provider refuses ({answer.status}). {words}".strip())


def understood(call: Callable[P, R]) -> Callable[P, R]:
    """Let an answer of another shape than the documented one be a refusal, not a crash."""

    @wraps(call)
    def reading(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return call(*args, **kwargs)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as fault:
            raise GatewayRefused(
                f"The payment provider's answer has another shape than expected: "
                f"{type(fault).__name__} in {call.__name__}."
            ) from fault

    return reading


def words_of(body: Mapping[str, Any]) -> str:
    """Return what a refusal says, of Stripe's shape or PayPal's."""
    error = body.get("error")
    if isinstance(error, dict):
        said = [error.get(key) for key in ("type", "code", "decline_code", "param", "message")]
    else:
        issues = [
            f"{each.get('issue')} {each.get('field') or ''}".strip()
            for each in body.get("details") or []
            if isinstance(each, dict)
        ]
        said = [body.get("name"), error, body.get("message"), *issues]
    return " ".join(str(each) for each in said if each)[:LONGEST_TEXT]


def _without(secrets: Collection[str], text: str) -> str:
    for secret in secrets:
        text = text.replace(secret, "(hidden)")
    return text
