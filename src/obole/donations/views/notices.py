"""A payment provider notifies us: is it signed, then store it and say so. Nothing else waits."""

from datetime import datetime
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from obole.accounts.sources import client_network
from obole.donations.gateways.registry import NoGateway, gateway_named
from obole.donations.rules.gateway import ForgedNotice, GatewayDown, UnreadableNotice
from obole.foundation import clock
from obole.foundation.inbox import store_message
from obole.limits.actions import LimitReached, count_request
from obole.limits.rules import Limit

# The largest notices hold an invoice of many lines; ours have one.
LARGEST_BYTES: Final = 256 * 1024
# Only what is refused counts: a provider's own notices never are.
REFUSED_FROM_A_SOURCE: Final = Limit(name="payment-notices", most=30, window_seconds=600)
RETRY_AFTER_SECONDS: Final = 60
# Of no use for the signature, and of people or of us.
_NOT_STORED: Final = ("cookie", "authorization", "x-forwarded-for", "x-real-ip", "forwarded")


@csrf_exempt
@never_cache
@require_POST
def notice(request: HttpRequest, gateway: str) -> HttpResponse:
    """Take a notice: 200 once it is stored, also when it was before.

    404 for a provider without an account, 413 too large, 400 not signed or not understood, 429
    for a source of many such, 503 when its signature cannot be checked now.
    """
    now = clock.now()
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BYTES:
        return _answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The notice is too large.")
    body = request.read(LARGEST_BYTES + 1)
    if len(body) > LARGEST_BYTES:
        return _answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The notice is too large.")
    headers = dict(request.headers)
    try:
        read = gateway_named(gateway).read_notice(headers=headers, body=body, now=now)
    except NoGateway:
        return _answer(HTTPStatus.NOT_FOUND, "There is no account with this provider here.")
    except (ForgedNotice, UnreadableNotice) as refusal:
        return _refuse(request, str(refusal), now=now)
    except GatewayDown:
        return _wait(HTTPStatus.SERVICE_UNAVAILABLE, RETRY_AFTER_SECONDS)
    store_message(
        source=f"payments:{gateway}",
        key=read.key,
        body=body,
        headers=_stored(headers),
        now=now,
    )
    return _answer(HTTPStatus.OK, "Stored.")


def _refuse(request: HttpRequest, words: str, *, now: datetime) -> HttpResponse:
    try:
        count_request(limit=REFUSED_FROM_A_SOURCE, source=client_network(request), now=now)
    except LimitReached as limit:
        return _wait(HTTPStatus.TOO_MANY_REQUESTS, limit.seconds_left)
    return _answer(HTTPStatus.BAD_REQUEST, words)


def _stored(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in _NOT_STORED}


def _wait(status: HTTPStatus, seconds: int) -> HttpResponse:
    response = _answer(status, "Send it again later.")
    response["Retry-After"] = str(seconds)
    return response


def _answer(status: HTTPStatus, words: str) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
