"""A reader's request to the front, and everything that a test site has to show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from obole.edition.front import Front
from obole.edition.places import the_tree


@dataclass(frozen=True)
class Answer:
    """What a reader gets."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Reader:
    """Asks the front as a browser does; `asked_django` lists what went past it."""

    front: Front = field(init=False)
    asked_django: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        django = WSGIHandler()

        def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            self.asked_django.append(environ["PATH_INFO"])
            return django(environ, start_response)

        self.front = Front(
            application=application,
            tree=the_tree(),
            names=frozenset({"testserver", *settings.ALLOWED_HOSTS}),
            excepted=settings.EDITION_EXCEPTED,
        )

    def get(self, path: str, *, query: str = "", method: str = "GET", **headers: str) -> Answer:
        """Ask for a path; headers are given as Django's environment names them."""
        from io import BytesIO

        answer: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], _: object = None) -> None:
            answer.update(status=int(status[:3]), headers=dict(headers))

        environ: Mapping[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
            "wsgi.errors": BytesIO(),
            **headers,
        }
        response = self.front(dict(environ), start_response)
        body = b"".join(response)
        if close := getattr(response, "close", None):
            close()
        return Answer(answer["status"], answer["headers"], body)
