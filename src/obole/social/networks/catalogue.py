"""Which networks there are, and what each asks for: each module of this folder says it itself."""

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules
from typing import Any, Final

from obole.social import networks
from obole.social.networks.fields import ConnectField
from obole.social.networks.registry import FACTORIES, NoNetwork

ENTRY_POINTS: Final = "obole.networks"


def load_networks() -> None:
    """Import every module of this folder and what other packages offer; each registers itself."""
    for found in iter_modules(networks.__path__, f"{networks.__name__}."):
        import_module(found.name)
    for entry in entry_points(group=ENTRY_POINTS):
        entry.load()


def kinds() -> list[str]:
    """Return the names of the networks that are installed, in the order of their labels."""
    return sorted(FACTORIES, key=lambda kind: label_of(kind).casefold())


def label_of(kind: str) -> str:
    """Return how people call the network; an unknown one's own name."""
    label = _told(kind, "LABEL") if kind in FACTORIES else None
    return str(label or kind.replace("-", " ").title())


def fields_of(kind: str) -> Sequence[ConnectField]:
    """Return what connects a channel of this network. Raise NoNetwork."""
    if kind not in FACTORIES:
        raise NoNetwork(f"No network is called {kind!r}.")
    return tuple(_told(kind, "FIELDS") or ())


def _told(kind: str, name: str) -> Any:
    """Return what the network's class says, or else its module."""
    factory = FACTORIES[kind]
    return getattr(factory, name, None) or getattr(sys.modules.get(factory.__module__), name, None)
