"""Going on with an import, a slice at a time."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet

from obole.portability.actions.addressing import Addressing
from obole.portability.actions.checking import check_step
from obole.portability.actions.curating import curate_front_page
from obole.portability.actions.files import FileSource
from obole.portability.actions.indexing import index_step, records_to_index
from obole.portability.actions.preparing import Preparation
from obole.portability.actions.reading import Tell, read_whole
from obole.portability.actions.taking_over import TakingOver, comments_to_take
from obole.portability.actions.work import Work
from obole.portability.actions.writing import Writing
from obole.portability.models import ImportRun, OldAddress, SourceRecord, Stage
from obole.portability.queries.reports import report_of

Step = Callable[[], bool]


def advance_import(
    *,
    run_id: int,
    now: datetime,
    is_time_up: Callable[[], bool],
    files: FileSource | None = None,
    tell: Tell = lambda _done, _total: None,
) -> ImportRun:
    """Go on with an import until time is up or nothing is left to do; return how far it is.

    Every step commits together with how far it is: killed at any moment, the next call goes on
    with the next step. `is_time_up` is asked before each; the longest are a file that is fetched
    (`files.FETCH_SECONDS`, up to three times) and the reading of the export, which is one step.

    Raise NotImportable when the file cannot be read, and AdvancedElsewhere when another process
    advances the same import.
    """
    run = ImportRun.objects.select_related("site__locale").get(pk=run_id)
    if run.is_finished:
        return run
    work = Work(run=run, files=files or files_of(run), now=now)
    try:
        while not run.is_finished and not is_time_up():
            _run_stage(work, is_time_up, tell)
    finally:
        work.close()
    return run


def files_of(run: ImportRun) -> FileSource:
    """Return where the files of this run come from."""
    uploads = Path(run.uploads_path) if run.uploads_path else None
    return FileSource(uploads=uploads, is_offline=run.is_offline)


def _run_stage(work: Work, is_time_up: Callable[[], bool], tell: Tell) -> None:
    """Do the steps of the present stage, one at least, until it is over or time is up."""
    stage = Stage(work.run.stage)
    if stage is Stage.READING:
        read_whole(work, tell=tell)
        return
    if stage is Stage.CURATING:
        curate_front_page(work)
        return
    step = _step_of(work, stage)
    while True:
        tell(work.run.done, work.run.total)
        if not step():
            _leave(work, stage)
            return
        if is_time_up():
            return


def _step_of(work: Work, stage: Stage) -> Step:
    match stage:
        case Stage.PREPARING:
            return Preparation(work).step
        case Stage.WRITING:
            return Writing(work).step
        case Stage.INDEXING:
            return lambda: index_step(work)
        case Stage.COMMENTING:
            return TakingOver(work).step
        case Stage.ADDRESSING:
            return Addressing(work).step
        case Stage.CHECKING:
            return lambda: check_step(work)
        case _:
            raise AssertionError(f"{stage} has no steps")


def _leave(work: Work, stage: Stage) -> None:
    """Begin the stage after this one."""
    with transaction.atomic():
        match stage:
            case Stage.PREPARING:
                work.enter(Stage.WRITING, total=work.run.journal_path.stat().st_size)
            case Stage.WRITING:
                work.enter(Stage.INDEXING, total=_last_of(records_to_index(work)))
            case Stage.INDEXING:
                work.enter(Stage.COMMENTING, total=comments_to_take(work).count())
            case Stage.COMMENTING:
                addresses = OldAddress.objects.filter(site=work.site)
                work.enter(Stage.ADDRESSING, total=_last_of(addresses))
            case Stage.ADDRESSING:
                work.enter(Stage.CURATING, total=0)
            case _:
                assert stage is Stage.CHECKING, f"{stage} is not left this way"
                _finish(work)
    if work.run.is_finished:
        work.close()
        work.run.journal_path.unlink(missing_ok=True)


def _last_of(rows: QuerySet[OldAddress] | QuerySet[SourceRecord]) -> int:
    last = rows.order_by("pk").values_list("pk", flat=True).last()
    return last or 0


def _finish(work: Work) -> None:
    report = report_of(work.run)
    work.enter(Stage.DONE, total=0)
    work.run.report, work.run.finished_at = report, work.now
    work.run.save(update_fields=["report", "finished_at"])
