"""`python -m obole.donations.rehearsal`: the stand-ins on a port of one's choice."""

import argparse
import contextlib
from pathlib import Path

from obole.donations.rehearsal.server import Rehearsal

DEFAULT_PORT = 8801


def main() -> None:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--notify", default="http://127.0.0.1:8000", help="Address of the site.")
    parser.add_argument("--store", type=Path, help="File in which everything is kept.")
    given = parser.parse_args()
    rehearsal = Rehearsal(port=given.port, notify=given.notify, store=given.store)
    with contextlib.suppress(KeyboardInterrupt):
        rehearsal.serve()


if __name__ == "__main__":
    main()
