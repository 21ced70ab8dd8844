"""Starts, by forking, processes that store and settle notices: for test_kills.py.

It is given the databases, the pickled provider, the file of acknowledgements and one for trouble;
each line of its input forks one process, whose number it answers. It stores what has not been
acknowledged, acknowledges it, and runs the tasks that are ready, as a web process and a worker do.
"""

import json
import os
import pickle
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

from forking import fork_for_each_line, load_on


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


def main() -> None:
    """Load once, then fork for each line."""
    databases, provider, acknowledgements, trouble = sys.argv[1:]
    load_on(databases)
    from obole.foundation import worker  # noqa: F401 - once, for all processes

    fork_for_each_line(
        lambda _line: settle(Path(provider), Path(acknowledgements)), trouble=Path(trouble)
    )


main()
