"""The networks that are installed, and the one behind a channel."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from obole.social.models import Channel
from obole.social.rules.network import Abilities, Network

FACTORIES: Final[dict[str, Callable[[Channel], Network]]] = {}

_overrides: dict[str, Callable[[Channel], Network]] = {}


class NoNetwork(LookupError):
    """No program for this network is installed."""


def network_of(channel: Channel) -> Network:
    """Return the network as this channel is connected to it. Raise NoNetwork."""
    factory = _overrides.get(channel.network) or FACTORIES.get(channel.network)
    if factory is None:
        raise NoNetwork(f"No network is called {channel.network!r}.")
    return factory(channel)


def abilities_of(channel: Channel) -> Abilities:
    """Return what the network behind a channel can do, without its credentials; nothing unknown.

    It is asked while an article is published: what is wrong with one channel must not stop that.
    """
    factory = _overrides.get(channel.network) or FACTORIES.get(channel.network)
    as_connected = getattr(factory, "abilities_of", None)
    if as_connected is not None:
        told: Abilities = as_connected(channel)
        return told
    known = getattr(factory, "abilities", None)
    if isinstance(known, Abilities):
        return known
    try:
        return network_of(channel).abilities
    except NoNetwork:
        return Abilities()


@contextmanager
def override(kind: str, factory: Callable[[Channel], Network]) -> Iterator[None]:
    """Put this factory in place of a network's, for tests."""
    before = _overrides.get(kind)
    _overrides[kind] = factory
    try:
        yield
    finally:
        _overrides.pop(kind)
        if before is not None:
            _overrides[kind] = before
