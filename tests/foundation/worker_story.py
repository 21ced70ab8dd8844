"""The fact and the reaction of the worker processes under test."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from obole.kernel.event import Event


@dataclass(frozen=True)
class MarkWanted(Event):
    mark: str
    holds: bool


def leave_mark(event: MarkWanted) -> None:
    """Write one line into the file of the task; if it holds, wait until the test lets it go on."""
    marks = Path(os.environ["WORKER_MARKS"])
    with (marks / event.mark).open("a") as file:
        file.write(f"{os.getpid()}\n")
    while event.holds and not (marks / "go").exists():
        time.sleep(0.01)
