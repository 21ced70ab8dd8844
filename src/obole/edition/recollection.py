"""The memory that the renderings of a process share, as long as nothing in it has changed.

The rule is that of the tree (docs/explanation/how-a-page-is-known-to-be-right.md): note the moment
before anything is read, and ask before each use whether one of the ingredients was marked since.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import Error as DatabaseError
from wagtail.models import Site, SiteRootPath

from obole.edition.queries import has_changed_since, moment
from obole.foundation.ingredients import use
from obole.foundation.memory import Memory, remembering
from obole.newsroom.rules.ingredients import SITE

# Far less than marks are kept: none that it does not know is forgotten before it.
LONGEST_SECONDS = 3_600.0


@dataclass(frozen=True)
class _Recollection:
    since: str = field(default_factory=moment)
    begun: float = field(default_factory=time.monotonic)
    memory: Memory = field(default_factory=Memory)

    def is_right(self, memory: Memory) -> bool:
        return time.monotonic() - self.begun < LONGEST_SECONDS and not has_changed_since(
            self.since, ingredients={SITE, *memory.ingredients}
        )


_current: _Recollection | None = None


def current_memory() -> Memory:
    """Return what this process remembers, or nothing at all if some of it has changed.

    It is for one answer: what others add to it after the look at the marks is not in it.
    """
    global _current  # noqa: PLW0603 - one a process; threads replace it whole
    current = _current or _Recollection()
    memory = current.memory.as_it_stands()
    if not current.is_right(memory):
        current = _Recollection()
        memory = current.memory.as_it_stands()
    _current = current
    _correct_root_paths(memory)
    return memory


@contextmanager
def recollecting() -> Iterator[None]:
    """Make an answer to a reader with what this process remembers."""
    try:
        memory = current_memory()
    except DatabaseError:
        # Django's own answer says what is the matter.
        memory = Memory()
    with remembering(memory):
        yield


def forget() -> None:
    """Forget everything: the database is another one, or rows were changed past the program."""
    global _current  # noqa: PLW0603 - as above
    _current = None


def _correct_root_paths(memory: Memory) -> None:
    """Take out of the cache where the sites' pages begin, if that is not so any more.

    Wagtail keeps it there for an hour in each process, whoever changes it meanwhile.
    """
    if set(Site.get_site_root_paths()) != memory.value("root paths", _root_paths):
        Site.clear_site_root_paths_cache()


def _root_paths() -> frozenset[SiteRootPath]:
    # Not by Wagtail's own method: another thread may put into the cache what it read before.
    use(SITE)
    return frozenset(_each_root_path())


def _each_root_path() -> Iterator[SiteRootPath]:
    for site in Site.objects.select_related("root_page"):
        for root in site.root_page.get_translations(inclusive=True).select_related("locale"):
            yield SiteRootPath(site.pk, root.url_path, site.root_url, root.locale.language_code)
