"""Whose names no reader may take: the newsroom's own, and those of people who sign in it.

Who signs is known a floor above: what knows it is handed down at start (`project/apps.py`), like
the table of subscriptions.
"""

from collections.abc import Callable, Iterable

from obole.accounts.models import User
from obole.comments.rules.names import RESERVED_NAMES, name_key
from obole.comments.rules.policies import ThreadPolicy

Names = Callable[[], Iterable[str]]

_sources: list[Names] = []


def install(sources: Iterable[Names]) -> None:
    """Reserve what these queries return, too, in this process; another call takes their place."""
    _sources[:] = sources


def reserved_keys(policy: ThreadPolicy) -> frozenset[str]:
    """Return the keys (`rules.names`) of the names that are reserved where a policy holds."""
    names = [*RESERVED_NAMES, *_colleagues(), *policy.reserved_names]
    names += [name for source in _sources for name in source()]
    return frozenset(name_key(name) for name in names if name)


def _colleagues() -> list[str]:
    active = User.objects.filter(is_active=True).order_by("pk")
    names = active.values_list("first_name", "last_name")
    return [f"{first} {last}".strip() for first, last in names]
