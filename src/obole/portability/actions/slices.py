"""What background tasks do with an export in the desk: a rehearsal, or a slice of its import.

A task that ran as long as an import does would hold up the announcement of every article.
"""

import errno
import time
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, transaction

from obole.foundation.facts import emit
from obole.portability.actions.advancing import advance_import
from obole.portability.actions.delivering import FolderGone, options_of
from obole.portability.actions.rehearsal import rehearse_import
from obole.portability.actions.starting import NoFrontPage, OtherLanguage, start_import
from obole.portability.actions.work import AdvancedElsewhere
from obole.portability.events import ImportAdvanced
from obole.portability.models import Delivery, ImportRun, Stage, State
from obole.portability.rules import hindrances
from obole.portability.rules.refusals import NotImportable

SLICE_SECONDS = 20.0
# A rehearsal cannot be divided. What it has not reached by then it leaves out, and says so.
REHEARSAL_SECONDS = 20.0
# How often the row says that the work goes on, and whether somebody wants it to stop is asked.
LOOK_EVERY_SECONDS = 1.0

_HINDRANCES = (NotImportable, NoFrontPage, OtherLanguage, FolderGone, OSError, OperationalError)
_FULL = (errno.ENOSPC, errno.EDQUOT)


def rehearse_delivery(*, delivery_id: int, turn: int, now: datetime) -> None:
    """Write the rehearsal's report, or why the file is refused; a second call changes nothing."""
    delivery = _at_turn(delivery_id, turn, State.REHEARSING)
    if delivery is None:
        return
    shift = _Shift(delivery, now=now, seconds=REHEARSAL_SECONDS)
    try:
        report = rehearse_import(
            file=delivery.path,
            options=options_of(delivery),
            now=now,
            tell=shift.tell,
            is_time_up=shift.is_over,
        )
    except _HINDRANCES as error:
        _settle(delivery, **_said_of(error, delivery, State.REFUSED))
        return
    _settle(delivery, state=State.REHEARSED, rehearsal=report)


def advance_delivery(*, delivery_id: int, turn: int, now: datetime) -> None:
    """Go on with the import for a slice, and announce that there is more, or write its end.

    Of two tasks that do the same slice, after one was taken for dead, one announces the next.
    """
    delivery = _at_turn(delivery_id, turn, State.IMPORTING)
    if delivery is None:
        return
    try:
        run = _advance(delivery, now)
    except AdvancedElsewhere:
        # The command or another worker was faster by a step: the next slice goes on from there.
        _pass_on(delivery)
    except _HINDRANCES as error:
        _settle(delivery, **_said_of(error, delivery, State.STOPPED))
    else:
        _follow(delivery, run)


def _advance(delivery: Delivery, now: datetime) -> ImportRun:
    shift = _Shift(delivery, now=now, seconds=SLICE_SECONDS)
    if delivery.run is None:
        delivery.run = start_import(file=delivery.path, options=options_of(delivery), now=now)
        delivery.save(update_fields=["run"])
    return advance_import(
        run_id=delivery.run.pk, now=now, is_time_up=shift.is_over, tell=shift.tell
    )


def _follow(delivery: Delivery, run: ImportRun) -> None:
    """Announce the next slice, or write the end."""
    if not run.is_finished:
        _pass_on(delivery)
    elif run.stage == Stage.DONE:
        Delivery.objects.filter(pk=delivery.pk).update(state=State.DONE, rehearsal={})
        # It holds what commenters and drafts say, and is not needed any more.
        delivery.path.unlink(missing_ok=True)
    else:
        _settle(delivery, state=State.REFUSED, refusal=run.refusal or hindrances.ABANDONED)


@transaction.atomic
def _pass_on(delivery: Delivery) -> None:
    if _settle(delivery, turn=delivery.turn + 1):
        emit(ImportAdvanced(delivery_id=delivery.pk, turn=delivery.turn + 1))


def _settle(delivery: Delivery, **values: object) -> bool:
    """Write what came of a task, unless somebody or another task has gone on meanwhile."""
    mine = Delivery.objects.filter(pk=delivery.pk, turn=delivery.turn, state=delivery.state)
    return bool(mine.update(**values))


def _at_turn(delivery_id: int, turn: int, state: State) -> Delivery | None:
    return (
        Delivery.objects.select_related("run__site")
        .filter(pk=delivery_id, turn=turn, state=state)
        .first()
    )


def _said_of(error: Exception, delivery: Delivery, state: State) -> dict[str, Any]:
    """Return what to write about an error that whoever looks can do something about.

    Raise it again if it is none: the task fails then, and is tried again.
    """
    match error:
        case NotImportable():
            said = {"refusal": error.reason, "refused_detail": error.detail}
            where = {"refused_line": error.line, "refused_item": error.item}
            return {"state": State.REFUSED, **said, **where}
        case NoFrontPage():
            return {"state": State.REFUSED, "refusal": hindrances.NO_FRONT_PAGE}
        case OtherLanguage():
            return {"state": State.REFUSED, "refusal": hindrances.OTHER_LANGUAGE}
        case FolderGone():
            refusal, detail = hindrances.FOLDER_GONE, delivery.uploads_folder
            return {"state": state, "refusal": refusal, "refused_detail": detail}
        case FileNotFoundError() if not delivery.path.exists():
            return {"state": State.REFUSED, "refusal": hindrances.FILE_GONE}
        case _ if _is_of_full_disk(error):
            return {"state": state, "refusal": hindrances.DISK_FULL}
    raise error


def _is_of_full_disk(error: Exception) -> bool:
    if isinstance(error, OSError):
        return error.errno in _FULL
    # "database or disk is full" of SQLite, "No space left on device" of PostgreSQL.
    return "is full" in str(error) or "No space left" in str(error)


class _Shift:
    """The time of one task: it ends by the clock, or because somebody has stopped the work."""

    def __init__(self, delivery: Delivery, *, now: datetime, seconds: float) -> None:
        self._delivery = delivery
        self._now = now
        self._seconds = seconds
        self._began = self._looked = time.monotonic()
        self._is_stopped = False
        self._is_asked = False

    def is_over(self) -> bool:
        """Tell whether the task has to end; not the first time, so that each does something."""
        self._look()
        is_late = self._is_asked and time.monotonic() - self._began >= self._seconds
        self._is_asked = True
        return self._is_stopped or is_late

    def tell(self, done: int, total: int) -> None:
        """Write that the work goes on."""
        self._look(done=done, total=total)

    def _look(self, **progress: int) -> None:
        moment = time.monotonic()
        if moment - self._looked < LOOK_EVERY_SECONDS:
            return
        self._looked = moment
        heard = self._now + timedelta(seconds=moment - self._began)
        self._is_stopped = not _settle(self._delivery, advanced_at=heard, **progress)
