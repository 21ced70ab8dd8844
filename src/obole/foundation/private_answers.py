"""Answers for one person alone: nobody keeps them, and a secret takes the place of a login."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from obole.foundation.ingredients import refuse_keeping

View = Callable[..., HttpResponse]


def for_whoever_asks(view: View) -> View:
    """Let nobody keep what a view answers with, neither us nor anybody on the way."""

    @wraps(view)
    def respond(request: HttpRequest, **arguments: Any) -> HttpResponse:
        refuse_keeping("it is for whoever asked")
        response = view(request, **arguments)
        response.headers["Cache-Control"] = "no-store"
        # The address may be the key to the page; a page elsewhere is told nothing of it. (With
        # `no-referrer`, browsers would send forms of ours without saying that they are ours.)
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return respond


def takes_foreign_posts(view: View) -> View:
    """Take posts without Django's token against forgery, which a page for everybody cannot hold.

    Each such view acts on a secret in the address or in the form, which no other site knows; and
    a reader's cookie is not sent along with what another site posts (SameSite).
    """
    exempt: View = csrf_exempt(view)
    return exempt


def comes_from_here(request: HttpRequest) -> bool:
    """Tell whether a form was sent from a page of ours, as far as the browser says."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()
