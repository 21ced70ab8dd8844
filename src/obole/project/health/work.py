"""The work: workers, tasks, publications."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django_tasks import TaskResultStatus

from obole.foundation.models import BackgroundTask, ScheduledRun, WorkerPulse
from obole.foundation.tasks import LEASE_SECONDS
from obole.pages.models import PublicPage
from obole.pages.queries import unannounced_pages
from obole.project.environment import Environment
from obole.project.health.findings import Finding, broken, doubtful, well
from obole.project.schedule import SCHEDULE

# Two runs missed: not just a slow one.
LATE_RUNS = 3
# The schedule announces within a minute what a crash has missed.
ANNOUNCED_WITHIN = timedelta(minutes=3)
LOOKED_AT_PAGES = 100


def workers(_environment: Environment, now: datetime) -> Iterator[Finding]:
    """Look whether somebody runs the tasks and the schedule."""
    alive = WorkerPulse.objects.filter(
        last_seen_at__gt=now - timedelta(seconds=LEASE_SECONDS)
    ).count()
    if not alive:
        yield doubtful(
            "Workers",
            "none is alive: nothing scheduled goes out",
            "Start the site: obole serve",
        )
        return
    yield well("Workers", f"{alive} alive")
    yield from _schedule(now)


def _schedule(now: datetime) -> Iterator[Finding]:
    runs = {run.name: run for run in ScheduledRun.objects.all()}
    for line in SCHEDULE:
        run = runs.get(line.name)
        if run is not None and run.last_error:
            last_line = run.last_error.strip().rpartition("\n")[2]
            yield broken(
                "Schedule", f"{line.name} failed ({last_line})", "Read the log of the site."
            )
        elif run is None or run.last_started_at is None:
            yield doubtful("Schedule", f"{line.name} has never run", "Wait a minute, look again.")
        elif run.last_started_at < now - LATE_RUNS * line.every:
            yield broken(
                "Schedule",
                f"{line.name} ran last at {run.last_started_at:%Y-%m-%d %H:%M} UTC",
                "Restart obole serve and read its log.",
            )
        else:
            yield well("Schedule", f"{line.name} runs")


def tasks(_environment: Environment, _now: datetime) -> Iterator[Finding]:
    """Look whether tasks gave up, or wait for too long."""
    given_up = BackgroundTask.objects.filter(status=TaskResultStatus.FAILED).count()
    if given_up:
        yield doubtful("Tasks", f"{given_up} gave up", "The desk lists them, with their reasons.")
    else:
        yield well("Tasks", "none gave up")


def publications(_environment: Environment, now: datetime) -> Iterator[Finding]:
    """Look whether something is live that was never announced."""
    late = unannounced_pages().filter(last_published_at__lt=now - ANNOUNCED_WITHIN)
    pages = (page.specific for page in late[:LOOKED_AT_PAGES])
    missed = [page for page in pages if isinstance(page, PublicPage)]
    missed = [page for page in missed if not page.is_under_embargo()]
    if missed:
        yield doubtful(
            "Publications",
            f"{len(missed)} live pages were not announced, the first is {missed[0].url}",
            "Start obole serve: its schedule announces them.",
        )
    else:
        yield well("Publications", "all announced")
