"""Taking stale pages away."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from obole.edition.actions.purging import purge_later
from obole.edition.models import BakedPage, Mark
from obole.edition.places import the_tree
from obole.edition.queries import fresh_pages
from obole.edition.tree import CLOCK_DIFFERENCE_SECONDS
from obole.foundation import clock
from obole.newsroom.rules.ingredients import SITE

logger = logging.getLogger(__name__)

# One sweep handles this many marks; an import that makes more takes several.
MARKS_AT_ONCE = 2_000
# A page is taken away this long before time makes it wrong: a web server in front, which knows no
# time, must not serve it for a second too long. The schedule sweeps every ten seconds.
BEFORE_ITS_TIME = timedelta(seconds=30)
# No baking takes this long, so that no baking can have begun before such a mark.
MARKS_ARE_KEPT = timedelta(days=1)


def sweep() -> int:
    """Take away the pages that committed marks made stale; return how many marks were swept.

    Doing it twice, or from several processes at once, changes nothing more.
    """
    swept = 0
    while marks := list(
        Mark.objects.filter(swept_at__isnull=True)
        .order_by("pk")
        .values_list("pk", "ingredient", "reason")[:MARKS_AT_ONCE]
    ):
        reasons = {ingredient: reason for _, ingredient, reason in reversed(marks)}
        with the_tree().locked():
            stale = _take_away(reasons)
            with transaction.atomic():
                _note(stale, reasons)
                purge_later(paths=None if stale is None else stale.values())
                Mark.objects.filter(pk__in=[key for key, _, _ in marks]).update(
                    swept_at=clock.now()
                )
        if SITE in reasons:
            the_tree().clear_waste()
        swept += len(marks)
        if len(marks) < MARKS_AT_ONCE:
            # What was committed meanwhile is swept by whoever committed it.
            break
    return swept


def _take_away(reasons: dict[str, str]) -> dict[int, str] | None:
    """Remove the files; return key and path of their pages, None for all."""
    tree = the_tree()
    if SITE in reasons:
        tree.remove_all()
        return None
    pages = fresh_pages(ingredients=reasons.keys())
    for path in pages.values():
        tree.remove(path)
    return pages


def _note(stale: dict[int, str] | None, reasons: dict[str, str]) -> None:
    fresh = BakedPage.objects.filter(is_stale=False)
    if stale is None:
        fresh.update(is_stale=True, stale_reason=reasons[SITE])
    elif stale:
        # One change is behind nearly every sweep; where there are several, the first is told.
        fresh.filter(pk__in=stale).update(is_stale=True, stale_reason=next(iter(reasons.values())))


def sweep_expired() -> int:
    """Take away the pages that time makes wrong, or that a clock set back since dates ahead."""
    now = clock.now()
    ended = Q(valid_until__lte=now + BEFORE_ITS_TIME) | Q(
        baked_at__gt=now + timedelta(seconds=CLOCK_DIFFERENCE_SECONDS)
    )
    tree = the_tree()
    with tree.locked():
        pages = dict(BakedPage.objects.filter(ended, is_stale=False).values_list("pk", "path"))
        for path in pages.values():
            tree.remove(path)
        if pages:
            with transaction.atomic():
                purge_later(paths=pages.values())
                BakedPage.objects.filter(pk__in=pages).update(is_stale=True, stale_reason="time")
    return len(pages)


def forget_old_marks() -> int:
    """Delete marks that were swept long ago; return how many. Reads count half as much."""
    deleted, _ = Mark.objects.filter(swept_at__lt=clock.now() - MARKS_ARE_KEPT).delete()
    BakedPage.objects.filter(reads__gt=0).update(reads=F("reads") / 2)
    return deleted
