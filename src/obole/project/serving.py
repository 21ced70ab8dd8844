"""A site that answers: the web server, the worker and the schedule, side by side."""

import fcntl
import gc
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.db import connections

from obole.donations.actions.connecting import connect_rehearsal
from obole.donations.rehearsal.server import rehearse
from obole.edition import actions
from obole.foundation import clock, worker
from obole.project import databases, posting, static_files, web
from obole.project.accelerator import role as accelerator
from obole.project.environment import Environment
from obole.project.refusals import Refusal
from obole.project.schedule import SCHEDULE
from obole.project.supervisor import Role, Supervisor
from obole.project.web_servers.connections import Unusable, prepared_socket, socket_of
from obole.project.web_servers.nginx import Nginx, child, find_program, prepared

logger = logging.getLogger(__name__)


def serve(
    *,
    environment: Environment,
    bind: tuple[str, int],
    workers: int,
    with_nginx: bool,
    has_access_lines: bool,
    when_ready: Callable[[], None],
) -> bool:
    """Serve the site until told to stop; return whether everything stopped by itself.

    Raises Refusal when the site cannot be served as it is.
    """
    with _only_one(environment.var / "serve.lock"):
        host, port = bind
        web.refuse_port_in_use(host=host, port=port)
        _refuse_pending_migrations()
        static_files.collect()
        _check_edition()
        front = _front(
            environment, bind, workers, with_nginx=with_nginx, has_access_lines=has_access_lines
        )
        server = web.server_process(
            place=socket_of(environment) if front else bind,
            workers=workers,
            has_access_lines=has_access_lines,
            is_debugging=environment.debug,
        )
        tasks = Role(name="tasks", run=partial(worker.run, schedule=SCHEDULE))
        posts = Role(name="posts", run=posting.run)
        roles = [Role(name="web", run=server), tasks, posts, *_stand_ins(environment), *front]
        web.load_application()
        # No connection may be shared by two processes.
        connections.close_all()
        # What is loaded now stays to the end; the children share it as long as nobody touches it.
        gc.freeze()

        watch = partial(_announce, when_ready, host=host, port=port)
        return Supervisor(roles=roles, watch=watch).run()


def _stand_ins(environment: Environment) -> list[Role]:
    """Return the process that plays the payment providers, where the site only rehearses."""
    if not environment.payment_rehearsal:
        return []
    connect_rehearsal(now=clock.now())
    play = partial(
        rehearse,
        address=environment.payment_rehearsal,
        notify=environment.address,
        store=environment.var / "rehearsal.json",
    )
    return [Role(name="payments", run=play)]


def _announce(when_ready: Callable[[], None], *, host: str, port: int) -> bool:
    """Say that the site answers, as soon as it does; tell whether it was said."""
    if not web.is_answering(host=host, port=port):
        return False
    when_ready()
    return True


def _check_edition() -> None:
    """Take away what was baked for another program, theme or database. Nobody else serves it."""
    actions.reconcile()
    actions.renew_if_changed()


def _front(
    environment: Environment,
    bind: tuple[str, int],
    workers: int,
    *,
    with_nginx: bool,
    has_access_lines: bool,
) -> list[Role]:
    """Return what stands before the web processes; nothing where they take readers themselves."""
    # While debugging, pages are not baked.
    if environment.debug:
        return []
    nginx = _nginx(environment, bind, has_access_lines=has_access_lines) if with_nginx else None
    if nginx is not None:
        return [Role(name="nginx", run=child(nginx), stops_first=True)]
    try:
        prepared_socket(environment)
    except Unusable as problem:
        logger.warning("The accelerator cannot stand in front: %s.", problem)
        return []
    run = accelerator.child(
        environment=environment,
        listener=accelerator.bound_socket(*bind),
        has_access_lines=has_access_lines,
    )
    names = [f"accelerator {number}" for number in range(1, workers + 1)]
    return [Role(name=name, run=run, stops_first=True) for name in names]


def _nginx(
    environment: Environment, bind: tuple[str, int], *, has_access_lines: bool
) -> Nginx | None:
    """Return nginx, ready to stand in front; None where it is not there or cannot."""
    program = find_program()
    if program is None:
        return None
    try:
        return prepared(
            program=program,
            environment=environment,
            bind=bind,
            has_access_lines=has_access_lines,
        )
    except Unusable as problem:
        logger.warning("nginx cannot stand in front: %s; Obole serves without it.", problem)
        return None


def _refuse_pending_migrations() -> None:
    pending = databases.pending_migrations()
    if pending:
        raise Refusal(
            f"The database is not up to date ({len(pending)} migrations, from {pending[0]}): "
            "back it up, then run obole upgrade."
        )


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    """Hold the lock of the site. The system frees it when this process ends, however it ends."""
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Refusal(
                f"This site is being served already, by process {file.read().strip()}: "
                "stop that one first."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
