"""After the form: on to the provider, back from it, and how to give by hand.

Each address holds the gift's key, which nobody guesses; the pages name nobody.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from obole.accounts.sources import client_network
from obole.donations.actions.receiving import look_at_gift
from obole.donations.gateways.registry import NoGateway
from obole.donations.models import Gift
from obole.donations.queries.begun import gift_of_key, has_open_session
from obole.donations.queries.campaigns import text_of
from obole.donations.queries.house import donation_settings
from obole.donations.rules.epc import Transfer, UnfitTransfer, drawn, payload_of
from obole.donations.rules.gateway import GatewayDown, GatewayRefused
from obole.donations.rules.references import grouped
from obole.donations.rules.vocabulary import GiftState, Means, Rhythm
from obole.donations.views.giving_limits import ASKING_FOR_A_GIFT, ASKING_FROM_A_SOURCE
from obole.foundation import clock
from obole.foundation.private_answers import View, for_whoever_asks
from obole.limits.actions import LimitReached, count_request

logger = logging.getLogger(__name__)

_NOTHING_CAME = frozenset({GiftState.BEGUN, GiftState.FAILED, GiftState.ENDED})
_MAY_COME = frozenset({GiftState.BEGUN, GiftState.FAILED, GiftState.PENDING})


def of_gift(*means: Means) -> Callable[[View], View]:
    """Give a view the gift whose key is in its address, if it is of one of these means."""

    def wrap(view: View) -> View:
        @wraps(view)
        def respond(request: HttpRequest, key: str, **arguments: Any) -> HttpResponse:
            gift = gift_of_key(key)
            if gift is None or (means and gift.means not in means):
                raise Http404
            return view(request, gift=gift, **arguments)

        return respond

    return wrap


@require_safe
@for_whoever_asks
@of_gift()
def pay(request: HttpRequest, *, gift: Gift) -> HttpResponse:
    """Lead on to the provider, by a page of our own.

    Browsers hold the policy of the form (`form-action`) against every redirect that follows it
    (w3c/webappsec-csp#8). A page that leads on by itself is none, so the policy stays as it is.
    """
    if not has_open_session(gift, now=clock.now()):
        return redirect("giving:done", gift.key)
    context = {
        "gift": gift,
        "host": urlsplit(gift.session_url).hostname,
        "title": _("On to the payment"),
    }
    response = render(request, "donations/give_pay.html", context)
    response.headers["Refresh"] = f"0; url={gift.session_url}"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
@for_whoever_asks
@of_gift()
def done(request: HttpRequest, *, gift: Gift) -> HttpResponse:
    """Say truthfully how a gift stands, after asking the provider."""
    gift = _asked(request, gift)
    if gift.state not in _NOTHING_CAME:
        return redirect("gifts:gift", gift.key)
    context = {
        "gift": gift,
        "text": text_of(gift.campaign, gift.language),
        "can_pay": has_open_session(gift, now=clock.now()),
        "form": _form_again(gift),
        "title": _("Nothing has arrived yet"),
    }
    return render(request, "donations/give_done.html", context)


@require_safe
@for_whoever_asks
@of_gift()
def back(request: HttpRequest, *, gift: Gift) -> HttpResponse:
    """Receive somebody who went away from the provider: nothing was paid, and all is kept."""
    if gift.state not in _NOTHING_CAME:
        return redirect("gifts:gift", gift.key)
    context = {
        "gift": gift,
        "text": text_of(gift.campaign, gift.language),
        "can_pay": has_open_session(gift, now=clock.now()),
        "form": _form_again(gift),
        "is_back": True,
        "title": _("Nothing was paid"),
    }
    return render(request, "donations/give_done.html", context)


def _asked(request: HttpRequest, gift: Gift) -> Gift:
    """Ask the provider how the gift stands, unless it was asked often; the gift as it is then."""
    if not gift.gateway or gift.state not in _MAY_COME:
        return gift
    now = clock.now()
    try:
        count_request(limit=ASKING_FROM_A_SOURCE, source=client_network(request), now=now)
        count_request(limit=ASKING_FOR_A_GIFT, source=gift.key, now=now)
        return look_at_gift(gift=gift, now=now)
    except LimitReached:
        return gift
    except (NoGateway, GatewayDown, GatewayRefused) as problem:
        # Its notice will tell, or the nightly search.
        logger.info("%s was asked for gift %s: %s", gift.gateway, gift.number, problem)
        return gift


def _form_again(gift: Gift) -> dict[str, str]:
    """Return what the form begins with, for whoever gives in another way."""
    rhythm = gift.plan.rhythm if gift.plan else Rhythm.ONCE
    return {"choice": f"{rhythm}:{gift.amount.plain()}", "means": gift.means}


@require_safe
@for_whoever_asks
@of_gift(Means.TRANSFER)
def transfer(request: HttpRequest, *, gift: Gift) -> HttpResponse:
    """Show how the transfer is made, with a code for applications of banks."""
    asked = _transfer_of(gift)
    try:
        payload_of(asked)
        has_code = True
    except UnfitTransfer:
        has_code = False
    context = {
        "gift": gift,
        "text": text_of(gift.campaign, gift.language),
        "asked": asked,
        "iban": grouped("".join(asked.iban.split())),
        "reference": grouped(asked.reference),
        "rhythm": gift.plan.rhythm if gift.plan else Rhythm.ONCE,
        "has_code": has_code,
        "title": _("Make your transfer"),
    }
    return render(request, "donations/give_transfer.html", context)


@require_safe
@for_whoever_asks
@of_gift(Means.TRANSFER)
def code(request: HttpRequest, *, gift: Gift) -> HttpResponse:
    """Return the code of a transfer as a picture."""
    try:
        return HttpResponse(drawn(_transfer_of(gift)), content_type="image/svg+xml")
    except UnfitTransfer:
        raise Http404 from None


@require_safe
@for_whoever_asks
@of_gift(Means.CHEQUE)
def cheque(request: HttpRequest, *, gift: Gift) -> HttpResponse:
    """Show how the cheque is written, and where it goes."""
    context = {
        "gift": gift,
        "text": text_of(gift.campaign, gift.language),
        "decided": donation_settings(),
        "reference": grouped(gift.number),
        "title": _("Send your cheque"),
    }
    return render(request, "donations/give_cheque.html", context)


def _transfer_of(gift: Gift) -> Transfer:
    decided = donation_settings()
    return Transfer(
        holder=decided.holder,
        iban=decided.iban,
        bic=decided.bic,
        amount=gift.amount,
        reference=gift.number,
    )
