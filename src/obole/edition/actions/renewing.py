"""A whole new edition, when something changed that no fact tells of."""

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import transaction

import obole
from obole.edition.actions.marking import mark
from obole.edition.actions.sweeping import sweep
from obole.edition.models import BakedPage
from obole.edition.places import the_tree
from obole.edition.queries import portions
from obole.newsroom.rules.ingredients import SITE

LIBRARIES = ("obole", "django", "wagtail")
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def renew_if_changed() -> bool:
    """Mark everything if program, settings, templates or theme changed; tell whether.

    Also after the machine was started again: what lies in the tree was never synced.
    """
    file = the_tree().folder / "fingerprint"
    fingerprint = _fingerprint()
    try:
        known = file.read_text(encoding="ascii")
    except (OSError, ValueError):
        known = ""
    if known == fingerprint:
        return False
    with transaction.atomic():
        mark(ingredients=[SITE], reason="the program, its settings or the theme changed")
    sweep()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(fingerprint, encoding="ascii")
    return True


def _fingerprint() -> str:
    lines = [*_of_the_program(), *_of_the_site()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@cache
def _of_the_program() -> tuple[str, ...]:
    """Return what stays as it is while this process runs, whatever is installed meanwhile."""
    package = Path(obole.__file__).parent
    return (
        *(f"{name} {version(name)}" for name in LIBRARIES),
        *_times(package.rglob("*")),
        BOOT_ID.read_text(encoding="ascii") if BOOT_ID.exists() else "",
        f"{settings.WAGTAILADMIN_BASE_URL} {settings.LANGUAGE_CODE} {settings.TIME_ZONE}",
        f"{settings.EDITION_PLAIN_HEADERS}",
    )


def _of_the_site() -> Iterator[str]:
    site = settings.ENVIRONMENT.site
    # Pages name their pictures with it.
    yield settings.MEDIA_BUCKET.address if settings.MEDIA_BUCKET else ""
    yield from _times([site / "theme.css", settings.ENVIRONMENT.var / "static-fingerprint"])
    yield from _times((site / "templates").rglob("*"))


def _times(files: "Iterator[Path] | list[Path]") -> Iterator[str]:
    for file in sorted(files):
        if file.suffix != ".pyc" and file.is_file():
            facts = file.stat()
            yield f"{file} {facts.st_mtime_ns} {facts.st_size}"


def reconcile() -> int:
    """Make rows and files agree, as they may not after a database was put back from a copy.

    Files that no row knows go; rows without their file become stale, and what is left of it goes.
    Returns how many differed.
    """
    tree = the_tree()
    with tree.locked():
        known = dict(BakedPage.objects.filter(is_stale=False).values_list("path", "baked_ns"))
        strange = [path for path, baked_ns in tree.files() if known.get(path) != baked_ns]
        for path in strange:
            tree.remove(path)
        there = {path for path, _ in tree.files()}
        lost = [path for path in known if path not in there]
        for path in lost:
            # A kill amid a removal, or a writing, leaves what a web server in front would send.
            tree.remove(path)
        for paths in portions(lost):
            BakedPage.objects.filter(path__in=paths).update(
                is_stale=True, stale_reason="its file was gone"
            )
    return len(strange) + len(lost)
