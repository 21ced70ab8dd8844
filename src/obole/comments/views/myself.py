"""What the newsroom has of a reader: shown, handed out, erased, behind a mailed link."""

import json
from datetime import datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from obole.accounts.sources import client_network
from obole.comments.actions.erasing import erase_reader
from obole.comments.actions.linking import UnknownLink, open_link, send_link, use_link
from obole.comments.forms import AddressForm
from obole.comments.models import Comment, Reader
from obole.comments.queries.reader_data import data_of
from obole.comments.views.limits import LINKS_FROM_A_SOURCE, LINKS_TO_AN_ADDRESS
from obole.comments.views.memory import forget, remember
from obole.comments.views.pages import in_language
from obole.foundation import clock
from obole.foundation.private_answers import for_whoever_asks, takes_foreign_posts
from obole.limits.actions import LimitReached, count_request

# The page shows the newest; the file holds all.
COMMENTS_SHOWN = 50


@takes_foreign_posts
@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_asks
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for an address, and send the link there; say the same whether anybody has it."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "title": _("Your comments")}
    if request.method == "POST" and form.is_valid():
        email, now = form.cleaned_data["email"].lower(), clock.now()
        try:
            count_request(limit=LINKS_FROM_A_SOURCE, source=client_network(request), now=now)
            count_request(limit=LINKS_TO_AN_ADDRESS, source=email, now=now)
        except LimitReached:
            context["is_too_often"] = True
            status = HTTPStatus.TOO_MANY_REQUESTS
            return render(request, "comments/ask.html", context, status=status)
        send_link(email=email, now=now)
        context["is_sent"] = True
    return render(request, "comments/ask.html", context)


@takes_foreign_posts
@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_asks
def myself(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a reader's comments; hand them out, erase them, or remember the reader here."""
    now = clock.now()
    try:
        link = open_link(secret=secret, now=now)
    except UnknownLink:
        return render(request, "comments/link_over.html", {"title": _("This link is over")})
    with in_language(link.reader.language) as spoken:
        if request.method != "POST":
            return spoken(_show(request, link.reader))
        reader = use_link(link=link, now=now)
        return spoken(_change(request, reader=reader, secret=secret, now=now))


def _change(request: HttpRequest, *, reader: Reader, secret: str, now: datetime) -> HttpResponse:
    back: HttpResponse = HttpResponseRedirect(
        reverse("comments:myself", args=[secret]), status=HTTPStatus.SEE_OTHER
    )
    match request.POST.get("do"):
        case "export":
            return _export(reader)
        case "remember":
            remember(back, reader=reader)
        case "forget":
            forget(back)
        case "erase" if request.POST.get("sure") == "on":
            erase_reader(reader=reader, now=now)
            context = {"title": _("Your comments are erased"), "is_erased": True}
            erased = render(request, "comments/myself.html", context)
            forget(erased)
            return erased
    return back


def _show(request: HttpRequest, reader: Reader) -> HttpResponse:
    comments = Comment.objects.filter(reader=reader).select_related("thread__page")
    context = {
        "reader": reader,
        "count": comments.count(),
        "comments": comments.order_by("-created_at", "-pk")[:COMMENTS_SHOWN],
        "title": _("Your comments"),
    }
    return render(request, "comments/myself.html", context)


def _export(reader: Reader) -> HttpResponse:
    text = json.dumps(data_of(reader=reader), ensure_ascii=False, indent=2)
    return HttpResponse(
        text,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="comments.json"'},
    )
