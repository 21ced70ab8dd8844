"""The stage after writing: what the desk looks for, and what refers to what.

Wagtail queues a task for each row that is saved; here each page is indexed once, many at a time.
"""

from collections.abc import Sequence

from django.db.models import QuerySet
from wagtail.models import Page, ReferenceIndex
from wagtail.search.backends import get_search_backend

from obole.newsroom.models import ArticlePage, StandingPage
from obole.portability.actions.rows import take_rows
from obole.portability.actions.work import Work
from obole.portability.models import Kind, Outcome, SourceRecord

PORTION = 25


def records_to_index(work: Work) -> QuerySet[SourceRecord]:
    """Return the records of pages that this run has written."""
    return SourceRecord.objects.filter(
        run=work.run,
        kind__in=(Kind.POST, Kind.PAGE),
        outcome__in=(Outcome.IMPORTED, Outcome.UPDATED),
        page__isnull=False,
    )


def index_step(work: Work) -> bool:
    """Index the next pages; return whether there were any."""
    return take_rows(work, records_to_index(work), limit=PORTION, handle=_index)


def _index(records: Sequence[SourceRecord]) -> None:
    backend = get_search_backend()
    page_ids = [record.page_id for record in records]
    for model in (ArticlePage, StandingPage):
        pages: list[Page] = list(model.objects.filter(pk__in=page_ids).order_by("pk"))
        backend.add_bulk(model, pages)
        for page in pages:
            ReferenceIndex.create_or_update_for_object(page)
