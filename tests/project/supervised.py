"""A program with a supervisor and a child, for test_supervisor.py."""

import logging
import os
import signal
import sys
import time
from pathlib import Path

from obole.project.supervisor import Role, Supervisor

FOLDER, KIND = Path(sys.argv[1]), sys.argv[2]


def mark(name):
    (FOLDER / f"{name}-started.{os.getpid()}").touch()


def good():
    """Finish something when told to stop."""
    stopping = []
    signal.signal(signal.SIGTERM, lambda *_: stopping.append(True))
    mark("good")
    while not stopping:
        time.sleep(0.01)
    (FOLDER / "good-finished").touch()


def parent():
    """Have a child of one's own."""
    if os.fork() == 0:
        mark("grandchild")
        time.sleep(600)
    mark("parent")
    time.sleep(600)


def deaf():
    """Never stop."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    mark("deaf")
    while True:
        time.sleep(600)


logging.basicConfig(level=logging.INFO)
role = Role(name=KIND, run={"good": good, "parent": parent, "deaf": deaf}[KIND])
sys.exit(0 if Supervisor(roles=[role], stop_seconds=0.5 if KIND == "deaf" else 20).run() else 1)
