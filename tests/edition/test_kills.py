"""Processes are killed at random while somebody edits and many read: no old page, none in part."""

import http.client
import json
import logging
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from factories import make_article, make_section, make_site

from obole.edition import actions
from obole.edition.places import the_tree

logger = logging.getLogger(__name__)

# `make torture` sets it.
KILLS = int(os.environ.get("OBOLE_KILLS", "15"))
PAUSES = (0.05, 1.2)
READERS = 4
PATHS = ("/", "/ville/", "/ville/changeant/", "/ville/voisin/", "/feed.xml", "/ville/feed.xml")
NUMBER = re.compile(rb"Titre (\d{9})")
ENDS = (b"</html>", b"</rss>")
PATIENCE_SECONDS = 120
# The accelerator says so while what stands behind it does not run.
NOBODY = 503


@dataclass
class Nursery:
    """The process that starts the others."""

    process: "subprocess.Popen[str]"
    running: dict[str, int] = field(default_factory=dict)

    def start(self, role: str) -> None:
        """Start the process of a role (`web 8001`)."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{role}\n")
        self.process.stdin.flush()
        self.running[role] = int(self.process.stdout.readline())

    def kill(self, role: str) -> None:
        """Kill it, with what it started."""
        os.killpg(self.running.pop(role), signal.SIGKILL)


@contextmanager
def nursery() -> Iterator[Nursery]:
    databases = {alias: str(connections[alias].settings_dict["NAME"]) for alias in connections}
    process = subprocess.Popen(
        [
            sys.executable,
            Path(__file__).with_name("nursery.py"),
            json.dumps(databases),
            settings.EDITION_FOLDER,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    made = Nursery(process)
    try:
        yield made
    finally:
        for role in list(made.running):
            made.kill(role)
        process.kill()
        process.wait()


@dataclass
class Readers:
    """Ask without a pause, and note what no reader may ever get."""

    ports: list[int]
    acknowledgements: Path
    wrong: list[str] = field(default_factory=list)
    answers: int = 0
    is_over: threading.Event = field(default_factory=threading.Event)

    def acknowledged(self) -> int:
        """Return the number of the last change whose author was told that it is done."""
        return int(self.acknowledgements.read_bytes())

    def read(self) -> None:
        """Ask for a page after the other until all is over."""
        dice = random.Random()
        while not self.is_over.is_set():
            path = dice.choice(PATHS)
            least = self.acknowledged()
            try:
                status, body = ask(dice.choice(self.ports), path)
            except (OSError, http.client.HTTPException):
                # Nobody answers, or the answer broke off: the reader knows.
                status, body = NOBODY, b""
            if status == NOBODY:
                time.sleep(0.02)
                continue
            self.answers += 1
            self._judge(path, status, body, least)

    def _judge(self, path: str, status: int, body: bytes, least: int) -> None:
        numbers = [int(number) for number in NUMBER.findall(body)]
        if status != 200 or not body.rstrip().endswith(ENDS) or not numbers:
            self.wrong.append(f"{path}: {status}, {len(body)} bytes")
        elif min(numbers) < least:
            self.wrong.append(f"{path}: {min(numbers)} although {least} was acknowledged")


def ask(port: int, path: str) -> tuple[int, bytes]:
    """Return status and body. Raise when the answer breaks off."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={"Host": "testserver"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_until_all_answer(ports: list[int]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    waiting = list(ports)
    while waiting:
        assert time.monotonic() < deadline, f"no answer at {waiting}"
        try:
            status, _ = ask(waiting[0], PATHS[0])
        except (OSError, http.client.HTTPException):
            status = NOBODY
        if status == NOBODY:
            time.sleep(0.05)
        else:
            waiting.pop(0)


@dataclass
class Newspaper:
    """Two articles; the headline of one counts up, on its own page and on others'."""

    acknowledgements: Path
    ports: list[int] = field(default_factory=lambda: [free_port(), free_port()])

    def __post_init__(self) -> None:
        make_site()
        section = make_section(slug="ville")
        make_article(section=section, slug="changeant", title="Titre 000000001")
        make_article(section=section, slug="voisin")
        self.acknowledgements.write_bytes(b"%09d" % 1)

    def roles(self) -> list[str]:
        """Return what is started, and killed, and started again."""
        straight, accelerated = self.ports
        socket_behind = self.acknowledgements.with_name("obole.socket")
        return [
            f"web {straight}",
            f"web {socket_behind}",
            f"accelerator {accelerated} {socket_behind}",
            "tasks",
            f"edits {self.acknowledgements}",
        ]


@pytest.mark.django_db(transaction=True)
def test_killed_processes_leave_no_old_page_and_no_partial_one(tmp_path: Path) -> None:
    newspaper = Newspaper(tmp_path / "acknowledged")
    readers = Readers(newspaper.ports, newspaper.acknowledgements)

    with nursery() as house:
        _kill_and_read(newspaper, readers, house)

    changes = readers.acknowledged()
    logger.info("%s kills, %s answers, %s changes.", KILLS, readers.answers, changes)
    assert readers.wrong == []
    assert readers.answers > KILLS
    assert changes > KILLS / 5
    assert [compared for compared in actions.verify() if compared.is_wrong] == []
    assert [path for path, _ in the_tree().files() if the_tree().read(path) is None] == []


def _kill_and_read(newspaper: Newspaper, readers: Readers, house: Nursery) -> None:
    dice, roles = random.Random(KILLS), newspaper.roles()
    threads = [threading.Thread(target=readers.read) for _ in range(READERS)]
    for role in roles:
        house.start(role)
    wait_until_all_answer(newspaper.ports)
    for thread in threads:
        thread.start()
    try:
        for _ in range(KILLS):
            time.sleep(dice.uniform(*PAUSES))
            role = dice.choice(roles)
            house.kill(role)
            house.start(role)
        wait_until_all_answer(newspaper.ports)
    finally:
        readers.is_over.set()
        for thread in threads:
            thread.join()
