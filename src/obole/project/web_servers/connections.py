"""Obole's own socket, and who is at the other end when a request comes through it.

Ours alone open it: nginx as our child, or the accelerator where there is no nginx.
"""

import os
import resource
import socket
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from obole.project import web
from obole.project.environment import Environment

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

HEADER = "HTTP_X_OBOLE_CONNECTION"
# What the system lets a path of a socket have, with the zero at its end.
LONGEST_SOCKET_BYTES = 107
# More is of no use to one site.
MOST_OPEN_FILES = 24_576


class Unusable(Exception):
    """What should stand in front cannot; the message ends a sentence that begins with its name."""


def socket_of(environment: Environment) -> Path:
    """Return the socket on which Obole answers its own children, and nobody else."""
    return (environment.var / "nginx").resolve() / "obole.socket"


def prepared_socket(environment: Environment) -> Path:
    """Make the folder of the socket, which nobody else enters; return the socket's path.

    Raise Unusable where no socket can have that path.
    """
    place = socket_of(environment)
    if len(os.fsencode(place)) > LONGEST_SOCKET_BYTES:
        raise Unusable(f"the path of the socket {place} is too long")
    # Whoever can open the socket can say who a reader is: nobody but us.
    place.parent.mkdir(mode=0o700, exist_ok=True)
    place.parent.chmod(0o700)
    return place


def is_answering(path: Path) -> bool:
    """Tell whether somebody takes connections on this socket."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(web.CONNECT_SECONDS)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def open_files() -> int:
    """Return how many files a process in front may have open."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_OPEN_FILES if most == resource.RLIM_INFINITY else min(most, MOST_OPEN_FILES)


def tell_who_asks(application: Application) -> Application:
    """Return the application, told of the reader where our socket is the server.

    Nobody but our children can open this socket, and they set the header themselves. What comes
    by any other way is taken as it is, and the header means nothing.
    """
    name = str(socket_of(settings.ENVIRONMENT))

    def respond(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        told = environ.pop(HEADER, None)
        if environ.get("SERVER_NAME") == name:
            server, port, client = told.split(" ") if told else ("localhost", "0", "")
            environ.update(SERVER_NAME=server, SERVER_PORT=port, REMOTE_ADDR=client)
        return application(environ, start_response)

    return respond
