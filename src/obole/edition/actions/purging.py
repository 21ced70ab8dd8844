"""Telling a cache in front, of ours or of a CDN, which addresses it must ask for again."""

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.conf import settings
from django_tasks import task
from wagtail.contrib.frontend_cache.utils import get_backends

from obole.edition.models import BakedPage

# What the services take in one request, and a task in a few seconds.
ADDRESSES_AT_ONCE = 30
# Where Wagtail's backends say that a purge failed, before they go on.
BACKENDS_LOGGER = "wagtail.frontendcache"


class PurgeFailed(Exception):
    """A cache in front did not take a purge; the message is what its backend said."""


def purge_later(*, paths: Collection[str] | None) -> None:
    """Queue the purging of these paths, inside the transaction that says they are stale.

    None for all of them. Nothing where no cache is named (`cache_url` in obole.toml).
    """
    if not settings.WAGTAILFRONTENDCACHE:
        return
    everything = BakedPage.objects.order_by("-reads", "pk").values_list("path", flat=True)
    stale = list(everything) if paths is None else sorted(paths)
    for start in range(0, len(stale), ADDRESSES_AT_ONCE):
        purge_addresses.enqueue(paths=stale[start : start + ADDRESSES_AT_ONCE])


@task()
def purge_addresses(*, paths: list[str]) -> None:
    """Tell every cache that is named to forget these paths. Raise PurgeFailed, to be tried again.

    Purging twice is the same as purging once.
    """
    root = settings.WAGTAILADMIN_BASE_URL
    with _failures() as failures:
        for backend in get_backends().values():
            backend.purge_batch([f"{root}{path}" for path in paths])
    if failures:
        raise PurgeFailed("; ".join(failures))


@contextmanager
def _failures() -> Iterator[list[str]]:
    """Collect what Wagtail's backends log as errors: they raise nothing."""
    found: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    collector = Collector(level=logging.ERROR)
    logger = logging.getLogger(BACKENDS_LOGGER)
    logger.addHandler(collector)
    try:
        yield found
    finally:
        logger.removeHandler(collector)
