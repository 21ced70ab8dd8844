"""How deep comments stand below one another."""

from collections.abc import Sequence

from obole.portability.rules.items import SourceComment


def depths_of(comments: Sequence[SourceComment]) -> list[int]:
    """Return for each comment how many it stands below, in the same order.

    A comment whose parent is not there, or that answers itself in a circle, stands at the top.
    """
    parents = {comment.old_id: comment.parent_old_id for comment in comments if comment.old_id}
    known: dict[int, int] = {}
    return [_depth(comment.old_id, parents, known) for comment in comments]


def _depth(number: int, parents: dict[int, int], known: dict[int, int]) -> int:
    chain: list[int] = []
    current = number
    while current in parents and current not in known and current not in chain:
        chain.append(current)
        current = parents[current]
    if current in chain:
        known.update(dict.fromkeys(chain, 0))
        return 0
    depth = known.get(current, -1)
    for each in reversed(chain):
        depth += 1
        known[each] = depth
    return known.get(number, 0)
