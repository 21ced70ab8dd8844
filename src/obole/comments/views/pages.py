"""What all views of comments have in common: the page that is commented on, and its language."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from obole.comments.queries.pages import NotReadable, commented_page
from obole.foundation.ingredients import refuse_keeping

View = Callable[..., HttpResponse]


def of_a_page(view: View) -> View:
    """Give a view the page of the id in its address, and speak that page's language."""

    @wraps(view)
    def respond(request: HttpRequest, page_id: int, **arguments: Any) -> HttpResponse:
        try:
            page = commented_page(page_id)
        except NotReadable:
            raise Http404 from None
        with in_language(page.locale.language_code) as spoken:
            return spoken(view(request, page=page, **arguments))

    return respond


class in_language:  # noqa: N801 - read as a phrase, like the translation.override it is made of
    """Speak a language, and say so of the answer: its address does not."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._override = translation.override(language)

    def __enter__(self) -> "in_language":
        self._override.__enter__()
        return self

    def __exit__(self, *arguments: Any) -> None:
        self._override.__exit__(*arguments)

    def __call__(self, response: HttpResponse) -> HttpResponse:
        """Return the answer, with its language named."""
        response.headers["Content-Language"] = self._language
        return response


def for_whoever_asks(view: View) -> View:
    """Let nobody keep what a view answers with, neither us nor anybody on the way."""

    @wraps(view)
    def respond(request: HttpRequest, **arguments: Any) -> HttpResponse:
        refuse_keeping("it is for whoever asked")
        response = view(request, **arguments)
        response.headers["Cache-Control"] = "no-store"
        # The address of a page may be the key to it.
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return respond


def takes_foreign_posts(view: View) -> View:
    """Take posts without Django's token against forgery, which a page for everybody cannot hold.

    Each such view acts on a secret of its own in the address or in the form, and the reader's
    cookie is not sent along with what another site posts (SameSite).
    """
    exempt: View = csrf_exempt(view)
    return exempt


def comes_from_here(request: HttpRequest) -> bool:
    """Tell whether a form was sent from a page of ours, as far as the browser says."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()
