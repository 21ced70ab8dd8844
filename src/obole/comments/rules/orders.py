"""In which order a thread is read, and how its answers are laid out."""

from enum import StrEnum

# Deeper answers stand beside their parents and say what they answer: on a narrow column each
# level costs more than it shows.
DEEPEST_INDENT = 3


class Order(StrEnum):
    """Which conversation comes first; within one, an answer always follows what it answers."""

    OLDEST = "oldest"
    NEWEST = "newest"


def indent_of(depth: int) -> int:
    """Return how many levels an answer at this depth is moved in."""
    return min(depth, DEEPEST_INDENT)
