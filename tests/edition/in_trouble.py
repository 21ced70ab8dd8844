"""What happens to a newsroom: hours pass, processes die, a page changes while it is baked."""

from datetime import timedelta

import pytest
from at_the_collection import AtTheCollection
from at_work import which
from hours import Hours
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from obole.edition.actions import keep, marking, sweep, verify
from obole.edition.queries import moment
from obole.edition.rendering import Rendered, render
from obole.foundation import clock
from obole.pages.actions import announce_missed_publications
from obole.project.schedule import publish_scheduled_pages, sweep_edition

DURATIONS = {
    "minutes": timedelta(minutes=7),
    "hours": timedelta(hours=5, minutes=1),
    "a night": timedelta(hours=16),
    "two days": timedelta(days=2),
    "a season": timedelta(days=90),
    "a year": timedelta(days=366),
}


class InTrouble(AtTheCollection):
    """Adds time, kills between a commit and its sweep, and bakings that are overtaken."""

    hours: Hours

    def __init__(self) -> None:
        self.has_time_passed = False
        self.is_dying = False
        self.baking: tuple[str, Rendered, str] | None = None
        marking.sweep = self._sweep_if_alive
        super().__init__()

    def teardown(self) -> None:
        """Compare everything, and ask `verify` as well."""
        marking.sweep = sweep
        self.proof.check(in_full=True)
        assert [compared for compared in verify() if compared.is_wrong] == []

    def _sweep_if_alive(self) -> int:
        return 0 if self.is_dying else sweep()

    @rule(how_long=st.sampled_from(sorted(DURATIONS)))
    def time_passes(self, how_long: str) -> None:
        """Let time pass, before anything that runs by the hour has had its turn."""
        self.hours.pass_by(DURATIONS[how_long])
        self.has_time_passed = True

    @rule()
    def midnight_passes(self) -> None:
        """Go to a minute after the next midnight in Paris."""
        now = clock.now().astimezone()
        until = now.replace(hour=22, minute=1) - now
        self.hours.pass_by(until % timedelta(days=1))
        self.has_time_passed = True

    @rule()
    def the_schedule_runs(self) -> None:
        """Run what runs every minute."""
        publish_scheduled_pages()
        announce_missed_publications()
        sweep_edition()

    @rule()
    def the_next_change_is_cut_off(self) -> None:
        """Let whoever changes something die between the commit and the removal of pages."""
        self.is_dying = True

    @rule(number=which)
    def a_baking_begins(self, number: int) -> None:
        """Render a page now, to keep it later."""
        path = sorted(self.proof.seen)[number * 5 % len(self.proof.seen)]
        since = moment()
        self.baking = (path, render(path), since)

    @rule()
    def the_baking_ends(self) -> None:
        """Try to keep what was rendered before other things happened."""
        if self.baking is not None:
            path, rendered, since = self.baking
            self.baking = None
            keep(path=path, rendered=rendered, since=since)

    @invariant()
    def nobody_reads_an_old_page(self) -> None:
        """Compare everything that readers get with fresh renderings."""
        if self.is_dying and marking.Mark.objects.filter(swept_at=None).exists():
            # What the change left is taken away by the schedule, ten seconds later at most.
            self.is_dying = False
            sweep_edition()
        self.proof.check(in_full=self.has_time_passed)
        self.has_time_passed = False


def trouble(hours: Hours) -> type[InTrouble]:
    """Return the newsroom under a clock."""
    return type("Newsroom", (InTrouble,), {"hours": hours})


def forget(patch: pytest.MonkeyPatch) -> None:
    """Put back what the newsroom replaced, at the end of the test."""
    patch.setattr(marking, "sweep", sweep)
