"""What is held of a donor: the address for receipts, everything as a file, the end of it all."""

import json
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from obole.donations.actions.erasing import ErasedBefore, PlansStillRun, erase_donor
from obole.donations.forms.donors import AddressForm
from obole.donations.models import Donor
from obole.donations.queries import receipt_links
from obole.donations.queries.donor_data import data_of
from obole.donations.views.private import link_over, of_donor
from obole.foundation import clock
from obole.foundation.private_answers import for_whoever_asks, takes_foreign_posts


@takes_foreign_posts
@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_asks
@of_donor
def address(request: HttpRequest, *, donor: Donor, token: str) -> HttpResponse:
    """Show and change who receipts are made out to."""
    form = AddressForm(request.POST if request.method == "POST" else None, instance=donor)
    if request.method == "POST" and form.is_valid():
        form.save()
        back = reverse("gifts:mine", args=[token])
        return HttpResponseRedirect(back, status=HTTPStatus.SEE_OTHER)
    return render(request, "donations/gifts/my_address.html", {"form": form, "token": token})


@takes_foreign_posts
@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_asks
@of_donor
def data(request: HttpRequest, *, donor: Donor, token: str) -> HttpResponse:
    """Say what is held; hand it out, or erase it, when a button is pressed."""
    if request.method == "POST" and request.POST.get("do") == "export":
        return as_file(donor)
    if request.method == "POST" and request.POST.get("do") == "erase":
        return _erase(request, donor=donor, token=token)
    return _show(request, donor=donor, token=token)


def as_file(donor: Donor) -> HttpResponse:
    """Return all that is held of a donor as a file."""
    text = json.dumps(data_of(donor=donor), ensure_ascii=False, indent=2)
    return HttpResponse(
        text,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="gifts.json"'},
    )


def _show(request: HttpRequest, *, donor: Donor, token: str, problem: str = "") -> HttpResponse:
    context = {
        "token": token,
        "problem": problem,
        "has_receipts": bool(receipt_links.receipts_for(donor=donor)),
    }
    status = HTTPStatus.CONFLICT if problem else HTTPStatus.OK
    return render(request, "donations/gifts/my_data.html", context, status=status)


def _erase(request: HttpRequest, *, donor: Donor, token: str) -> HttpResponse:
    if request.POST.get("sure") != "on":
        problem = _("Tick the box first: nobody can bring back what is erased.")
        return _show(request, donor=donor, token=token, problem=problem)
    try:
        erase_donor(donor=donor, by=None, now=clock.now())
    except ErasedBefore:
        return link_over(request)
    except PlansStillRun:
        problem = _(
            "End your recurring gifts first. Otherwise your money would go on coming, and we would "
            "not know from whom."
        )
        return _show(request, donor=donor, token=token, problem=problem)
    return render(request, "donations/gifts/my_data.html", {"is_erased": True})
