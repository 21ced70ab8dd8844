"""Links of mails: on with a gift that asked for proof, and yes to the newsletter."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from obole.donations.actions.beginning import SessionOver, open_session
from obole.donations.actions.newsletters import UnknownWish, confirm_newsletter, open_wish
from obole.donations.actions.proving import UnknownProof, check_proof
from obole.donations.models import Gift
from obole.donations.queries.begun import gift_of_key
from obole.donations.queries.campaigns import text_of
from obole.donations.queries.card_testing import verdict_on
from obole.donations.rules.card_testing import Verdict
from obole.donations.rules.gateway import GatewayDown, GatewayRefused
from obole.donations.views.private import link_over
from obole.foundation import clock
from obole.foundation.private_answers import for_whoever_asks, takes_foreign_posts


@takes_foreign_posts
@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_asks
def proof(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """Show a button; only what presses it goes on: programs open every link of a mail."""
    gift = gift_of_key(key)
    if gift is None or not gift.gateway or gift.donor is None:
        return link_over(request)
    try:
        check_proof(gift=gift, token=token, now=clock.now())
    except UnknownProof:
        return link_over(request)
    if request.method != "POST":
        return _ask(request, gift)
    return _go_on(request, gift)


def _go_on(request: HttpRequest, gift: Gift) -> HttpResponse:
    now = clock.now()
    email = gift.donor.email if gift.donor else ""
    verdict = verdict_on(source_digest=gift.source_digest, email=email, now=now)
    if verdict is Verdict.REFUSE:
        notice = _("Too many payments failed in a short time. Press the button again in an hour.")
        return _ask(request, gift, notice=notice, status=HTTPStatus.TOO_MANY_REQUESTS)
    try:
        open_session(gift=gift, now=now)
    except SessionOver:
        return redirect("giving:done", gift.key)
    except (GatewayDown, GatewayRefused):
        notice = _("The payment provider does not answer. Nothing is paid: try again in a moment.")
        return _ask(request, gift, notice=notice, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return redirect("giving:pay", gift.key)


def _ask(
    request: HttpRequest, gift: Gift, *, notice: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {
        "gift": gift,
        "text": text_of(gift.campaign, gift.language),
        "notice": notice,
        "title": _("Go on with your gift"),
    }
    return render(request, "donations/give_proof.html", context, status=status)


@takes_foreign_posts
@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_asks
def newsletter(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a button, and note the wish when it is pressed."""
    try:
        wish = open_wish(secret=secret)
        if request.method == "POST":
            wish = confirm_newsletter(secret=secret, now=clock.now())
    except UnknownWish:
        return link_over(request)
    with translation.override(wish.language):
        context = {"is_done": wish.confirmed_at is not None, "title": _("The newsletter")}
        return render(request, "donations/give_newsletter.html", context)
