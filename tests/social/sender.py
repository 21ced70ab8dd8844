"""Starts, by forking, workers that send what is due: for test_real_servers.py.

It is given the databases, an origin of this machine that may be reached, and a file for trouble.
Each line of its input is a time, at which a new process sends; it answers with its number.
"""

import sys
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from forking import fork_for_each_line, load_on


def send(now: datetime, origin: str) -> None:
    """Send what is due, as a worker does."""
    from obole.social.actions.sending import send_due
    from obole.social.networks.calling import neighbours

    with neighbours(origin):
        send_due(now=now)


def main() -> None:
    """Load once, then fork for each line."""
    databases, origin, trouble = sys.argv[1:]
    load_on(databases)
    from obole.foundation.outbound_http import trusted_roots
    from obole.social.actions import sending  # noqa: F401 - once, for all processes

    trusted_roots()
    fork_for_each_line(
        lambda line: send(datetime.fromisoformat(line), origin), trouble=Path(trouble)
    )


main()
