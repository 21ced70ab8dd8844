"""Real worker processes, killed and stopped, on a database of their own."""

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

# The processes share the tests' own PostgreSQL, so what they see has to be committed.
pytestmark = pytest.mark.django_db(transaction=True)

SITE = Path(__file__).with_name("worker_site.py")
PATIENCE_SECONDS = 60
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
    def __init__(self, folder, database, query):
        self.query = query
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

    def statuses(self):
        return sorted(status for status, _ in self._tasks())

    def attempts(self):
        return sorted(len(json.loads(worker_ids)) for _, worker_ids in self._tasks())

    def has_pulse(self):
        return bool(self.query("SELECT 1 FROM foundation_workerpulse"))

    def _tasks(self):
        return self.query(
            "SELECT status, CAST(worker_ids AS text) FROM django_tasks_database_dbtaskresult"
        )

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
    file = folder / "site.sqlite3"
    WorkerSite(folder, SQLITE | {"NAME": str(file)}, query=None).do("prepare")
    return file


@pytest.fixture
def site(request, tmp_path):
    if connection.vendor == "sqlite":
        # The tests' own SQLite lives in memory, where no other process can see it.
        file = shutil.copy(request.getfixturevalue("empty_database"), tmp_path)
        reader = sqlite3.connect(file, timeout=20)
        database = SQLITE | {"NAME": str(file)}
    else:
        reader = connection
        database = {key: connection.settings_dict[key] for key in SHARED_SETTINGS}

    def query(sql):
        with contextlib.closing(reader.cursor()) as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    site = WorkerSite(tmp_path, database, query)
    yield site
    site.kill_workers()
    if reader is not connection:
        reader.close()


def test_a_task_whose_worker_is_killed_is_run_by_another(site):
    site.do("enqueue", "1", "holds")
    victim = site.start_worker()
    wait_until(lambda: site.lines("task0") == [str(victim.pid)])
    victim.send_signal(signal.SIGKILL)
    victim.wait()

    heir = site.start_worker()
    wait_until(lambda: site.lines("task0") == [str(victim.pid), str(heir.pid)])
    site.let_go()
    wait_until(lambda: site.statuses() == ["SUCCESSFUL"])

    assert site.attempts() == [2]


def test_two_workers_never_run_one_task_at_once(site):
    site.do("enqueue", "60")
    site.start_worker()
    site.start_worker()

    wait_until(lambda: all(site.lines(f"task{number}") for number in range(60)))
    wait_until(lambda: site.statuses() == ["SUCCESSFUL"] * 60)

    assert [len(site.lines(f"task{number}")) for number in range(60)] == [1] * 60


def test_a_worker_that_is_told_to_stop_finishes_its_task(site):
    site.do("enqueue", "2", "holds")
    worker = site.start_worker()
    wait_until(lambda: site.lines("task0"))
    worker.send_signal(signal.SIGTERM)
    site.let_go()

    assert worker.wait(PATIENCE_SECONDS) == 0
    assert site.statuses() == ["READY", "SUCCESSFUL"]
    assert site.attempts() == [0, 1]
    assert not site.has_pulse()


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
