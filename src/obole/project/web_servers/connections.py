"""Who is at the other end, when nginx as our child passes a request on."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from obole.project.environment import Environment

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

HEADER = "HTTP_X_OBOLE_CONNECTION"


def socket_of(environment: Environment) -> Path:
    """Return the socket on which Obole answers nginx, its child, and nobody else."""
    return (environment.var / "nginx").resolve() / "obole.socket"


def tell_who_asks(application: Application) -> Application:
    """Return the application, told of nginx's client where nginx's socket is the server.

    Nobody but nginx can open this socket, and nginx sets the header itself. What comes by any
    other way is taken as it is, and the header means nothing.
    """
    name = str(socket_of(settings.ENVIRONMENT))

    def respond(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        told = environ.pop(HEADER, None)
        if environ.get("SERVER_NAME") == name:
            server, port, client = told.split(" ") if told else ("localhost", "0", "")
            environ.update(SERVER_NAME=server, SERVER_PORT=port, REMOTE_ADDR=client)
        return application(environ, start_response)

    return respond
