"""What is to be proved after every change: readers get what a fresh rendering gives."""

from collections.abc import Iterable

from asking import Reader
from rows_read import RowsRead, noted

from obole.edition.actions.walking import SEEDS, links_of
from obole.edition.keeper import Keeper
from obole.edition.places import the_tree
from obole.edition.rendering import Rendered, render_afresh
from obole.edition.rules.addresses import can_be_baked

# The same lists in three formats: of a section's, an author's and a subject's, one is asked.
TOLD_APART = ("/atom.xml", "/corrections/atom.xml", "/en/atom.xml", "/feed.json")
# One page of each language: what stands around it stands around all.
SURROUNDED = ("/archives/", "/en/archives/")
MADE_BY_THE_FRONT = frozenset(("cache-control", "etag", "vary", "content-length"))


class PromptKeeper(Keeper):
    """Keeps at once what a web process keeps a moment later, so that a test knows when."""

    def keep(self, *, path, rendered, since, release) -> None:  # type: ignore[no-untyped-def]
        """Keep the page now."""
        from obole.edition.actions import keep

        try:
            keep(path=path, rendered=rendered, since=since)
        finally:
            release()

    def count(self, path: str) -> None:
        """Count nothing."""


def prompt_reader() -> Reader:
    """Return a reader behind whose front pages are kept before the answer goes out."""
    reader = Reader()
    reader.front._keeper = PromptKeeper()
    return reader


class Proof:
    """Every address that was ever seen, and what is asserted of them."""

    def __init__(self) -> None:
        self.reader = prompt_reader()
        self.seen: set[str] = set(SEEDS)
        self.rows: dict[str, RowsRead] = {}
        # A process remembers them from one page to the next: a page need not have asked.
        self.surroundings = RowsRead()
        self.compared = 0

    def check(self, *, in_full: bool = False) -> None:
        """Compare what lies in the tree with fresh renderings, then ask for all that does not.

        A page whose rows all are as they were is not rendered for it, unless time passed: then
        say `in_full`. Addresses that are found on the way are asked as well, so that they lie
        there next time.
        """
        in_full = in_full or not self.surroundings.are_the_same()
        with noted() as self.surroundings:
            for path in SURROUNDED:
                render_afresh(path)
        waiting = sorted(self.seen)
        while waiting:
            for path in waiting:
                self._check(path, in_full=in_full)
            named = {each for path in waiting for each in links_of(path)}
            waiting = sorted({path for path in named if self._is_wanted(path)} - self.seen)
            self.seen.update(waiting)

    def _check(self, path: str, *, in_full: bool) -> None:
        if the_tree().read_current(path) is None:
            # Rendered now, by the front itself; what is kept of it is compared next time.
            with noted() as self.rows[path]:
                self.reader.get(path)
        elif in_full or not self.rows[path].are_the_same():
            self.compare(path)

    def compare(self, path: str) -> None:
        """Assert that a reader gets what a fresh rendering gives: status, headers, bytes."""
        answer = self.reader.get(path)
        fresh = render_afresh(path)
        self.compared += 1

        assert answer.status == int(fresh.status[:3]), (path, answer.status, fresh.status)
        assert answer.body == fresh.body, first_difference(path, answer.body, fresh.body)
        assert said(answer.headers.items()) == said(expected_headers(fresh)), path

    def _is_wanted(self, path: str) -> bool:
        if not can_be_baked(path) or path.startswith(tuple(self.reader.front.excepted)):
            return False
        return path in TOLD_APART or not path.endswith(("/atom.xml", "/feed.json"))


def expected_headers(fresh: Rendered) -> Iterable[tuple[str, str]]:
    """Return the headers of a fresh answer that a kept page keeps."""
    return fresh.headers if fresh.refusal else fresh.kept_headers


def said(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return headers without those that the front makes for each copy."""
    return sorted(pair for pair in headers if pair[0].lower() not in MADE_BY_THE_FRONT)


def first_difference(path: str, answered: bytes, fresh: bytes) -> str:
    """Say where two answers part."""
    pairs = zip(answered.splitlines(), fresh.splitlines(), strict=False)
    for old, new in pairs:
        if old != new:
            start = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
            near = slice(max(0, start - 80), start + 120)
            return f"{path}: a reader gets\n  {old[near]!r}\nand a fresh page says\n  {new[near]!r}"
    return f"{path}: {len(answered)} bytes instead of {len(fresh)}"
