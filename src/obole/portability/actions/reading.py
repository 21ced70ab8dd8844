"""The first stage: the file is read once, as a whole, before anything of it is kept.

What was understood goes into a journal, a line each: the stages after this one can go on at any
line of it, and a file that cannot be read to its end is refused before anything was made of it.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction

from obole.foundation.storage import UNFINISHED_SUFFIX, write_durably
from obole.portability.actions.work import ITEM_KINDS, Work
from obole.portability.models import ImportRun, Kind, Stage
from obole.portability.rules.items import ReadingProblem, SourceItem, SourceTerm
from obole.portability.rules.journal import is_journalled, line_of
from obole.portability.rules.refusals import NotImportable
from obole.portability.rules.wxr import read_export

# How often whoever waits is told how far it is.
TELL_EVERY_RECORDS = 200

Tell = Callable[[int, int], None]


@dataclass
class Reading:
    """What was counted and what could not be read."""

    found: Counter[str] = field(default_factory=Counter)
    problems: list[dict[str, Any]] = field(default_factory=list)

    def lines(self, stream: BinaryIO, run: ImportRun, *, tell: Tell) -> Iterator[bytes]:
        """Yield the journal of a file. Raise NotImportable."""
        size = Path(run.file_path).stat().st_size
        records = read_export(stream, recover=run.is_recovering, time_zone=run.zone)
        for number, record in enumerate(records):
            if number % TELL_EVERY_RECORDS == 0:
                tell(stream.tell(), size)
            if isinstance(record, ReadingProblem):
                self.problems.append(
                    {
                        "line": record.line,
                        "item": record.item,
                        "reason": record.reason,
                        "detail": record.detail,
                    }
                )
            elif is_journalled(record):
                self._count(record)
                yield line_of(record)
        tell(size, size)

    def _count(self, record: object) -> None:
        if isinstance(record, SourceItem):
            self.found[ITEM_KINDS.get(record.kind, Kind.OTHER)] += 1
            self.found["comment"] += len(record.comments)
        elif isinstance(record, SourceTerm):
            self.found["term"] += 1
        else:
            self.found["author"] += 1


def read_whole(work: Work, *, tell: Tell) -> None:
    """Read the file and write its journal. Raise NotImportable, and end the run, if it is none.

    It takes some 20 seconds for half a gigabyte, and cannot be divided: after an interruption it
    begins anew.
    """
    run = work.run
    _forget_unfinished(run)
    reading = Reading()
    try:
        with Path(run.file_path).open("rb") as stream:
            lines = reading.lines(stream, run, tell=tell)
            # It holds what commenters and drafts say: nobody else may read it.
            write_durably(run.journal_path, lines, mode=0o600)
    except NotImportable as refusal:
        with transaction.atomic():
            work.enter(Stage.REFUSED, total=0)
            ImportRun.objects.filter(pk=run.pk).update(refusal=str(refusal), finished_at=work.now)
        raise
    with transaction.atomic():
        work.enter(Stage.PREPARING, total=run.journal_path.stat().st_size)
        run.found, run.problems = dict(reading.found), reading.problems
        run.save(update_fields=["found", "problems"])


def _forget_unfinished(run: ImportRun) -> None:
    """Remove what a reading that was killed has left behind, if no other is going on."""
    others = ImportRun.objects.filter(stage=Stage.READING).exclude(pk=run.pk)
    if not others.exists():
        for path in run.journal_path.parent.glob(f".*{UNFINISHED_SUFFIX}"):
            path.unlink(missing_ok=True)
