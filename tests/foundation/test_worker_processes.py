"""Real worker processes, killed and stopped, on a database of their own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

SITE = Path(__file__).with_name("worker_site.py")
PATIENCE_SECONDS = 30
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "OPTIONS": {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    },
}
SHARED_SETTINGS = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")


class WorkerSite:
    def __init__(self, folder, database):
        self.marks = folder / "marks"
        self.marks.mkdir()
        self._environment = os.environ | {
            "WORKER_DATABASE": json.dumps(database),
            "WORKER_MARKS": str(self.marks),
        }
        self._workers = []

    def do(self, *command):
        answer = subprocess.run(
            check=False,
            args=[sys.executable, SITE, *command],
            env=self._environment,
            capture_output=True,
            text=True,
        )
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    def report(self):
        return json.loads(self.do("report"))

    def start_worker(self):
        worker = subprocess.Popen([sys.executable, SITE, "work"], env=self._environment)
        self._workers.append(worker)
        return worker

    def lines(self, name):
        mark = self.marks / name
        return mark.read_text().splitlines() if mark.exists() else []

    def let_go(self):
        (self.marks / "go").touch()

    def kill_workers(self):
        for worker in self._workers:
            worker.kill()
            worker.wait()


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def empty_database(tmp_path_factory):
    """Return a SQLite file with the tables of tasks in it and no row."""
    folder = tmp_path_factory.mktemp("prepared")
    WorkerSite(folder, SQLITE | {"NAME": str(folder / "site.sqlite3")}).do("prepare")
    return folder / "site.sqlite3"


@pytest.fixture
def site(request, tmp_path):
    if connection.vendor == "sqlite":
        # The tests' own SQLite lives in memory, where no other process can see it.
        file = shutil.copy(request.getfixturevalue("empty_database"), tmp_path)
        site = WorkerSite(tmp_path, SQLITE | {"NAME": str(file)})
    else:
        request.getfixturevalue("transactional_db")
        database = {key: connection.settings_dict[key] for key in SHARED_SETTINGS}
        site = WorkerSite(tmp_path, database)
    yield site
    site.kill_workers()


def test_a_task_whose_worker_is_killed_is_run_by_another(site):
    site.do("enqueue", "1", "holds")
    victim = site.start_worker()
    wait_until(lambda: site.lines("task0") == [str(victim.pid)])
    victim.send_signal(signal.SIGKILL)
    victim.wait()

    heir = site.start_worker()
    wait_until(lambda: site.lines("task0") == [str(victim.pid), str(heir.pid)])
    site.let_go()
    wait_until(lambda: site.report()["statuses"] == ["SUCCESSFUL"])

    assert site.report() == {"statuses": ["SUCCESSFUL"], "attempts": [2], "pulses": 1}


def test_two_workers_never_run_one_task_at_once(site):
    site.do("enqueue", "60")
    site.start_worker()
    site.start_worker()

    wait_until(lambda: all(site.lines(f"task{number}") for number in range(60)))
    wait_until(lambda: site.report()["statuses"] == ["SUCCESSFUL"] * 60)

    assert [len(site.lines(f"task{number}")) for number in range(60)] == [1] * 60


def test_a_worker_that_is_told_to_stop_finishes_its_task(site):
    site.do("enqueue", "2", "holds")
    worker = site.start_worker()
    wait_until(lambda: site.lines("task0"))
    worker.send_signal(signal.SIGTERM)
    site.let_go()

    assert worker.wait(PATIENCE_SECONDS) == 0
    assert site.report() == {"statuses": ["READY", "SUCCESSFUL"], "attempts": [1, 0], "pulses": 0}


def test_a_long_task_holds_up_neither_the_schedule_nor_the_heartbeat(site):
    site.do("enqueue", "1", "holds")
    holder = site.start_worker()
    wait_until(lambda: site.lines("task0"))
    (site.marks / "scheduled").unlink(missing_ok=True)
    site.start_worker()

    wait_until((site.marks / "scheduled").exists)
    (site.marks / "scheduled").unlink()
    wait_until((site.marks / "scheduled").exists)
    (site.marks / "scheduled").unlink()
    wait_until((site.marks / "scheduled").exists)

    assert site.lines("task0") == [str(holder.pid)]
