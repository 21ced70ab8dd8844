"""The process that runs tasks and the schedule. `obole serve` keeps one alive as a child."""

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import cast

from django.db import OperationalError, close_old_connections, transaction
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands import db_worker

from obole.foundation import clock
from obole.foundation.models import BackgroundTask
from obole.foundation.schedule import Scheduled, run_due
from obole.foundation.tasks import BEAT_SECONDS, Lookout, beat, rescue_tasks, sign_off

logger = logging.getLogger(__name__)

# How long a new task waits at most; one small query a second costs nothing.
POLL_SECONDS = 1.0
TICK_SECONDS = 1.0
# What a scheduled job gets to finish when the process is told to stop.
STOP_SECONDS = 30.0


class _TaskWorker(db_worker.Worker):
    """Runs a task as django-tasks-db does, on our rows: they retry, and know when they were lost.

    Only its loop is our own: it must not sleep or exit where ours has to beat and to stop.
    """

    def __init__(self) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )

    def run_next(self) -> bool:
        """Run the next task that is ready; return whether there was one."""
        task = self._claim_next()
        if task is not None:
            self.run_task(task)
        return task is not None

    def _claim_next(self) -> BackgroundTask | None:
        ready = BackgroundTask.objects.ready().filter(backend_name=self.backend_name)
        # Looking first spares an idle worker the write lock that claiming takes on SQLite.
        if not ready.exists():
            return None
        try:
            with transaction.atomic():
                task = cast("BackgroundTask | None", ready.get_locked())
                if task is not None:
                    task.claim(self.worker_id)
        except OperationalError:
            # Somebody writes for long. Nothing is claimed; the next round tries again.
            logger.warning("No task could be claimed: the database is busy.", exc_info=True)
            return None
        return task

    def stop(self, _signal_number: int, _frame: FrameType | None) -> None:
        """Stop after the task that runs now."""
        self.running = False


def run(*, schedule: Sequence[Scheduled]) -> None:
    """Run tasks and the schedule until SIGTERM or SIGINT; the current task is finished first.

    Call it from the main thread of a process of its own. Any number of such processes share the
    work. If the database stays away, it raises: whoever started it starts it again.
    """
    worker = _TaskWorker()
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    lookout = Lookout()

    def keep_alive() -> None:
        beat(worker_id=worker.worker_id, now=clock.now())
        rescue_tasks(lookout=lookout)

    def follow_schedule() -> None:
        run_due(schedule=schedule, worker_id=worker.worker_id, now=clock.now())

    beat(worker_id=worker.worker_id, now=clock.now())
    with _beside(keep_alive, BEAT_SECONDS), _beside(follow_schedule, TICK_SECONDS):
        while worker.running:
            close_old_connections()
            if not worker.run_next():
                time.sleep(POLL_SECONDS)
    sign_off(worker_id=worker.worker_id)


def run_ready_tasks() -> int:
    """Run all tasks that are ready, here and now; return how many ran."""
    worker = _TaskWorker()
    beat(worker_id=worker.worker_id, now=clock.now())
    count = 0
    while worker.run_next():
        count += 1
    sign_off(worker_id=worker.worker_id)
    return count


@contextmanager
def _beside(job: Callable[[], None], every_seconds: float) -> Iterator[None]:
    """Repeat the job in a thread as long as the block runs. A long task cannot delay it."""
    stopping = threading.Event()

    def repeat() -> None:
        while not stopping.is_set():
            close_old_connections()
            try:
                job()
            except Exception:
                # The database may be back in a moment; the next round tells.
                logger.exception("%s failed.", job.__name__)
            stopping.wait(every_seconds)

    thread = threading.Thread(target=repeat, name=job.__name__, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(STOP_SECONDS)
