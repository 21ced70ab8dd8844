"""How the newsroom that takes gifts is called and looks.

That is known a floor above: what knows it is handed down at start (`project/apps.py`), like the
names of those who sign (comments/queries/reserved_names.py).
"""

from collections.abc import Callable
from typing import Protocol


class Newspaper(Protocol):
    """What images and machines are told of the newsroom."""

    name: str
    accent: str
    """A colour, « #8a1f1f »."""


_sources: list[Callable[[], Newspaper]] = []


def install(source: Callable[[], Newspaper]) -> None:
    """Ask this query in this process; another call takes its place."""
    _sources[:] = [source]


def newspaper() -> Newspaper:
    """Return how the newsroom is called and looks."""
    assert _sources, "project/apps.py hands down who knows it."
    return _sources[0]()
