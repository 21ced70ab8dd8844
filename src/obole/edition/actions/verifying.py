"""The proof: every baked page is what a fresh rendering gives, byte for byte."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256

from obole.edition.actions.sweeping import sweep, sweep_expired
from obole.edition.models import BakedPage
from obole.edition.places import the_tree
from obole.edition.queries import has_changed_since, moment
from obole.edition.rendering import render_afresh

# A page that changes while it is compared is compared again; nobody edits one so often.
ATTEMPTS = 5
ROWS_AT_ONCE = 500


class Finding(Enum):
    """How a baked page compares with a fresh one."""

    EQUAL = "equal"
    GONE = "taken away meanwhile"
    OTHER_BYTES = "other bytes"
    OTHER_HEADERS = "other headers"
    NOT_PUBLIC = "no page for keeping any more"


WRONG = frozenset((Finding.OTHER_BYTES, Finding.OTHER_HEADERS, Finding.NOT_PUBLIC))


@dataclass(frozen=True)
class Compared:
    """A page and what was found."""

    path: str
    finding: Finding

    @property
    def is_wrong(self) -> bool:
        """Tell whether readers get something else than a fresh page."""
        return self.finding in WRONG


def verify() -> Iterator[Compared]:
    """Render every page that is in the tree afresh, and yield how it compares.

    What crashed after a commit is swept first, as the schedule would.
    """
    sweep_expired()
    sweep()
    last = ""
    while paths := list(
        BakedPage.objects.filter(is_stale=False, path__gt=last)
        .order_by("path")
        .values_list("path", flat=True)[:ROWS_AT_ONCE]
    ):
        for path in paths:
            yield Compared(path, compare(path=path))
        last = paths[-1]


def compare(*, path: str) -> Finding:
    """Compare one page of the tree with a fresh rendering; what changes meanwhile is done again."""
    finding = Finding.GONE
    for _ in range(ATTEMPTS):
        since = moment()
        baked = the_tree().read_current(path)
        if baked is None:
            return Finding.GONE
        fresh = render_afresh(path)
        if sha256(fresh.body).hexdigest() != baked.about.digest:
            finding = Finding.OTHER_BYTES
        elif fresh.refusal:
            finding = Finding.NOT_PUBLIC
        elif sorted(fresh.kept_headers) != sorted(baked.about.headers):
            finding = Finding.OTHER_HEADERS
        else:
            return Finding.EQUAL
        if not _changed(path, since, fresh.recipe.ingredients, baked.about.baked_ns):
            return finding
    return finding


def _changed(path: str, since: str, ingredients: set[str], baked_ns: int) -> bool:
    """Tell whether the page changed or ended while it was compared: a difference proves nothing."""
    now = the_tree().read_current(path)
    if now is None or now.about.baked_ns != baked_ns:
        return True
    row = BakedPage.objects.filter(path=path).first()
    known = set(row.ingredients.values_list("ingredient", flat=True)) if row else set()
    return has_changed_since(since, ingredients=ingredients | known)
