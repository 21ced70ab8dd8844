"""What a web process does beside its answers: keep what it rendered, count what is read."""

import contextlib
import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from queue import Empty, Full, Queue
from typing import NamedTuple

from django.db import Error as DatabaseError
from django.db import close_old_connections, transaction
from django.db.models import F

from obole.edition.actions.baking import keep
from obole.edition.models import BakedPage
from obole.edition.rendering import Rendered

logger = logging.getLogger(__name__)

# More wait for the database only when it is in trouble; then pages are rendered, not kept.
MOST_WAITING = 32
COUNTED_EVERY_SECONDS = 30.0
# What is read by so many different addresses between two countings is a robot's doing.
MOST_COUNTED = 10_000


class _Work(NamedTuple):
    path: str
    rendered: Rendered
    since: str
    release: Callable[[], None]


class Keeper:
    """Writes in a thread of its own: no reader waits for a disk or for a database that is busy."""

    def __init__(self) -> None:
        self._begin_anew()
        # A fork has the object but not the thread.
        os.register_at_fork(after_in_child=self._begin_anew)

    def _begin_anew(self) -> None:
        self._is_started = False
        self._work: Queue[_Work] = Queue(maxsize=MOST_WAITING)
        self._reads: Counter[str] = Counter()
        self._starting = threading.Lock()

    def keep(
        self, *, path: str, rendered: Rendered, since: str, release: Callable[[], None]
    ) -> None:
        """Keep the page soon, and call `release` when that is done or given up."""
        self._start()
        try:
            self._work.put_nowait(_Work(path, rendered, since, release))
        except Full:
            release()

    def count(self, path: str) -> None:
        """Count a reading. Threads may lose one now and then: it decides what is baked first."""
        if not self._is_started:
            self._start()
        if len(self._reads) < MOST_COUNTED or path in self._reads:
            self._reads[path] += 1

    def _start(self) -> None:
        with self._starting:
            if not self._is_started:
                self._is_started = True
                threading.Thread(target=self._run, name="keeper", daemon=True).start()

    def _run(self) -> None:
        counted_at = time.monotonic()
        while True:
            with contextlib.suppress(Empty):
                self._keep(self._work.get(timeout=COUNTED_EVERY_SECONDS))
            if time.monotonic() - counted_at >= COUNTED_EVERY_SECONDS:
                self._note_reads()
                counted_at = time.monotonic()

    def _keep(self, work: _Work) -> None:
        try:
            close_old_connections()
            keep(path=work.path, rendered=work.rendered, since=work.since)
        except Exception:
            # The reader has their page; the next one tries again.
            logger.exception("%s could not be kept.", work.path)
        finally:
            work.release()

    def _note_reads(self) -> None:
        reads, self._reads = self._reads, Counter()
        try:
            close_old_connections()
            with transaction.atomic():
                # A thread that counts just now may still have hold of it.
                for path, number in list(reads.items()):
                    BakedPage.objects.filter(path=path).update(reads=F("reads") + number)
        except DatabaseError:
            logger.warning("Readings could not be counted.", exc_info=True)
