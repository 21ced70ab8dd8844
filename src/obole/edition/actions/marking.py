"""Marks: what changed, written in the transaction that changed it."""

from collections.abc import Collection

from django.db import connection, transaction
from wagtail.models import Page

from obole.donations.models import Gift
from obole.edition.actions.sweeping import sweep
from obole.edition.models import KnownPlace, Mark
from obole.foundation import clock
from obole.newsroom.models import ArticlePage
from obole.newsroom.queries.listings import readable_articles
from obole.newsroom.queries.places import around_article, place_of_article, readable_article
from obole.newsroom.rules import ingredients as names
from obole.newsroom.rules.ingredients import Place, moved_lists

LONGEST_REASON = 200


def mark(*, ingredients: Collection[str], reason: str) -> None:
    """Say, inside the transaction that changes them, that these changed.

    When it commits, the pages that used them are taken away before anybody is told that the
    change is done; if the process dies in between, the next sweep does it.
    """
    assert transaction.get_connection().in_atomic_block, (
        f"{reason}: marked outside a transaction; a crash could part it from its cause."
    )
    Mark.objects.bulk_create(
        Mark(
            ingredient=ingredient,
            reason=reason[:LONGEST_REASON],
            made_at=clock.now(),
            transaction_id=_transaction_id(),
        )
        for ingredient in sorted(ingredients)
    )
    # Lost in a crash, it is made up for: the scheduled sweep does the same.
    transaction.on_commit(sweep, robust=True)  # noqa: TID251


def mark_article(*, page_id: int, reason: str, is_new: bool = False) -> None:
    """Mark an article, the lists that it entered, left or moved in, and its neighbours.

    Call it after the article's dates, section and authors were written. `is_new` says that it
    stood nowhere before.
    """
    now = clock.now()
    _wait_for_the_section(page_id)
    readable = readable_articles(now=now)
    article = readable_article(page_id=page_id, among=readable)
    place = place_of_article(article=article)
    known = KnownPlace.objects.filter(pk=page_id).first()
    before = Place(lists=known.lists, order=known.order) if known else Place()
    changed = {names.page(page_id), *_always(before), *_always(place)}
    if moved := moved_lists(before=before, now=place):
        changed |= moved
        changed |= around_article(page_id=page_id, article=article, readable=readable)
    if known is None and not is_new:
        # It was published before anybody noted places: which lists it leaves, nobody knows.
        changed.add(names.SITE)
    KnownPlace.objects.bulk_create(
        [KnownPlace(page_id=page_id, lists=sorted(place.lists), order=place.order)],
        update_conflicts=True,
        unique_fields=["page_id"],
        update_fields=["lists", "order"],
    )
    mark(ingredients=changed, reason=reason)


def _wait_for_the_section(page_id: int) -> None:
    """Let one article of a section enter or leave it at a time, until the transaction ends.

    On PostgreSQL two that are published at once would not see each other, and neither would mark
    the other as its neighbour. SQLite has one writer anyway.
    """
    if connection.vendor != "postgresql":
        return
    section = ArticlePage.objects.filter(pk=page_id).values("section")
    locked = Page.objects.select_for_update(no_key=True).filter(pk__in=section).order_by("pk")
    assert len(locked.values_list("pk")) <= 1, "An article stands in one section."


def _always(place: Place) -> set[str]:
    """Return the lists that say more of an article than that it is in them."""
    return {name for name in place.lists if name.startswith(names.SAYS_MORE)}


def _transaction_id() -> int | None:
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return int(cursor.fetchone()[0])


def is_article(*, page_id: int) -> bool:
    """Tell whether a page is an article, or was one: the others stand around every page."""
    return (
        KnownPlace.objects.filter(pk=page_id).exists()
        or ArticlePage.objects.filter(pk=page_id).exists()
    )


def campaign_of_gift(*, gift_id: int) -> int:
    """Return the key of the campaign that a gift is for."""
    return Gift.objects.values_list("campaign_id", flat=True).get(pk=gift_id)


def is_live(*, page_id: int) -> bool:
    """Tell whether readers may find the page, unless something else hides it."""
    return ArticlePage.objects.filter(pk=page_id, live=True).exists()
