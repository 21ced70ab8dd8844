"""Telling a cache in front, of ours or of a CDN, which addresses it must ask for again."""

from collections.abc import Collection

from django.conf import settings
from django_tasks import task
from wagtail.contrib.frontend_cache.utils import purge_urls_from_cache

# What the services take in one request, and a task in a few seconds.
ADDRESSES_AT_ONCE = 30


def purge_later(*, paths: Collection[str] | None) -> None:
    """Queue the purging of these paths, inside the transaction that says they are stale.

    None for all of them. Nothing where no cache is named (WAGTAILFRONTENDCACHE).
    """
    if not getattr(settings, "WAGTAILFRONTENDCACHE", None):
        return
    stale = sorted(_all_paths() if paths is None else paths)
    for start in range(0, len(stale), ADDRESSES_AT_ONCE):
        purge_addresses.enqueue(paths=stale[start : start + ADDRESSES_AT_ONCE])


def _all_paths() -> Collection[str]:
    from obole.edition.models import BakedPage

    return list(BakedPage.objects.order_by("-reads", "pk").values_list("path", flat=True))


@task()
def purge_addresses(*, paths: list[str]) -> None:
    """Tell every cache that is named to forget these paths. Tried again when one fails."""
    root = settings.WAGTAILADMIN_BASE_URL
    purge_urls_from_cache([f"{root}{path}" for path in paths])
