"""The accelerator as children of `obole serve`: the socket before, the loop in each of them."""

import resource
import signal
import socket
import time
from collections.abc import Callable
from functools import partial

from django.conf import settings

from obole.edition.places import the_tree
from obole.project import web
from obole.project.accelerator.loop import Loop
from obole.project.accelerator.pages import Pages
from obole.project.environment import Environment
from obole.project.web_servers.connections import is_answering, open_files, socket_of

WAIT_STEP_SECONDS = 0.05
# A reader's connection and the one to Obole behind it.
FILES_A_CLIENT = 2
# The program's own, pages that are just read among them.
OTHER_FILES = 200


def child(
    *, environment: Environment, listener: socket.socket, has_access_lines: bool
) -> Callable[[], None]:
    """Return what a child of the supervisor does: serve what comes to the socket.

    Several may share it. It listens as soon as Obole answers behind it.
    """
    return partial(_run, environment, listener, has_access_lines)


def bound_socket(host: str, port: int) -> socket.socket:
    """Return a socket with this address that does not listen yet. Raises OSError."""
    family, kind, protocol, address = web.resolved(host, port)
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            # One socket for both, where it is for all addresses, as nginx's.
            only_6 = 0 if address[0] == "::" else 1
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, only_6)
        listener.bind(address)
    except BaseException:
        listener.close()
        raise
    return listener


def _run(
    environment: Environment,
    listener: socket.socket,
    has_access_lines: bool,  # noqa: FBT001 - called through child, by name
) -> None:
    # An event could be waited for at the very moment at which the signal sets it, and lock up.
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: told.append(number))
    upstream = socket_of(environment)
    # Readers who come before Obole answers find the port closed, as they do behind nginx. One of
    # us that is started again finds it open, and baked pages need no Obole.
    while not (told or _is_listening(listener) or is_answering(upstream)):
        time.sleep(WAIT_STEP_SECONDS)
    if told:
        return
    pages = Pages(
        tree=the_tree(),
        names=frozenset(settings.ALLOWED_HOSTS),
        excepted=settings.EDITION_EXCEPTED,
        cdn_seconds=environment.cdn_seconds,
    )
    listener.listen(web.BACKLOG)
    loop = Loop(
        listener=listener,
        pages=pages,
        upstream=upstream,
        most_clients=_most_clients(),
        has_access_lines=has_access_lines,
    )
    signal.signal(signal.SIGTERM, lambda _number, _frame: loop.stop())
    if not told:
        loop.run()


def _is_listening(listener: socket.socket) -> bool:
    return bool(listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))


def _most_clients() -> int:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = open_files()
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))
    return max(1, (allowed - OTHER_FILES) // FILES_A_CLIENT)
