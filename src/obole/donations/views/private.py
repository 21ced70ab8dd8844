"""What views for one donor have in common: nobody keeps their answers, and a secret opens them."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from obole.donations.queries.links import UnusableLink, open_portal
from obole.foundation.ingredients import refuse_keeping

View = Callable[..., HttpResponse]


def for_whoever_asks(view: View) -> View:
    """Let nobody keep what a view answers with, neither us nor anybody on the way."""

    @wraps(view)
    def respond(request: HttpRequest, **arguments: Any) -> HttpResponse:
        refuse_keeping("it is for whoever asked")
        response = view(request, **arguments)
        response.headers["Cache-Control"] = "no-store"
        # The address is the key to the page; a page elsewhere is told nothing of it. (With
        # `no-referrer`, browsers would send forms of ours without saying that they are ours.)
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return respond


def of_donor(view: View) -> View:
    """Give a view the donor whom the signed link in its address names."""

    @wraps(view)
    def respond(request: HttpRequest, token: str, **arguments: Any) -> HttpResponse:
        try:
            donor = open_portal(token)
        except UnusableLink:
            return link_over(request)
        return view(request, donor=donor, token=token, **arguments)

    return respond


def link_over(request: HttpRequest) -> HttpResponse:
    """Say that a link works no more, and where another is had."""
    context = {"title": _("This link is over")}
    return render(request, "donations/gifts/link_over.html", context, status=HTTPStatus.GONE)


def takes_foreign_posts(view: View) -> View:
    """Take posts without Django's token against forgery, which a page for everybody cannot hold.

    Each such view acts on a secret in the address or in the form, which no other site knows.
    """
    exempt: View = csrf_exempt(view)
    return exempt


def comes_from_here(request: HttpRequest) -> bool:
    """Tell whether a form was sent from a page of ours, as far as the browser says."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()
