"""The giving form is sent: a gift begins, and the donor is led to where it is paid."""

import hashlib
import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from obole.accounts.sources import client_network
from obole.donations.actions.beginning import (
    CampaignClosed,
    MeansNotOffered,
    SessionOver,
    begin_gift,
    open_session,
)
from obole.donations.actions.proving import ask_for_proof, digest_of, form_key
from obole.donations.forms.choosing import Chosen
from obole.donations.forms.telling import DetailsForm
from obole.donations.models import Gift
from obole.donations.queries.campaigns import takes_gifts
from obole.donations.queries.card_testing import verdict_on
from obole.donations.queries.receipts_offered import are_receipts_offered
from obole.donations.rules.card_testing import Verdict
from obole.donations.rules.gateway import GatewayDown, GatewayRefused
from obole.donations.rules.sources import source_digest
from obole.donations.rules.vocabulary import Means
from obole.donations.rules.wishes import BY_A_PROVIDER, Wish
from obole.donations.views.giving import Giving, begin, campaign_of, form_name, show_closed
from obole.donations.views.giving_limits import FROM_A_SOURCE, TO_AN_ADDRESS, words_of_waiting
from obole.foundation import clock
from obole.foundation.private_answers import comes_from_here, for_whoever_asks, takes_foreign_posts
from obole.kernel.money import Money
from obole.limits import tokens
from obole.limits.actions import LimitReached, count_request
from obole.limits.puzzles import is_solved

logger = logging.getLogger(__name__)

# Several times the longest form; more is not read.
LONGEST_REQUEST = 100_000


@takes_foreign_posts
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """Show the form of a campaign, or take it."""
    if request.method == "POST":
        return take(request, slug=slug)
    return begin(request, slug=slug)


@for_whoever_asks
def take(request: HttpRequest, *, slug: str | None) -> HttpResponse:
    """Begin a gift, or show what is the matter; nothing that was typed is lost."""
    now = clock.now()
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_REQUEST:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    campaign = campaign_of(slug)
    if campaign is None or not takes_gifts(campaign, timezone.localdate(now)):
        return show_closed(request, campaign, slug=slug, now=now)
    giving = Giving(request=request, campaign=campaign, now=now)
    choice = giving.choice(request.POST)
    if not choice.is_valid() or choice.cleaned_data["chosen"].offer.means is Means.INTERMEDIARY:
        return giving.show_choice(choice)
    sending = Sending(
        giving=giving, chosen=choice.cleaned_data["chosen"], form=DetailsForm(request.POST)
    )
    return sending.take()


@dataclass(frozen=True, kw_only=True)
class Sending:
    """A second step that was sent."""

    giving: Giving
    chosen: Chosen
    form: DetailsForm

    def take(self) -> HttpResponse:
        """Check the form, then begin the gift that it asks for."""
        source = client_network(self.giving.request)
        try:
            count_request(limit=FROM_A_SOURCE, source=source, now=self.giving.now)
        except LimitReached as reached:
            return self._wait(reached)
        token = self._token()
        if not self.form.is_valid():
            return self.giving.show_details(self.chosen, self.form, token=token)
        if not token:
            notice = _("This form had lain for a long time. Please send it once more.")
            return self.giving.show_details(self.chosen, self.form, notice=notice)
        return self._send(token, source=source)

    def _token(self) -> str:
        """Return the token that came back, if it is fit; empty otherwise."""
        token = self.giving.request.POST.get("token", "")
        if not comes_from_here(self.giving.request):
            return ""
        name = form_name(self.giving.campaign)
        try:
            tokens.check(token, form=name, now=self.giving.now, key=form_key())
        except tokens.TooFast:
            # Browsers fill in for people, who then are as fast as a robot.
            return token
        except (tokens.Forged, tokens.Expired):
            return ""
        return token

    def _send(self, token: str, *, source: str) -> HttpResponse:
        digest = source_digest(source, key=_source_key())
        verdict = self._verdict(digest)
        if verdict is Verdict.REFUSE:
            return self._refuse(token)
        begun = self._begin(self._wish(token, digest=digest), token=token)
        if isinstance(begun, HttpResponse):
            return begun
        if not begun.gateway:
            is_transfer = begun.means == Means.TRANSFER
            return redirect("giving:transfer" if is_transfer else "giving:cheque", begun.key)
        if verdict is Verdict.PROVE and not self._is_solved(token):
            return self._ask_for_proof(begun)
        return self._lead(begun, token=token)

    def _begin(self, wish: Wish, *, token: str) -> Gift | HttpResponse:
        """Return the gift that has begun, or the page that says why none has."""
        try:
            if not Gift.objects.filter(form_key=wish.form_key).exists():
                email = wish.giver.email.casefold()
                count_request(limit=TO_AN_ADDRESS, source=email, now=self.giving.now)
            return begin_gift(wish=wish, now=self.giving.now)
        except LimitReached as reached:
            return self._wait(reached, token=token)
        except CampaignClosed:
            request, campaign = self.giving.request, self.giving.campaign
            return show_closed(request, campaign, slug=campaign.slug, now=self.giving.now)
        except MeansNotOffered:
            notice = _("This means is not offered any more. Choose another one.")
            return self._again(notice, token=token, status=HTTPStatus.OK)

    def _verdict(self, digest: str) -> Verdict:
        if self.chosen.offer.means not in BY_A_PROVIDER:
            return Verdict.OPEN
        email = self.form.cleaned_data["email"]
        return verdict_on(source_digest=digest, email=email, now=self.giving.now)

    def _is_solved(self, token: str) -> bool:
        solution = self.form.cleaned_data["puzzle"]
        return is_solved(solution, form=digest_of(token), key=form_key())

    def _wish(self, token: str, *, digest: str) -> Wish:
        told = self.form.cleaned_data
        zero = Money.zero(self.chosen.amount.currency)
        return Wish(
            campaign_id=self.giving.campaign.pk,
            amount=self.chosen.amount,
            fee_cover=self.giving.fee_cover(self.chosen) if told["covers_fee"] else zero,
            rhythm=self.chosen.rhythm,
            means=self.chosen.offer.means,
            giver=self.form.giver(),
            language=self.giving.language,
            form_key=self._form_key(token),
            is_public=told["is_public"],
            shown_name=told["shown_name"],
            message=told["message"],
            wants_receipt=told["wants_receipt"] and are_receipts_offered(),
            wants_newsletter=told["wants_newsletter"],
            page_id=self._page_id(),
            source_digest=digest,
        )

    def _form_key(self, token: str) -> str:
        """Return what names this form and what was written into it.

        The same sent twice is one gift; with another amount, after the back button, it is another.
        """
        told = {name: each for name, each in self.form.cleaned_data.items() if name != "puzzle"}
        written = (token, str(self.chosen.amount), self.chosen.rhythm, self.chosen.offer.means)
        return hashlib.sha256(repr((written, sorted(told.items()))).encode()).hexdigest()

    def _page_id(self) -> int | None:
        origin = self.giving.origin
        known = Page.objects.filter(pk=int(origin)).exists() if origin else False
        return int(origin) if known else None

    def _ask_for_proof(self, gift: Gift) -> HttpResponse:
        ask_for_proof(gift=gift, now=self.giving.now)
        context = {"gift": gift, "title": _("Look into your letter box")}
        return render(self.giving.request, "donations/give_letter_box.html", context)

    def _lead(self, gift: Gift, *, token: str) -> HttpResponse:
        try:
            open_session(gift=gift, now=self.giving.now)
        except SessionOver:
            return redirect("giving:done", gift.key)
        except GatewayDown:
            notice = _(
                "The payment provider does not answer. Nothing is paid, and what you filled in is "
                "kept: try again in a moment, or choose another means."
            )
            return self._again(notice, token=token, status=HTTPStatus.SERVICE_UNAVAILABLE)
        except GatewayRefused as refusal:
            logger.warning("%s refused gift %s: %s", gift.gateway, gift.number, refusal)
            notice = _(
                "The payment provider does not take this gift. Nothing is paid: please choose "
                "another means, or another amount."
            )
            return self._again(notice, token=token, status=HTTPStatus.BAD_GATEWAY)
        return redirect("giving:pay", gift.key)

    def _refuse(self, token: str) -> HttpResponse:
        notice = _(
            "Many payments failed here in a short time, as when stolen cards are tried, so "
            "none is begun for a while. Come back in an hour, or choose another means: transfers "
            "and cheques always work."
        )
        return self._again(notice, token=token, status=HTTPStatus.TOO_MANY_REQUESTS)

    def _wait(self, reached: LimitReached, *, token: str = "") -> HttpResponse:
        notice = words_of_waiting(seconds=reached.seconds_left)
        response = self._again(notice, token=token, status=HTTPStatus.TOO_MANY_REQUESTS)
        response.headers["Retry-After"] = str(reached.seconds_left)
        return response

    def _again(self, notice: str, *, token: str, status: int) -> HttpResponse:
        """Show the form as it was sent, and say what is the matter."""
        options: dict[str, Any] = {"token": token, "notice": notice, "status": status}
        return self.giving.show_details(self.chosen, self.form, **options)


def _source_key() -> bytes:
    return salted_hmac("obole.donations.source", "", algorithm="sha256").digest()
