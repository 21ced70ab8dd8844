"""Baking: a page is rendered, packed, and kept if nothing that it shows has changed meanwhile."""

import logging
import time
from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django_tasks import task

from obole.edition import packing
from obole.edition.actions.sweeping import BEFORE_ITS_TIME
from obole.edition.models import BakedIngredient, BakedPage
from obole.edition.places import the_tree
from obole.edition.queries import has_changed_since, moment, stale_pages
from obole.edition.rendering import Rendered, render
from obole.edition.tree import About, Baked, Busy, drawn_time
from obole.foundation import clock
from obole.newsroom.rules.ingredients import SITE

logger = logging.getLogger(__name__)

# What one task bakes before it gives others their turn and queues itself again.
SLICE_SECONDS = 15.0
# Somebody else bakes the same page: let them.
NO_WAIT_SECONDS = 0.0


class Outcome(Enum):
    """What became of a baking."""

    KEPT = "kept"
    CHANGED = "changed meanwhile"
    NOT_FOR_KEEPING = "not for keeping"
    BUSY = "baked by somebody else"


def bake(*, path: str, wait_seconds: float = NO_WAIT_SECONDS) -> Outcome:
    """Render the page of this path and keep it; one that is there already stays as it is."""
    try:
        with the_tree().flight(path, wait_seconds=wait_seconds):
            if the_tree().read_current(path) is not None:
                return Outcome.KEPT
            since = moment()
            return keep(path=path, rendered=render(path), since=since)
    except Busy:
        return Outcome.BUSY


def keep(*, path: str, rendered: Rendered, since: str) -> Outcome:
    """Keep a page that was rendered after the moment `since`, unless it changed since then.

    Row and file are written while the tree is locked. Whoever commits a change later waits for
    the lock to take the page away; whoever committed one before is seen here.
    """
    if rendered.refusal:
        _forget(path)
        return Outcome.NOT_FOR_KEEPING
    now = clock.now()
    until = rendered.recipe.valid_until
    if until is not None and until - BEFORE_ITS_TIME <= now:
        return Outcome.NOT_FOR_KEEPING
    baked = baked_from(rendered)
    names = rendered.recipe.ingredients | {SITE}
    tree = the_tree()
    with tree.locked():
        if has_changed_since(since, ingredients=names):
            return Outcome.CHANGED
        _record(path=path, baked=baked, names=names, now=now, until=until)
        tree.write(path, baked)
    return Outcome.KEPT


def baked_from(rendered: Rendered) -> Baked:
    """Return the page as it goes into the tree, with its packed twins."""
    copies = packing.copies_of(rendered.body)
    until = rendered.recipe.valid_until
    return Baked(
        About(
            headers=rendered.kept_headers,
            is_special=_is_special(rendered),
            digest=sha256(rendered.body).hexdigest(),
            baked_ns=time.time_ns(),
            valid_until=until.timestamp() if until else None,
            sizes={coding.value: len(copy) for coding, copy in copies.items()},
            drawn_times={coding.value: drawn_time(copy) for coding, copy in copies.items()},
        ),
        copies,
    )


def _is_special(rendered: Rendered) -> bool:
    """Tell whether the page says more in its headers than a web server would by itself."""
    headers = dict(rendered.kept_headers)
    headers.pop("Content-Language", None)
    return headers != settings.EDITION_PLAIN_HEADERS


@transaction.atomic
def _record(
    *, path: str, baked: Baked, names: set[str], now: datetime, until: datetime | None
) -> None:
    values = {
        "baked_at": now,
        "valid_until": until,
        "baked_ns": baked.about.baked_ns,
        "digest": baked.about.digest,
        "size_bytes": baked.about.sizes["identity"],
        "is_stale": False,
    }
    # In one statement; how often the page is read stays as it is.
    [page] = BakedPage.objects.bulk_create(
        [BakedPage(path=path, **values)],
        update_conflicts=True,
        unique_fields=["path"],
        update_fields=[*values],
    )
    known = set(page.ingredients.values_list("ingredient", flat=True))
    if gone := known - names:
        page.ingredients.filter(ingredient__in=gone).delete()
    BakedIngredient.objects.bulk_create(
        BakedIngredient(page=page, ingredient=name) for name in sorted(names - known)
    )


def _forget(path: str) -> None:
    """Forget a page that there no longer is; a path that never had one leaves no row."""
    stale = BakedPage.objects.filter(path=path, is_stale=True)
    # To delete nothing is a transaction that writes: who invents addresses must not lock writers.
    if stale.exists():
        stale.delete()


def bake_stale(*, within: timedelta = timedelta(seconds=SLICE_SECONDS)) -> int:
    """Bake the stale pages again, the most read first; return how many were kept.

    After the time is up the rest is queued as a task, so that other tasks have their turn.
    """
    deadline = time.monotonic() + within.total_seconds()
    tried: list[int] = []
    kept = 0
    while (page := stale_pages().exclude(pk__in=tried).first()) is not None:
        if time.monotonic() >= deadline:
            bake_the_rest.enqueue()
            break
        tried.append(page.pk)
        kept += bake(path=page.path) is Outcome.KEPT
    return kept


@task()
def bake_the_rest() -> None:
    """Go on baking stale pages."""
    bake_stale()
