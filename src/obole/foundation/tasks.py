"""What django-tasks-db lacks: rescue from dead workers, a second chance, tidying up."""

import logging
import os
import socket
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django_tasks import TaskResultStatus

from obole.foundation import clock
from obole.foundation.models import BackgroundTask, WorkerPulse

logger = logging.getLogger(__name__)

BEAT_SECONDS = 5.0
# Six missed beats: a machine that swaps is slow, not dead; readers of an article that waits for
# its announcement still see it within a minute.
LEASE_SECONDS = 30.0
# A week is enough to look up what happened; a busy newsroom makes thousands of rows a day.
KEEP_SUCCESSFUL = timedelta(days=7)
# Deleting in portions keeps the write lock of SQLite short.
PRUNED_AT_ONCE = 1000


class WorkerVanished(Exception):
    """The worker that ran the task died, or was cut off from the database."""


class NotGivenUp(Exception):
    """The task is not among those that gave up: somebody else has decided about it."""


def beat(*, worker_id: str, now: datetime) -> None:
    """Record that the worker lives; the first beat registers it."""
    known = WorkerPulse.objects.filter(pk=worker_id)
    if not known.update(beats=F("beats") + 1, last_seen_at=now):
        WorkerPulse.objects.create(
            pk=worker_id,
            host=socket.gethostname(),
            process_id=os.getpid(),
            started_at=now,
            last_seen_at=now,
        )


def sign_off(*, worker_id: str) -> None:
    """Forget a worker that stops and runs no task any more."""
    WorkerPulse.objects.filter(pk=worker_id).delete()


class Lookout:
    """Tells living workers from vanished ones, by this process's own monotonic clock.

    A worker has vanished when its beats stood still for a whole lease while this process watched.
    No clock of another machine is trusted, nor one that jumps.
    """

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._last_change: dict[str, tuple[int, float]] = {}

    def living_workers(self) -> set[str]:
        """Return the ids of the workers that beat, and forget those that have vanished."""
        moment = self._monotonic()
        seen: dict[str, tuple[int, float]] = {}
        for worker_id, beats in WorkerPulse.objects.values_list("pk", "beats"):
            before = self._last_change.get(worker_id)
            seen[worker_id] = before if before and before[0] == beats else (beats, moment)
        living = {pk for pk, (_, since) in seen.items() if moment - since < LEASE_SECONDS}
        self._last_change = seen
        WorkerPulse.objects.filter(pk__in=seen.keys() - living).delete()
        return living


@transaction.atomic
def rescue_tasks(*, lookout: Lookout) -> int:
    """Take back the tasks of vanished workers; return how many.

    It counts as a failed attempt: a task that kills its worker each time gives up at the limit.
    """
    # The tasks are read before the workers: a worker registers before it claims anything, so
    # whoever owns one of these rows and lives is among the living.
    running = list(
        BackgroundTask.objects.select_for_update(skip_locked=True)
        .filter(status=TaskResultStatus.RUNNING)
        .order_by("started_at")
    )
    living = lookout.living_workers()
    abandoned = [row for row in running if row.worker_ids[-1] not in living]
    for row in abandoned:
        row.set_failed(WorkerVanished(f"Worker {row.worker_ids[-1]} vanished."))
    return len(abandoned)


@transaction.atomic
def try_again(*, task_id: UUID, user_id: int) -> BackgroundTask:
    """Give a task that gave up all its attempts anew. Raise NotGivenUp."""
    row = _given_up(task_id)
    row.status = TaskResultStatus.READY
    row.run_after = clock.now()
    row.finished_at = None
    row.worker_ids = []
    row.save(update_fields=["status", "run_after", "finished_at", "worker_ids"])
    logger.info("Task %s (%s) is tried again by user %s.", row.pk, row.work, user_id)
    return row


@transaction.atomic
def dismiss(*, task_id: UUID, user_id: int) -> BackgroundTask:
    """Forget a task that gave up: what it was to do stays undone. Raise NotGivenUp.

    The log keeps who decided so, and what had gone wrong.
    """
    row = _given_up(task_id)
    logger.warning(
        "Task %s (%s) is dismissed by user %s; it had failed with: %s",
        row.pk,
        row.work,
        user_id,
        row.last_error,
    )
    BackgroundTask.objects.filter(pk=row.pk).delete()
    return row


def _given_up(task_id: UUID) -> BackgroundTask:
    given_up = BackgroundTask.objects.filter(pk=task_id, status=TaskResultStatus.FAILED)
    row = cast("BackgroundTask | None", given_up.select_for_update().first())
    if row is None:
        raise NotGivenUp
    return row


def prune_finished_tasks() -> int:
    """Delete tasks that succeeded long ago; return how many. Those that gave up stay listed."""
    old = BackgroundTask.objects.filter(
        status=TaskResultStatus.SUCCESSFUL, finished_at__lt=clock.now() - KEEP_SUCCESSFUL
    ).order_by("finished_at")
    keys = list(old.values_list("pk", flat=True)[:PRUNED_AT_ONCE])
    deleted, _ = BackgroundTask.objects.filter(pk__in=keys).delete()
    return deleted
