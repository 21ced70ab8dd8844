"""The page of a donor's gifts: behind a mailed link, without an account or a password."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from obole.accounts.sources import client_network
from obole.donations.actions.linking import ask_for_link
from obole.donations.forms.donors import AskForm
from obole.donations.models import Donor
from obole.donations.queries import receipt_links
from obole.donations.queries.donor_gifts import RUNNING, plans_of, years_of
from obole.donations.queries.links import LinkIsOver, UnusableLink, open_portal, spoken
from obole.donations.views.private import link_over, of_donor
from obole.foundation import clock
from obole.foundation.private_answers import for_whoever_asks, takes_foreign_posts
from obole.limits.actions import LimitReached, count_request
from obole.limits.rules import Limit

# Nobody needs more mails with a link than these, and nobody's letter box is to be filled.
LINKS_TO_AN_ADDRESS = Limit(name="gifts-link", most=3, window_seconds=3600)
LINKS_FROM_A_SOURCE = Limit(name="gifts-link-source", most=20, window_seconds=3600)


@takes_foreign_posts
@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_asks
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for an address, and send the link there; say the same whether anybody has it."""
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _send(request, email=form.cleaned_data["email"])
    return render(request, "donations/gifts/ask.html", {"form": form})


@takes_foreign_posts
@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_asks
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """Show a donor's gifts, or change what the donor may change."""
    try:
        donor = open_portal(token)
    except LinkIsOver as over:
        return _renew(request, donor=over.donor)
    except UnusableLink:
        return link_over(request)
    return _show(request, donor=donor, token=token)


@require_safe
@for_whoever_asks
@of_donor
def receipts(request: HttpRequest, *, donor: Donor, token: str, year: int) -> HttpResponse:
    """Hand out the receipts of a year as one file."""
    file = receipt_links.file_of_year(donor=donor, year=year)
    if file is None:
        raise Http404
    return HttpResponse(
        file.content,
        content_type=file.content_type,
        headers={"Content-Disposition": f'attachment; filename="{file.name}"'},
    )


def _show(request: HttpRequest, *, donor: Donor, token: str) -> HttpResponse:
    """Show all that a donor gave and gives."""
    plans = list(plans_of(donor))
    lines = receipt_links.receipts_for(donor=donor)
    context = {
        "donor": donor,
        "token": token,
        "years": years_of(donor, language=spoken(get_language() or "")),
        "running": [plan for plan in plans if plan.state in RUNNING],
        "ended": [plan for plan in plans if plan.state not in RUNNING],
        "receipts": lines,
        "receipt_years": sorted({line.year for line in lines if not line.is_void}, reverse=True),
    }
    return render(request, "donations/gifts/mine.html", context)


def _send(request: HttpRequest, *, email: str) -> HttpResponse:
    now = clock.now()
    try:
        count_request(limit=LINKS_FROM_A_SOURCE, source=client_network(request), now=now)
        count_request(limit=LINKS_TO_AN_ADDRESS, source=email.lower(), now=now)
    except LimitReached:
        context = {"is_too_often": True}
        status = HTTPStatus.TOO_MANY_REQUESTS
        return render(request, "donations/gifts/ask.html", context, status=status)
    ask_for_link(email=email, language=get_language() or "")
    return render(request, "donations/gifts/ask.html", {"is_sent": True})


def _renew(request: HttpRequest, *, donor: Donor) -> HttpResponse:
    """Say that the link is too old; a button sends its donor another."""
    if request.method == "POST" and request.POST.get("do") == "renew":
        return _send(request, email=donor.email)
    context = {"title": _("This link is over"), "can_renew": bool(donor.email)}
    return render(request, "donations/gifts/link_over.html", context, status=HTTPStatus.GONE)
