"""Baking all there is: from the front pages and the sitemaps, along every link."""

from collections import deque
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

from obole.edition.actions.baking import Outcome, bake
from obole.edition.places import the_tree
from obole.edition.rules.addresses import can_be_baked
from obole.edition.rules.links import paths_in
from obole.edition.rules.negotiation import Coding

# What no page needs to link to.
SEEDS = (
    *("/", "/sitemap.xml", "/news-sitemap.xml", "/robots.txt", "/trust.txt"),
    *("/.well-known/trust.txt", "/.well-known/security.txt", "/.well-known/tdmrep.json"),
)
# Whoever bakes the same page is done in a second; who changes it goes on, or lets it be.
WAIT_SECONDS = 10.0
ATTEMPTS = 5


def bake_all() -> Iterator[tuple[str, Outcome, int]]:
    """Bake every page that can be reached; yield path, outcome, and how many are known so far.

    Pages that are baked already are read, not rendered.
    """
    waiting = deque(SEEDS)
    known = set(waiting)
    while waiting:
        path = waiting.popleft()
        outcome = _baked_at_last(path)
        fresh = {
            each
            for each in links_of(path)
            if can_be_baked(each) and not each.startswith(settings.EDITION_EXCEPTED)
        }
        waiting.extend(sorted(fresh - known))
        known |= fresh
        yield path, outcome, len(known)


def _baked_at_last(path: str) -> Outcome:
    """Bake the page, whoever is at it: what stands behind it is found through it alone."""
    for _ in range(ATTEMPTS):
        outcome = bake(path=path, wait_seconds=WAIT_SECONDS)
        if outcome not in {Outcome.BUSY, Outcome.CHANGED}:
            break
    return outcome


def links_of(path: str) -> set[str]:
    """Return the paths that a baked page names; none for a page that is not there."""
    baked = the_tree().read(path)
    if baked is None:
        return set()
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    text = baked.copies[Coding.IDENTITY].decode("utf-8", "replace")
    return paths_in(text, origin=f"{address.scheme}://{address.netloc}")
