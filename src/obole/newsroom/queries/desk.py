"""What the desk shows: what needs somebody now, the calendar, translations left behind."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import CharField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from django_tasks import TaskResultStatus
from wagtail.models import Revision
from wagtail.query import PageQuerySet

from obole.accounts.models import User
from obole.foundation.models import BackgroundTask
from obole.newsroom.models import ArticlePage, Correction, NewsroomSettings
from obole.pages.models import Publication, PublicPage

# What fits on the desk's first screen; the calendar and the explorer have the rest.
SHOWN_AT_MOST = 8


@dataclass(frozen=True)
class DeskToday:
    """What needs this person now, as far as their role goes."""

    drafts: Sequence[ArticlePage] = field(default_factory=list)
    scheduled: Sequence[ArticlePage] = field(default_factory=list)
    corrections: Sequence[Correction] = field(default_factory=list)
    failed_tasks: int = 0


def desk_today(*, user: User, is_writing: bool, is_publishing: bool) -> DeskToday:
    """Return what needs this person now, in a constant number of queries."""
    is_repairing = user.has_perm("foundation.retry_backgroundtask")
    return DeskToday(
        drafts=list(unfinished_articles(user=user)[:SHOWN_AT_MOST]) if is_writing else [],
        scheduled=list(scheduled_articles()[:SHOWN_AT_MOST]) if is_publishing else [],
        corrections=list(latest_corrections()[:SHOWN_AT_MOST]) if is_publishing else [],
        failed_tasks=given_up_tasks() if is_repairing else 0,
    )


def unfinished_articles(*, user: User) -> PageQuerySet:
    """Return the articles of this person that readers can't read yet, or not as they stand."""
    unfinished: PageQuerySet = (
        ArticlePage.objects.filter(owner=user)
        .filter(Q(live=False) | Q(has_unpublished_changes=True))
        .select_related("locale")
        .defer("body")
        .order_by("-latest_revision_created_at", "-pk")
    )
    return unfinished


def scheduled_articles() -> PageQuerySet:
    """Return the articles that go live by themselves, the next one first."""
    scheduled: PageQuerySet = (
        _with_schedule()
        .filter(scheduled_at__isnull=False)
        .select_related("locale")
        .defer("body")
        .order_by("scheduled_at", "pk")
    )
    return scheduled


def calendar() -> PageQuerySet:
    """Return what was published and what will be, as `moment`, the furthest ahead first."""
    dated: PageQuerySet = (
        _with_schedule()
        .annotate(moment=Coalesce("scheduled_at", "published_at"))
        .filter(moment__isnull=False)
        .select_related("locale", "section")
        .defer("body")
        .order_by("-moment", "-pk")
    )
    return dated


def _with_schedule() -> PageQuerySet:
    approved = (
        Revision.page_revisions.filter(
            object_id=Cast(OuterRef("pk"), CharField()), approved_go_live_at__isnull=False
        )
        .order_by("approved_go_live_at")
        .values("approved_go_live_at")[:1]
    )
    return ArticlePage.objects.annotate(scheduled_at=Subquery(approved))


def latest_corrections() -> QuerySet[Correction]:
    """Return the newest corrections of published articles."""
    return (
        Correction.objects.filter(article__live=True)
        .select_related("article__locale")
        .defer("article__body")
        .order_by("-made_at", "-pk")
    )


def given_up_tasks() -> int:
    """Return how many background tasks failed for good."""
    return BackgroundTask.objects.filter(status=TaskResultStatus.FAILED).count()


@dataclass(frozen=True)
class OriginalChanged:
    """The original of a translation says something else since it was translated."""

    original: PublicPage
    changed_at: datetime


def original_changed(*, page: PublicPage) -> OriginalChanged | None:
    """Tell whether what readers read of the original changed since this translation was.

    The original is the oldest page of the same content. The translation counts as of its latest
    published change, or as of its making while it is unpublished.
    """
    if not page.pk:
        return None
    original = (
        type(page).objects.filter(translation_key=page.translation_key).order_by("pk").first()
    )
    if original is None or original.pk == page.pk:
        return None
    changed_at = _last_change(page_id=original.pk)
    translated_at = _last_change(page_id=page.pk) or _made_at(page=page)
    if changed_at is None or translated_at is None or changed_at <= translated_at:
        return None
    return OriginalChanged(original=original, changed_at=changed_at)


def _last_change(*, page_id: int) -> datetime | None:
    versions = Publication.objects.filter(page_id=page_id, is_substantive=True)
    return versions.order_by("-number").values_list("published_at", flat=True).first()


def _made_at(*, page: PublicPage) -> datetime | None:
    made_at: datetime | None = page.revisions.aggregate(first=Min("created_at"))["first"]
    return made_at


def newsroom_name() -> str | None:
    """Return the name of the newsroom; None before it was founded."""
    return NewsroomSettings.objects.order_by("pk").values_list("name", flat=True).first()
