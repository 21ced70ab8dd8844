"""Starts, by forking, processes that store and settle notices: for test_kills.py.

It is given the databases, the pickled provider, the file of acknowledgements and one for trouble;
each line of its input forks one process, whose number it answers. It stores what has not been
acknowledged, acknowledges it, and runs the tasks that are ready, as a web process and a worker do.
"""

import json
import os
import pickle
import signal
import sys
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))


def load(databases: dict[str, str]) -> None:
    """Load the program, on the databases of the test."""
    import django
    from django.conf import settings

    for alias, name in databases.items():
        settings.DATABASES[alias]["NAME"] = name
    django.setup()
    from django.db import connections

    from obole.foundation import worker  # noqa: F401 - once, for all processes

    connections.close_all()


def settle(provider: Path, acknowledgements: Path) -> None:
    """Store and settle notices until there are no more."""
    from taking_over import only_the_books, take_over

    from obole.donations.gateways.registry import override
    from obole.foundation import clock
    from obole.foundation.inbox import store_message
    from obole.foundation.worker import run_ready_tasks

    gateway = pickle.loads(provider.read_bytes())
    only_the_books()
    with override(gateway), acknowledgements.open("r+b", buffering=0) as file:
        take_over()
        for index in range(int(file.read()), len(gateway.notices)):
            body, headers = gateway.notices[index]
            store_message(
                source=f"payments:{gateway.name}",
                key=json.loads(body)["key"],
                body=body,
                headers=headers,
                now=clock.now(),
            )
            os.pwrite(file.fileno(), b"%09d" % (index + 1), 0)
            run_ready_tasks()


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> None:
    """Load once, then fork for each line."""
    load(json.loads(sys.argv[1]))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    _say("ready")
    for _line in sys.stdin:
        process_id = os.fork()
        if process_id == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                settle(Path(sys.argv[2]), Path(sys.argv[3]))
            except Exception:
                Path(sys.argv[4]).write_text(traceback.format_exc())
                raise
            finally:
                os._exit(0)
        _say(str(process_id))


main()
