"""The web server of `obole serve`: Granian, which runs the WSGI application in processes."""

import errno
import multiprocessing
import socket
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from obole.project.logs import ACCESS_LINE, logging_settings
from obole.project.refusals import Refusal

# A host and a port, or a socket in the file system.
Place = tuple[str, int] | Path

APPLICATION = "obole.project.wsgi:application"
# Most wait for their turn (edition/front.py), for a slow upload or for the disk; the rest answers
# with baked pages. More cost these more than they help: docs/decisions/0011 has the numbers.
THREADS_A_PROCESS = 16
# A baked page takes a tenth of a millisecond; each computed one would make it wait for five.
SWITCH_SECONDS = 0.0005
# Connections that the kernel keeps waiting while all threads are busy.
BACKLOG = 1024
# Shorter than what the supervisor gives, so that Granian can tell its processes to stop.
STOP_SECONDS = 20
CONNECT_SECONDS = 0.5
SOCKET_MODE = 0o600


def server_process(
    *, place: Place, workers: int, has_access_lines: bool, is_debugging: bool
) -> Callable[[], None]:
    """Return what a child does to serve the web; it loads the application before it forks."""
    return partial(_serve, place, workers, has_access_lines, is_debugging)


def _serve(
    place: Place,
    workers: int,
    has_access_lines: bool,  # noqa: FBT001 - called through server_process, by name
    is_debugging: bool,  # noqa: FBT001
) -> None:
    # Python 3.14 would start each process from nothing.
    multiprocessing.set_start_method("fork", force=True)
    load_application()
    sys.setswitchinterval(SWITCH_SECONDS)
    Server(
        APPLICATION,
        **_address(place),
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS_A_PROCESS,
        backlog=BACKLOG,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.warning,
        log_dictconfig=logging_settings(is_debugging=is_debugging),
        log_access=has_access_lines,
        log_access_format=ACCESS_LINE,
    ).serve()


def _address(place: Place) -> dict[str, Any]:
    if isinstance(place, Path):
        # One that was killed has left it, and nobody could answer there.
        place.unlink(missing_ok=True)
        return {"uds": place, "uds_permissions": SOCKET_MODE}
    host, port = place
    return {"address": host, "port": port}


def load_application() -> None:
    """Import the application and every view, so that the first request finds them loaded."""
    module, _, _ = APPLICATION.partition(":")
    import_module(module)
    from django.urls import get_resolver

    assert get_resolver().url_patterns, "the table of addresses is empty"


def refuse_port_in_use(*, host: str, port: int) -> None:
    """Raise Refusal when something else answers there already."""
    if not is_port_free(host=host, port=port):
        raise Refusal(
            f"Port {port} of {host} is in use: stop the program that uses it, or choose another "
            "port with --bind HOST:PORT (obole demo: --port N)."
        )


def resolved(
    host: str, port: int
) -> tuple[socket.AddressFamily, socket.SocketKind, int, tuple[Any, ...]]:
    """Return family, kind, protocol and address of the socket to listen on. Raises OSError."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    return family, kind, protocol, address


def is_port_free(*, host: str, port: int) -> bool:
    """Tell whether we could answer there. Raises OSError for an address that is not ours."""
    family, kind, protocol, address = resolved(host, port)
    with socket.socket(family, kind, protocol) as probe:
        # As servers do: connections that have just ended do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            # Two programs may bind one port with SO_REUSEADDR; only one may listen.
            probe.listen(1)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise
    return True


def is_answering(*, host: str, port: int) -> bool:
    """Tell whether somebody takes connections there."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    try:
        socket.create_connection((reachable, port), timeout=CONNECT_SECONDS).close()
    except OSError:
        return False
    return True
