"""The schedule: an hour has come. The table is `obole/project/schedule.py`, a floor above."""

import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from obole.foundation import clock
from obole.foundation.models import ScheduledRun, WorkerPulse

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Scheduled:
    """One line of the schedule. `run` must be idempotent: a crash can repeat it.

    Its result is not used. Runs of one line never overlap, on however many machines.
    """

    name: str
    every: timedelta
    run: Callable[[], object]


def run_due(*, schedule: Sequence[Scheduled], worker_id: str, now: datetime) -> list[str]:
    """Run the lines whose hour has come, each on its own; return the names of those that ran.

    With several schedulers each run happens once. A line that fails is logged, remembered in its
    `ScheduledRun` and run again at its next hour; the others go on.
    """
    # Asked once for all lines: this looks each second, and hardly ever finds an hour that has come.
    started = dict(ScheduledRun.objects.values_list("name", "last_started_at"))
    return [
        line.name
        for line in schedule
        if _looks_due(line, started.get(line.name), now)
        and _take(line, worker_id, now)
        and _run(line)
    ]


def _looks_due(line: Scheduled, started_at: datetime | None, now: datetime) -> bool:
    # A clock was far ahead and has been set back. Less is two machines that differ a little.
    return started_at is None or abs(now - started_at) >= line.every


def _take(line: Scheduled, worker_id: str, now: datetime) -> bool:
    ScheduledRun.objects.get_or_create(name=line.name)
    due = Q(last_started_at=None) | Q(last_started_at__lte=now - line.every)
    due |= Q(last_started_at__gt=now + line.every)
    holder = WorkerPulse.objects.filter(pk=OuterRef("held_by")).exclude(pk=worker_id)
    free = ScheduledRun.objects.filter(due, ~Exists(holder), name=line.name)
    # Looking first spares the write lock. One UPDATE with its condition is the row lock: of two
    # schedulers, one changes the row.
    return free.exists() and free.update(held_by=worker_id, last_started_at=now) == 1


def _run(line: Scheduled) -> bool:
    error = ""
    try:
        line.run()
    except Exception:
        error = traceback.format_exc()
        logger.exception("The scheduled %s failed.", line.name)
    ScheduledRun.objects.filter(name=line.name).update(
        held_by="", last_finished_at=clock.now(), last_error=error
    )
    return True
