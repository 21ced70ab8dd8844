"""Starts, by forking, workers that send what is due: for test_real_servers.py.

It is given the databases, an origin of this machine that may be reached, and a file for trouble.
Each line of its input is a time, at which a new process sends; it answers with its number.
"""

import json
import os
import signal
import sys
import traceback
from datetime import datetime
from pathlib import Path


def load(databases: dict[str, str]) -> None:
    """Load the program, on the databases of the test."""
    import django
    from django.conf import settings

    for alias, name in databases.items():
        settings.DATABASES[alias]["NAME"] = name
    django.setup()
    from django.db import connections

    from obole.foundation.outbound_http import trusted_roots
    from obole.social.actions import sending  # noqa: F401 - once, for all processes

    trusted_roots()
    connections.close_all()


def send(now: datetime, origin: str) -> None:
    """Send what is due, as a worker does."""
    from obole.social.actions.sending import send_due
    from obole.social.networks.calling import neighbours

    with neighbours(origin):
        send_due(now=now)


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> None:
    """Load once, then fork for each line."""
    load(json.loads(sys.argv[1]))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    _say("ready")
    for line in sys.stdin:
        process_id = os.fork()
        if process_id == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                send(datetime.fromisoformat(line.strip()), sys.argv[2])
            except Exception:
                Path(sys.argv[3]).write_text(traceback.format_exc())
                raise
            finally:
                os._exit(0)
        _say(str(process_id))


main()
