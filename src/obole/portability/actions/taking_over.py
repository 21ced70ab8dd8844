"""The stage in which comments come below their pages, where readers see them.

What the export said stays beside them: pingbacks, and all that has no place among comments.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from obole.comments.actions.importing import write_judged
from obole.comments.queries.import_screening import ImportScreening
from obole.comments.queries.imports import PORTION, judge
from obole.comments.rules.imported import ImportedComment, Results, reading_order
from obole.portability.actions.work import Work
from obole.portability.models import ImportRun, Outcome, SourceRecord, StagedComment
from obole.portability.rules import reasons
from obole.portability.rules.keys import key_in
from obole.portability.rules.old_comments import imported_comment, reason_of, why_not


def comments_to_take(work: Work) -> QuerySet[StagedComment]:
    """Return the comments of the file that the run has not looked at yet."""
    return StagedComment.objects.filter(run=work.run, outcome="")


def batch_of(run: ImportRun) -> str:
    """Return the sentence that the record of decisions keeps of an import."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Comments of %(site)s, from the file %(file)s (SHA-256: %(digest)s).") % {
            "site": run.site.key,
            "file": run.file_name,
            "digest": run.digest,
        }


@dataclass(frozen=True, slots=True)
class _Thread:
    """What an item's comments are now: left out, or to be taken over in this order."""

    left_out: Sequence[StagedComment]
    taken: Sequence[StagedComment]
    said: Sequence[ImportedComment]
    answered: frozenset[str]


class TakingOver:
    """Takes comments over, page by page."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._batch = batch_of(work.run)
        self._screening = ImportScreening()

    def step(self) -> bool:
        """Take over the next comments of one page; return whether there were any."""
        first = comments_to_take(self._work).select_related("record").order_by("record").first()
        if first is None:
            return False
        thread = self._thread_of(first.record)
        page_id = first.record.page_id
        judgements = judge(
            page_id=page_id,
            comments=thread.said,
            answered=thread.answered,
            trusts_approved=self._work.run.trusts_approved,
            screening=self._screening,
        )
        with transaction.atomic():
            looked_at = [*thread.left_out, *thread.taken]
            self._work.move(position=self._work.run.position + len(looked_at))
            if page_id is not None:
                results = write_judged(
                    page_id=page_id, judgements=judgements, batch=self._batch, now=self._work.now
                )
                _tell(thread.taken, results)
            _keep(looked_at)
        return True

    def _thread_of(self, record: SourceRecord) -> _Thread:
        rows = StagedComment.objects.filter(run=self._work.run, record=record).order_by("order")
        readers: list[StagedComment] = []
        left_out: list[StagedComment] = []
        for row in rows:
            reason = why_not(row) if record.page_id else reasons.NO_PAGE_HERE
            if not reason:
                readers.append(row)
            elif not row.outcome:
                row.outcome, row.reason = Outcome.SKIPPED, reason
                left_out.append(row)
        by_key = {key_in(self._work.site.key, each.key): each for each in readers}
        said = [imported_comment(row, site_key=self._work.site.key, key=row.key) for row in readers]
        portion = [each for each in reading_order(said) if not by_key[each.key].outcome][:PORTION]
        return _Thread(
            left_out=left_out,
            taken=[by_key[each.key] for each in portion],
            said=portion,
            answered=frozenset(each.parent_key for each in said),
        )


def _keep(rows: Iterable[StagedComment]) -> None:
    """Write what became of the rows: of most of them the same."""
    alike: dict[tuple[str, str, bool], list[int]] = defaultdict(list)
    for row in rows:
        alike[row.outcome, row.reason, row.waits].append(row.pk)
    for (outcome, reason, waits), ids in alike.items():
        for start in range(0, len(ids), PORTION):
            StagedComment.objects.filter(pk__in=ids[start : start + PORTION]).update(
                outcome=outcome, reason=reason, waits=waits
            )


def _tell(rows: Sequence[StagedComment], results: Results) -> None:
    """Write beside what was said what became of it."""
    for row, result in zip(rows, results.each, strict=True):
        row.outcome = Outcome(result.outcome)
        row.reason = reason_of(result.omission)
        row.waits = result.waits
