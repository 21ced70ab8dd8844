"""Putting what was just published into the past. Only a demonstration may do this."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Model
from wagtail.models import Page, PageLogEntry, Revision

from obole.newsroom import actions
from obole.newsroom.models import ArticlePage
from obole.pages.models import Publication


def redate(*, page: Page, moments: Sequence[datetime]) -> None:
    """Make it look as if the page's versions had been published at these moments."""
    _spread(list(Publication.objects.filter(page=page).order_by("number")), "published_at", moments)
    _spread(list(page.revisions.order_by("pk")), "created_at", moments)
    PageLogEntry.objects.filter(page=page.pk).update(timestamp=moments[-1])
    Page.objects.filter(pk=page.pk).update(
        first_published_at=moments[0],
        last_published_at=moments[-1],
        latest_revision_created_at=moments[-1],
    )
    if isinstance(page, ArticlePage):
        actions.date_article(page_id=page.pk)
        actions.index_article(page_id=page.pk)


def redate_draft(*, page: Page, moment: datetime) -> None:
    """Make it look as if the page had been written at this moment."""
    Revision.page_revisions.filter(object_id=str(page.pk)).update(created_at=moment)
    PageLogEntry.objects.filter(page=page.pk).update(timestamp=moment)
    Page.objects.filter(pk=page.pk).update(latest_revision_created_at=moment)


def _spread(rows: Sequence[Model], field: str, moments: Sequence[datetime]) -> None:
    """Write the moments into the rows, one each."""
    assert len(rows) == len(moments), f"{len(rows)} rows for {len(moments)} moments"
    for row, moment in zip(rows, moments, strict=True):
        type(row)._default_manager.filter(pk=row.pk).update(**{field: moment})
