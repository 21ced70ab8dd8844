"""An import that is killed at any moment, and run again, ends as if it had not been."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from comment_exports import disqus, disqus_post, disqus_thread
from django.conf import settings
from django.db import connection
from factories import make_site
from moving_in import ADDRESS, EXPORTS, file_of, post
from test_import_files import jpeg

CHILD = Path(__file__).with_name("importing_site.py")
KILLS = 10
# A process that does not say a word for so long has another problem.
PATIENCE_SECONDS = 300


class ImportingSite:
    """A folder with a database of its own, and processes that import into it."""

    def __init__(self, folder: Path, database: Path) -> None:
        self.folder = folder
        (folder / "var/secrets").mkdir(parents=True)
        shutil.copy(settings.ENVIRONMENT.site / "obole.toml", folder)
        shutil.copy(settings.ENVIRONMENT.site / "var/secrets/secret-key", folder / "var/secrets")
        shutil.copy(database, folder / "var/obole.sqlite3")
        tests = Path(__file__).parents[1]
        paths = [tests, tests / "portability"]
        self._environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("OBOLE_")},
            "OBOLE_SITE": str(folder),
            "PYTHONPATH": os.pathsep.join(map(str, paths)),
        }

    def start(self, *command: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, CHILD, *map(str, command)],
            env=self._environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    def do(self, *command: object) -> str:
        process = self.start(*command)
        said, _ = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0
        return said

    def state(self) -> dict[str, object]:
        state: dict[str, object] = json.loads(self.do("state"))
        return state


@pytest.fixture
def make_importing_site(tmp_path, transactional_db):
    if connection.vendor != "sqlite":
        pytest.skip("a process of its own needs a database of its own, which is a file on SQLite")
    if not EXPORTS.exists():
        pytest.skip(f"the exports are not at {EXPORTS}")
    make_site()
    database = tmp_path / "empty.sqlite3"
    ours = closing(sqlite3.connect(connection.settings_dict["NAME"]))
    with ours as source, closing(sqlite3.connect(database)) as copy:
        source.backup(copy)
    return lambda name: ImportingSite(tmp_path / name, database)


def export_of_comments(folder):
    """Write a site of thirty posts, and an export of Disqus with ten comments to each."""
    posts = file_of(folder, *(post(number) for number in range(1, 31)))
    address = f"{ADDRESS}/2020/05/04/post-%d/"
    comments = folder / "disqus.xml"
    comments.write_text(
        disqus(
            *(disqus_thread(number, address % number) for number in range(1, 31)),
            *(
                disqus_post(
                    1000 * number + at,
                    thread=number,
                    parent=1000 * number + at // 2 if at > 1 else None,
                    createdAt=f"2021-01-{at + 1:02}T12:00:00Z",
                )
                for number in range(1, 31)
                for at in range(10)
            ),
        )
    )
    return posts, comments


def test_comments_that_are_killed_while_they_come_come_once_and_in_order(
    make_importing_site, tmp_path
):
    posts, comments = export_of_comments(tmp_path)
    (tmp_path / "uploads").mkdir()
    command = ("comments", "disqus", comments)
    whole, killed = make_importing_site("whole"), make_importing_site("killed")
    for site in (whole, killed):
        site.do("import", posts, tmp_path / "uploads")
    process = whole.start(*command)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    started = time.monotonic()
    assert process.wait(PATIENCE_SECONDS) == 0
    seconds = time.monotonic() - started

    kills = 0
    for share in (0.15, 0.3, 0.5):
        kills += kill_somewhere(killed.start(*command), after_seconds=share * seconds)
    killed.do(*command)

    assert kills, "the processes were done before they were killed"
    assert killed.state() == whole.state()
    assert len(whole.state()["comments"]) == 300


def kill_somewhere(process: subprocess.Popen[str], *, after_seconds: float) -> bool:
    """Kill a process some time after it is ready; return whether it was still alive."""
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(after_seconds)
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def test_ten_kills_change_nothing_of_the_end(make_importing_site, tmp_path):
    uploads = tmp_path / "uploads/2008/06"
    uploads.mkdir(parents=True)
    for name in ("canola2.jpg", "cep00032.jpg", "windmill.jpg"):
        (uploads / name).write_bytes(jpeg())
    command = ("import", EXPORTS / "themeunittestdata.wordpress.xml", tmp_path / "uploads")
    whole, killed = make_importing_site("whole"), make_importing_site("killed")
    process = whole.start(*command)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    started = time.monotonic()
    assert process.wait(PATIENCE_SECONDS) == 0
    seconds = time.monotonic() - started
    chance = random.Random()
    seed = chance.randrange(10**6)
    chance.seed(seed)

    # Each goes on where the one before was killed: all of them together do one import's work.
    kills = 0
    for _ in range(KILLS):
        pause = chance.uniform(0.02, 1.5 * seconds / KILLS)
        kills += kill_somewhere(killed.start(*command), after_seconds=pause)
    killed.do(*command)

    assert kills >= KILLS // 2, f"seed {seed}: most processes were done before they were killed"
    assert killed.state() == whole.state(), f"seed {seed}"
