"""What the desk asks of deliveries: folders on the server, and how far an import is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from obole.portability.models import Delivery, ImportRun, Stage, State
from obole.portability.models.runs import FINISHED

# Longer than any slice of an import, and than the reading of an ordinary export.
QUIET = timedelta(minutes=2)
WORKING_STAGES = [stage for stage in Stage if stage not in FINISHED]


def folder_of_exports() -> Path:
    """Return where uploaded exports are kept, with what the import writes of them."""
    folder: Path = settings.ENVIRONMENT.var / "imports"
    return folder


def folder_of_uploads() -> Path:
    """Return where the machine's administrator puts the files of old sites, a folder each."""
    folder: Path = settings.ENVIRONMENT.site / "imports"
    return folder


def uploads_folders() -> list[str]:
    """Return the names of the folders that the desk offers."""
    try:
        return sorted(each.name for each in folder_of_uploads().iterdir() if each.is_dir())
    except FileNotFoundError:
        return []


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work on a delivery is: of `steps` stages this is the `step`th."""

    stage: Stage | None
    step: int
    steps: int
    percent: int
    is_quiet: bool
    """Nothing was heard for long: the worker is not running, or the task failed."""


def progress_of(*, delivery: Delivery, now: datetime) -> Progress:
    """Return how far the rehearsal or the import is."""
    is_quiet = delivery.is_at_work and now - delivery.advanced_at > QUIET
    run = delivery.run
    if run is None or delivery.state == State.REHEARSING:
        percent = _share(delivery.done, delivery.total)
        step, steps = 1, 1 if delivery.state == State.REHEARSING else len(WORKING_STAGES)
        return Progress(Stage.READING, step, steps, percent, is_quiet)
    return _progress_of_run(run, is_quiet=is_quiet)


def _progress_of_run(run: ImportRun, *, is_quiet: bool) -> Progress:
    stage, steps = Stage(run.stage), len(WORKING_STAGES)
    if stage in FINISHED:
        return Progress(None, steps, steps, 100, is_quiet)
    step = WORKING_STAGES.index(stage) + 1
    return Progress(stage, step, steps, _share(run.done, run.total), is_quiet)


def _share(done: int, total: int) -> int:
    return min(100, 100 * done // total) if total else 0
