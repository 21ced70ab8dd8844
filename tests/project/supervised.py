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
run = {"good": good, "newborn": good, "parent": parent, "deaf": deaf, "deaf first": deaf}[KIND]
roles = [Role(name=KIND, run=run, stops_first=KIND == "deaf first")]
if KIND == "deaf first":
    roles.append(Role(name="good", run=good))
if KIND == "newborn":
    # Whoever stops it may do so before it has run a line of its own.
    os.register_at_fork(after_in_child=lambda: os.kill(os.getpid(), signal.SIGTERM))
sys.exit(0 if Supervisor(roles=roles, stop_seconds=1 if run is deaf else 20).run() else 1)
