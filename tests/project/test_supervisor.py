"""Children are kept alive and stopped in order. Real processes, small ones."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from obole.project.supervisor import LONGEST_PAUSE_SECONDS, pause_after

PATIENCE_SECONDS = 30
PROGRAM = Path(__file__).with_name("supervised.py")


class Supervised:
    """A supervisor with the children of `supervised.py`, and the marks that they leave."""

    def __init__(self, folder, kind):
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, PROGRAM, folder, kind],
            stderr=(folder / "log").open("w"),
            start_new_session=True,
        )

    def pids(self, name):
        return [int(path.suffix[1:]) for path in sorted(self.folder.glob(f"{name}-started.*"))]

    def wait_for(self, condition):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.02)

    def wait_until_gone(self, pid):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while is_alive(pid):
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.02)

    def log(self):
        return (self.folder / "log").read_text()


def is_alive(pid):
    try:
        # A zombie that nobody has buried yet is dead.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def supervise(tmp_path):
    started = []

    def start(kind):
        started.append(Supervised(tmp_path, kind))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.wait()
        for name in ("good", "parent", "grandchild", "deaf"):
            for pid in each.pids(name):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_children_and_lets_them_finish(supervise, tmp_path, number):
    supervised = supervise("good")
    supervised.wait_for(lambda: supervised.pids("good"))

    supervised.process.send_signal(number)

    assert supervised.process.wait(PATIENCE_SECONDS) == 0
    assert (tmp_path / "good-finished").exists()


def test_a_child_that_was_killed_comes_back(supervise):
    supervised = supervise("good")
    supervised.wait_for(lambda: supervised.pids("good"))

    os.kill(supervised.pids("good")[0], signal.SIGKILL)

    supervised.wait_for(lambda: len(supervised.pids("good")) == 2)
    assert "died with exit code -9; starting it again in 0.5 s" in supervised.log()


def test_a_dead_childs_own_children_are_killed_with_it(supervise):
    supervised = supervise("parent")
    supervised.wait_for(lambda: supervised.pids("grandchild"))
    orphan = supervised.pids("grandchild")[0]

    os.kill(supervised.pids("parent")[0], signal.SIGKILL)

    supervised.wait_until_gone(orphan)


def test_children_stop_when_the_supervisor_is_killed(supervise, tmp_path):
    supervised = supervise("good")
    supervised.wait_for(lambda: supervised.pids("good"))

    supervised.process.kill()

    supervised.wait_until_gone(supervised.pids("good")[0])
    assert (tmp_path / "good-finished").exists()


def test_a_child_that_does_not_stop_is_killed_and_told(supervise):
    supervised = supervise("deaf")
    supervised.wait_for(lambda: supervised.pids("deaf"))

    supervised.process.terminate()

    assert supervised.process.wait(PATIENCE_SECONDS) == 1
    assert not is_alive(supervised.pids("deaf")[0])
    assert "deaf did not stop in time and was killed" in supervised.log()


def test_a_child_that_is_told_to_stop_at_its_birth_stops(supervise):
    supervised = supervise("newborn")

    supervised.wait_for(lambda: "died with exit code -15" in supervised.log())

    assert supervised.pids("good") == []


def test_who_stops_first_leaves_time_to_the_others(supervise, tmp_path):
    supervised = supervise("deaf first")
    supervised.wait_for(lambda: supervised.pids("deaf") and supervised.pids("good"))

    supervised.process.terminate()

    assert supervised.process.wait(PATIENCE_SECONDS) == 1
    assert (tmp_path / "good-finished").exists()


def test_pauses_double_up_to_a_limit():
    assert [pause_after(failures=failures) for failures in (1, 2, 3)] == [0.5, 1.0, 2.0]
    assert pause_after(failures=10_000) == LONGEST_PAUSE_SECONDS
