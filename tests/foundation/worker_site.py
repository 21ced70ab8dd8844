"""A tiny site of its own for tests of real worker processes: `python worker_site.py COMMAND`.

It runs on the database in WORKER_DATABASE (JSON of Django's settings). Tasks leave their marks in
the folder WORKER_MARKS, where the test finds them.
"""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

import django
from django.conf import settings
from worker_story import MarkWanted, leave_mark

MARKS = Path(os.environ["WORKER_MARKS"])

settings.configure(
    SECRET_KEY="of no use elsewhere",
    DATABASES={"default": json.loads(os.environ["WORKER_DATABASE"])},
    INSTALLED_APPS=[
        "obole.foundation",
        "django_tasks_db",
        "django.contrib.contenttypes",
        "django.contrib.auth",
    ],
    TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from obole.foundation import facts, rules, tasks, worker  # noqa: E402
from obole.foundation.schedule import Scheduled  # noqa: E402

# What takes half a minute in a newsroom takes a second here.
tasks.LEASE_SECONDS = 1.5
worker.BEAT_SECONDS = 0.1
worker.POLL_SECONDS = 0.05
worker.TICK_SECONDS = 0.05
rules.FIRST_DELAY = timedelta(seconds=0.05)


def enqueue(*, count: int, holds: bool) -> None:
    with transaction.atomic():
        for number in range(count):
            facts.emit(MarkWanted(mark=f"task{number}", holds=holds))


def main() -> None:
    facts.install([facts.Subscription(event=MarkWanted, later=[leave_mark])])
    command = sys.argv[1]
    if command == "prepare":
        call_command("migrate", verbosity=0, run_syncdb=True)
    elif command == "enqueue":
        enqueue(count=int(sys.argv[2]), holds="holds" in sys.argv)
    elif command == "work":
        ring = Scheduled(name="ring", every=timedelta(seconds=1), run=(MARKS / "scheduled").touch)
        worker.run(schedule=[ring])


if __name__ == "__main__":
    main()
