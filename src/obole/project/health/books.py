"""The books: whether they are guarded, and what their last check found."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection

from obole.ledger.models.guards import missing_guards
from obole.ledger.queries.proving import last_check
from obole.ledger.rules.faults import Fault
from obole.project.environment import Environment
from obole.project.health.findings import Finding, broken, doubtful, well


def books(_environment: Environment, _now: datetime) -> Iterator[Finding]:
    """Look whether the triggers are there and the books agreed when they were last checked."""
    if missing := missing_guards(connection):
        yield broken(
            "Books",
            f"these tables can be changed: {', '.join(sorted(missing))}",
            "Run: obole ledger guard",
        )
    check = last_check()
    if check is None:
        yield doubtful("Books", "never checked", "They are every ten minutes: obole serve")
    elif check.problems:
        first = Fault.from_json(check.problems[0])
        yield broken(
            "Books",
            f"{len(check.problems)} faults; {first}",
            "Keep a copy of the database, then run: obole ledger verify",
        )
    else:
        yield well(
            "Books", f"{check.entries:,} entries agreed at {check.checked_at:%Y-%m-%d %H:%M}"
        )
