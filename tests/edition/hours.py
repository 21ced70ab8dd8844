"""A clock that a test sets: for the database's rows, for the tree, for whoever asks."""

import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

# A Monday morning in spring, far from midnight in Paris.
BEGINNING = datetime(2026, 3, 30, 8, 0, tzinfo=UTC)
# Two readings of a real clock differ, too.
TICK = timedelta(milliseconds=1)

READ_BY = ("obole.edition.copies", "obole.edition.tree", "obole.edition.actions.baking")


class Hours:
    """Stands still but for a tick at each reading, until the test says how much time passed."""

    def __init__(self) -> None:
        self.moment = BEGINNING

    def read(self) -> datetime:
        """Return the present moment."""
        self.moment += TICK
        return self.moment

    def pass_by(self, duration: timedelta) -> None:
        """Let time pass."""
        self.moment += duration

    def rule(self, patch: pytest.MonkeyPatch) -> None:
        """Be the clock of everything that the edition's pages depend on."""
        patch.setattr("django.utils.timezone.now", self.read)
        seconds = SimpleNamespace(
            time=lambda: self.read().timestamp(),
            time_ns=lambda: int(self.read().timestamp() * 1e6) * 1000,
            monotonic=time.monotonic,
            sleep=time.sleep,
        )
        for module in READ_BY:
            patch.setattr(f"{module}.time", seconds)


def in_days(moment: datetime, number: float) -> Any:
    """Return the moment so many days later."""
    return moment + timedelta(days=number)
