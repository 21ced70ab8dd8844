"""Which WebSub hub feeds name, if any.

Channels are known a floor above: the query is handed down at start (`project/apps.py`).
"""

from collections.abc import Callable

from obole.foundation.ingredients import use
from obole.foundation.memory import remembered
from obole.newsroom.rules.ingredients import HUB

_sources: list[Callable[[], str]] = []


def install(source: Callable[[], str]) -> None:
    """Ask this query for the hub, in this process; another call takes its place."""
    _sources[:] = [source]


def hub_of_feeds() -> str:
    """Return the address of the hub; empty when there is none."""

    def ask() -> str:
        use(HUB)
        return next((found for source in _sources if (found := source())), "")

    return remembered("hub of feeds", ask)
