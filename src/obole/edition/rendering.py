"""A page as Django answers with it, asked in nobody's name: the same for every reader."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from wagtail.models import Site

from obole.edition.recollection import recollecting
from obole.edition.rules.negotiation import is_shared
from obole.foundation.ingredients import Recipe, gather

# They say when or to whom an answer went, or are made anew for each copy.
OF_THE_ANSWER = frozenset(
    (
        *("cache-control", "connection", "content-encoding", "content-length", "date"),
        *("etag", "expires", "last-modified", "server", "vary"),
    )
)
NOBODYS = ("set-cookie", "www-authenticate")

Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Rendered:
    """An answer of Django to a request without cookies, and what it was made of."""

    status: str
    headers: Headers
    body: bytes
    recipe: Recipe

    @property
    def refusal(self) -> str:
        """Why this answer cannot be kept; empty when it can be."""
        named = {name.lower(): value for name, value in self.headers}
        if not self.status.startswith("200"):
            return f"the answer is {self.status}"
        if not self.recipe.ingredients:
            return "nothing says of what it is made"
        if any(name in named for name in NOBODYS):
            return "it sets a cookie or asks who you are"
        if not is_shared(named.get("vary", "")):
            return f"it varies with {named['vary']}"
        if any(word in named.get("cache-control", "") for word in ("private", "no-store")):
            return f"its Cache-Control is {named['cache-control']}"
        return self.recipe.refusal

    @property
    def kept_headers(self) -> Headers:
        """The headers that are kept with the page."""
        return [(name, value) for name, value in self.headers if name.lower() not in OF_THE_ANSWER]


def render(path: str) -> Rendered:
    """Return Django's answer to a reader without a cookie, language or history, who asks for it.

    Headers of whoever asks never come in: what is kept cannot be poisoned.
    """
    with recollecting():
        return _rendered(path)


def render_afresh(path: str) -> Rendered:
    """Return the same, and remember nothing: what others are compared with."""
    Site.clear_site_root_paths_cache()
    return _rendered(path)


def _rendered(path: str) -> Rendered:
    answer: dict[str, Any] = {}

    def start_response(status: str, headers: Headers, _error: object = None) -> None:
        answer.update(status=status, headers=headers)

    with gather() as recipe:
        response = _handler()(_environ_of(path), start_response)
        try:
            body = b"".join(response)
        finally:
            if close := getattr(response, "close", None):
                close()
    return Rendered(answer["status"], answer["headers"], body, recipe)


@functools.cache
def _handler() -> Callable[..., Any]:
    return WSGIHandler()


def _environ_of(path: str) -> dict[str, Any]:
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    is_secure = address.scheme == "https"
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": address.hostname or "localhost",
        "SERVER_PORT": str(address.port or (443 if is_secure else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": address.netloc,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": address.scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if settings.SECURE_PROXY_SSL_HEADER:
        environ[settings.SECURE_PROXY_SSL_HEADER[0]] = address.scheme
    return environ
