"""What the pages app can do: announce that a page went live, moved or was withdrawn."""

from django.db import transaction

from obole.foundation.facts import emit
from obole.pages import queries, rules
from obole.pages.events import AliasPublished, PageMoved, PagesReordered, PageWithdrawn
from obole.pages.models import Publication, PublicPage

# One pass makes up for this many lost announcements; the next minute goes on.
MISSED_PUBLICATIONS_PER_PASS = 500


@transaction.atomic
def announce_publication(*, page: PublicPage) -> Publication | None:
    """Record and announce the page's live revision; return the record, or None if there is none.

    Wagtail also sends its signal for pages that are only scheduled (wagtail#13959): a page that
    is not live, or still under embargo, is not announced. A second call for the same revision
    does nothing.
    """
    current = type(page)._default_manager.select_for_update().filter(pk=page.pk).first()
    if current is None or not current.live or current.live_revision_id is None:
        return None
    if current.is_under_embargo():
        return None
    if Publication.objects.filter(revision_id=current.live_revision_id).exists():
        return None
    publication = _record_version(page=current)
    emit(current.publication_event(publication=publication))
    return publication


def _record_version(*, page: PublicPage) -> Publication:
    before = queries.latest_publication(page_id=page.pk)
    lines = page.readable_lines()
    # An imported page keeps the day on which it was first published.
    published_at = page.last_published_at if before else page.first_published_at
    assert page.live_revision_id is not None, "only a live revision is announced"
    assert published_at is not None, "Wagtail dates what it publishes"
    return Publication.objects.create(
        page=page,
        revision_id=page.live_revision_id,
        number=before.number + 1 if before else 1,
        published_at=published_at,
        headline=page.title,
        lines=lines,
        is_substantive=rules.is_substantive(
            headline=page.title,
            lines=lines,
            before=(before.headline, before.lines) if before else None,
        ),
        previous_digest=before.digest if before else "",
        digest=rules.version_digest(
            headline=page.title, lines=lines, previous_digest=before.digest if before else ""
        ),
    )


def announce_missed_publications() -> int:
    """Announce live revisions whose announcement was lost in a crash; return how many."""
    missed = queries.unannounced_pages()[:MISSED_PUBLICATIONS_PER_PASS]
    pages = [page for page in missed.specific() if isinstance(page, PublicPage)]
    return sum(announce_publication(page=page) is not None for page in pages)


@transaction.atomic
def announce_alias(*, page: PublicPage, first_time: bool) -> None:
    """Announce that an alias shows what its original says now."""
    emit(AliasPublished(page_id=page.pk, first_time=first_time))


@transaction.atomic
def announce_withdrawal(*, page: PublicPage) -> None:
    """Announce that readers can no longer read the page."""
    emit(PageWithdrawn(page_id=page.pk, title=page.title, url=page.full_url or ""))


@transaction.atomic
def announce_move(*, page: PublicPage, old_url: str, new_url: str) -> None:
    """Announce that the page has another address, or another place at the same address."""
    if old_url != new_url:
        emit(PageMoved(page_id=page.pk, old_url=old_url, new_url=new_url))
    else:
        emit(PagesReordered(page_id=page.pk))
