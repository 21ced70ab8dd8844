"""Turns: what one process computes at a time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from obole.edition.front import COMPUTED_AT_ONCE, Front
from obole.edition.tree import Tree

LIMIT_SECONDS = 30


class Slow:
    """An application whose answers wait until they are let go; it counts those it works on."""

    def __init__(self) -> None:
        self.working: list[str] = []
        self.is_full = threading.Event()
        self.may_end = threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.working.append(environ["REQUEST_METHOD"])
        if len(self.working) == self.wanted:
            self.is_full.set()
        assert self.may_end.wait(LIMIT_SECONDS)
        start_response("200 OK", [])
        return []

    wanted = COMPUTED_AT_ONCE


def ask(front: Front, method: str) -> None:
    environ = {"REQUEST_METHOD": method, "PATH_INFO": "/search", "QUERY_STRING": "q=a"}
    front(environ, lambda *_: None)


def front_before(slow: Slow, folder: Path) -> Front:
    # Its address is excepted: such an answer needs no memory, and so no database.
    return Front(
        application=slow,
        tree=Tree(folder, "localhost"),
        names=frozenset(),
        excepted=("/search",),
    )


def test_more_pages_than_have_a_turn_wait(tmp_path: Path) -> None:
    slow = Slow()
    front = front_before(slow, tmp_path)

    with ThreadPoolExecutor(COMPUTED_AT_ONCE + 3) as pool:
        asked = [pool.submit(ask, front, "GET") for _ in range(COMPUTED_AT_ONCE + 3)]
        assert slow.is_full.wait(LIMIT_SECONDS)
        at_once = len(slow.working)
        slow.may_end.set()
        for each in asked:
            each.result(LIMIT_SECONDS)

    assert at_once == COMPUTED_AT_ONCE
    assert len(slow.working) == COMPUTED_AT_ONCE + 3


def test_what_is_sent_takes_nobodys_turn(tmp_path: Path) -> None:
    slow = Slow()
    slow.wanted = COMPUTED_AT_ONCE + 3
    front = front_before(slow, tmp_path)

    with ThreadPoolExecutor(slow.wanted) as pool:
        asked = [pool.submit(ask, front, "POST") for _ in range(slow.wanted)]
        is_full = slow.is_full.wait(LIMIT_SECONDS)
        slow.may_end.set()
        for each in asked:
            each.result(LIMIT_SECONDS)

    assert is_full
