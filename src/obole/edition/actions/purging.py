"""Telling a cache in front, of ours or of a CDN, which addresses it must ask for again."""

from collections.abc import Collection

from django.conf import settings
from wagtail.contrib.frontend_cache.utils import purge_urls_from_cache

from obole.edition.models import BakedPage

# What the services take in one request, and a task in a few seconds.
ADDRESSES_AT_ONCE = 30


def purge_later(*, paths: Collection[str] | None) -> None:
    """Queue the purging of these paths, inside the transaction that says they are stale.

    None for all of them. Nothing where no cache is named (WAGTAILFRONTENDCACHE).
    """
    if not getattr(settings, "WAGTAILFRONTENDCACHE", None):
        return
    root = settings.WAGTAILADMIN_BASE_URL
    stale = [f"{root}{path}" for path in (_all_paths() if paths is None else sorted(paths))]
    for start in range(0, len(stale), ADDRESSES_AT_ONCE):
        # A task of Wagtail's: a row of this transaction, as all tasks are.
        purge_urls_from_cache(stale[start : start + ADDRESSES_AT_ONCE])


def _all_paths() -> Collection[str]:
    return list(BakedPage.objects.order_by("-reads", "pk").values_list("path", flat=True))
