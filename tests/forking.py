"""What programs have in common that fork a process for each line they are given, to be killed."""

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path


def load_on(databases: str) -> None:
    """Load the program, on the databases of the test: a JSON object of their names."""
    import django
    from django.conf import settings

    for alias, name in json.loads(databases).items():
        settings.DATABASES[alias]["NAME"] = name
    django.setup()


def fork_for_each_line(work: Callable[[str], None], *, trouble: Path) -> None:
    """Say that all is loaded; then answer each line with the number of a process that works on it.

    What goes wrong in one of them is written into the file for trouble.
    """
    from django.db import connections

    # No process may share a connection with another.
    connections.close_all()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    _say("ready")
    for line in sys.stdin:
        process_id = os.fork()
        if process_id == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                work(line.strip())
            except Exception:
                trouble.write_text(traceback.format_exc())
                raise
            finally:
                os._exit(0)
        _say(str(process_id))


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()
