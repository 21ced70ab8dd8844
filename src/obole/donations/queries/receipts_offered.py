"""Whether donors can have a tax receipt from this newsroom: known a floor above.

The question is handed down at start (`project/apps.py`), as the table of subscriptions is.
"""

from collections.abc import Callable

_askers: list[Callable[[], bool]] = []


def install(asker: Callable[[], bool]) -> None:
    """Ask this function from now on."""
    _askers[:] = [asker]


def are_receipts_offered() -> bool:
    """Tell whether the form asks who wants a receipt. Without an app of receipts: no."""
    return any(ask() for ask in _askers)
