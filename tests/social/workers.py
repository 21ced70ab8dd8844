"""Workers in processes of their own, which can be killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.db import connections


class Workers:
    """The process that forks the workers, each for one time."""

    def __init__(self, *, origin: str, folder: Path) -> None:
        self.trouble = folder / "trouble"
        databases = {alias: str(connections[alias].settings_dict["NAME"]) for alias in connections}
        self.process = subprocess.Popen(
            [
                sys.executable,
                Path(__file__).with_name("sender.py"),
                json.dumps(databases),
                origin,
                self.trouble,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._line() == "ready"

    def start(self, *, now: datetime) -> int:
        """Let a worker send what is due at this time; return its number."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{now.isoformat()}\n")
        self.process.stdin.flush()
        return int(self._line())

    def kill(self, process_id: int) -> bool:
        """Kill a worker; False if it had done everything before."""
        return self._signal(process_id, signal.SIGKILL)

    def freeze(self, process_id: int) -> bool:
        """Let a worker stand still; False if it had done everything before."""
        return self._signal(process_id, signal.SIGSTOP)

    def thaw(self, process_id: int) -> None:
        """Let it go on where it stood."""
        self._signal(process_id, signal.SIGCONT)

    def wait(self, process_id: int) -> None:
        """Wait until a worker has ended."""
        while Path(f"/proc/{process_id}").exists():
            time.sleep(0.005)

    def _signal(self, process_id: int, number: signal.Signals) -> bool:
        try:
            os.kill(process_id, number)
        except ProcessLookupError:
            return False
        return True

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@contextmanager
def workers(*, origin: str, folder: Path) -> Iterator[Workers]:
    """Have workers that reach this origin; none of them lives on."""
    made = Workers(origin=origin, folder=folder)
    try:
        yield made
    finally:
        made.process.kill()
        made.process.wait()
