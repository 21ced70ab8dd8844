"""Starts, by forking, the processes that `obole serve` runs, and an editor: for test_kills.py.

It reads lines from its input: `web PORT`, `web SOCKET`, `accelerator PORT SOCKET`, `tasks` or
`edits FILE`, and answers each with the number of the process that it started, which leads a session
of its own: killed with it, none is left.
"""

import json
import os
import signal
import sys
from pathlib import Path


def load(databases: dict[str, str], folder: str) -> None:
    """Load the program, on the databases and the edition of the test."""
    from django.conf import settings

    for alias, name in databases.items():
        settings.DATABASES[alias]["NAME"] = name
    settings.EDITION_FOLDER = folder
    from obole.project import web

    web.load_application()
    from django.db import connections

    connections.close_all()


def be_web(place: str) -> None:
    """Serve readers as `obole serve` does, with one process."""
    from obole.project import web

    web.server_process(
        place=("127.0.0.1", int(place)) if place.isdecimal() else Path(place),
        workers=1,
        has_access_lines=False,
        is_debugging=False,
    )()


def accelerate(port: str, place: str) -> None:
    """Stand before a web process as `obole serve` does where there is no nginx."""
    from django.conf import settings

    from obole.edition.places import the_tree
    from obole.project.accelerator.loop import Loop
    from obole.project.accelerator.pages import Pages
    from obole.project.accelerator.role import bound_socket

    listener = bound_socket("127.0.0.1", int(port))
    listener.listen(64)
    pages = Pages(
        tree=the_tree(),
        names=frozenset(settings.ALLOWED_HOSTS),
        excepted=settings.EDITION_EXCEPTED,
        cdn_seconds=0,
    )
    Loop(
        listener=listener,
        pages=pages,
        upstream=Path(place),
        most_clients=100,
        has_access_lines=False,
    ).run()


def do_tasks() -> None:
    """Run tasks and the schedule as `obole serve` does."""
    from obole.foundation import worker
    from obole.project.schedule import SCHEDULE

    worker.run(schedule=SCHEDULE)


def edit(acknowledgements: str) -> None:
    """Publish one headline after the other, and note the number of each once that is done."""
    from obole.newsroom.models import ArticlePage

    with Path(acknowledgements).open("r+b", buffering=0) as file:
        while True:
            article = ArticlePage.objects.get(slug="changeant")
            number = int(article.title.split()[1]) + 1
            article.title = f"Titre {number:09}"
            article.save_revision().publish()
            os.pwrite(file.fileno(), b"%09d" % number, 0)


ROLES = {"web": be_web, "accelerator": accelerate, "tasks": do_tasks, "edits": edit}


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> None:
    """Load once, then fork for each line."""
    load(json.loads(sys.argv[1]), sys.argv[2])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    _say("ready")
    for line in sys.stdin:
        role, *arguments = line.split()
        process_id = os.fork()
        if process_id == 0:
            os.setsid()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                ROLES[role](*arguments)
            finally:
                os._exit(0)
        _say(str(process_id))


main()
