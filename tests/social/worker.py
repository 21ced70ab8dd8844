"""A worker in a process of its own, for tests that kill it: `python worker.py DATABASES FOLDER`.

Each line it reads forks one that sends what is due, an hour after the one before; its number is
answered. The network is a file that is only added to.
"""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

from obole.social.rules.network import (
    Abilities,
    Identity,
    Limits,
    Marker,
    Post,
    Prepared,
    Remote,
)
from obole.social.rules.vocabulary import Method

KIND = "paper"


class PaperNetwork:
    """Each post is a line of a file: on paper as soon as it is written, whoever dies then."""

    kind = KIND
    abilities = Abilities(can_update=True, can_delete=True, can_find=True, methods=tuple(Method))
    paper = Path()

    def __init__(self, channel: object) -> None:
        self.channel = channel

    def check(self) -> Identity:
        return Identity(name="Paper", handle="@paper", limits=Limits(text=500))

    def prepare(self, post: Post, *, marker: Marker) -> Prepared:
        return Prepared(values={"key": marker.key})

    def create(self, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        handle = os.open(self.paper, os.O_APPEND | os.O_CREAT | os.O_WRONLY)
        os.write(handle, f"{marker.key}\n".encode())
        os.close(handle)
        return Remote(id=marker.key)

    def find(self, post: Post, *, marker: Marker, prepared: Prepared) -> Remote | None:
        return Remote(id=marker.key) if marker.key in lines_of(self.paper) else None


def lines_of(paper: Path) -> list[str]:
    """Return the keys on the paper, in order."""
    return paper.read_text().split() if paper.exists() else []


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connections

    databases, folder = json.loads(sys.argv[1]), Path(sys.argv[2])
    for alias, name in databases.items():
        settings.DATABASES[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name
    PaperNetwork.paper = folder / "paper"
    _say("ready")
    for round_number, _line in enumerate(sys.stdin, 1):
        connections.close_all()
        process_id = os.fork()
        if not process_id:
            _send(round_number)
        _say(str(process_id))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _send(round_number: int) -> None:
    from obole.foundation import clock
    from obole.social.actions.sending import send_due
    from obole.social.networks.registry import override

    now = clock.now() + timedelta(hours=round_number)
    with override(KIND, PaperNetwork):
        while send_due(now=now):
            continue
    os._exit(0)


if __name__ == "__main__":
    main()
