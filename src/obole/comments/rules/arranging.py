"""A whole thread put in order: answers below what they answer, the earliest first."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from obole.comments.rules.paths import DEEPEST, child_path

NameT = TypeVar("NameT", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node(Generic[NameT]):
    """A comment as far as its place is concerned; `parent` must be a node of the same thread."""

    name: NameT
    parent: NameT | None
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Arrangement(Generic[NameT]):
    """Where each comment stands, and how many stand directly below it; None is the thread."""

    paths: Mapping[NameT, str]
    counts: Mapping[NameT | None, int]


def arranged(nodes: Sequence[Node[NameT]]) -> Arrangement[NameT]:
    """Return the places of a whole thread.

    Of what was written at the same moment the first in `nodes` stands first. An answer to a
    comment of the deepest level stands beside it.
    """
    ordered = parents_first({node.name: node.parent for node in nodes})
    holders: dict[NameT, NameT | None] = {}
    depths: dict[NameT, int] = {}
    for name, parent in ordered.items():
        holder = parent
        if parent is not None and depths[parent] >= DEEPEST:
            holder = holders[parent]
        holders[name] = holder
        depths[name] = 0 if holder is None else depths[holder] + 1
    # The sort is stable, and whoever stands above is placed before those below.
    places = sorted(nodes, key=lambda node: node.written_at)
    places.sort(key=lambda node: depths[node.name])
    paths: dict[NameT, str] = {}
    counts: dict[NameT | None, int] = {None: 0, **dict.fromkeys(holders, 0)}
    for node in places:
        holder = holders[node.name]
        above = "" if holder is None else paths[holder]
        paths[node.name] = child_path(parent=above, number=counts[holder])
        counts[holder] += 1
    return Arrangement(paths, counts)


def parents_first(parents: Mapping[NameT, NameT | None]) -> dict[NameT, NameT | None]:
    """Return the same, each parent before its children, otherwise in the same order.

    A parent that is not there, or that stands below its own child, is None.
    """
    ordered: dict[NameT, NameT | None] = {}
    for name in parents:
        chain: dict[NameT, None] = {}
        current: NameT | None = name
        while current is not None and current in parents and current not in ordered:
            if current in chain:
                break
            chain[current] = None
            current = parents[current]
        for each in reversed(chain):
            parent = parents[each]
            ordered[each] = parent if parent in ordered else None
    return ordered
