"""Where a comment stands in its thread: a path whose alphabetical order is the order of reading.

Six digits a level, each counting the answers to one comment in the order in which they came. So
the thread is one walk along an index, and what stands below a comment is a range of it. Digits
alone are sorted alike by every database in every language: Danish has "aa" behind "z".
"""

LEVEL_CHARACTERS = 6
# Nines alone are no path: the first path behind them would have a digit more, and stand before.
MOST_ANSWERS = 10**LEVEL_CHARACTERS - 1
# Answers to comments deeper than this stand beside them. Nobody reads that far in, and the column
# has a length; the deepest thread of a large corpus had 18 levels.
DEEPEST = 40
LONGEST_PATH = LEVEL_CHARACTERS * (DEEPEST + 1)


def child_path(*, parent: str, number: int) -> str:
    """Return the path of the `number`th answer, from zero, to the comment at `parent`.

    An empty `parent` is the thread itself.
    """
    assert 0 <= number < MOST_ANSWERS, f"{number} answers are more than a path can count."
    path = f"{parent}{number:0{LEVEL_CHARACTERS}}"
    assert len(path) <= LONGEST_PATH, f"{path} is deeper than answers go."
    return path


def depth_of(path: str) -> int:
    """Return how many comments it stands below."""
    return len(path) // LEVEL_CHARACTERS - 1


def root_of(path: str) -> str:
    """Return the path of the comment at the top of its conversation."""
    return path[:LEVEL_CHARACTERS]


def after_answers(path: str) -> str:
    """Return the first path that stands neither at `path` nor below it: `path < p < this`."""
    return f"{int(path) + 1:0{len(path)}}"


def paths_above(path: str) -> list[str]:
    """Return the paths of the comments that it stands below, from the top."""
    return [path[:end] for end in range(LEVEL_CHARACTERS, len(path), LEVEL_CHARACTERS)]


def paths_beside(path: str, *, most: int) -> list[str]:
    """Return the places of up to `most` answers before it and as many behind it, to the same."""
    parent, number = path[:-LEVEL_CHARACTERS], int(path[-LEVEL_CHARACTERS:])
    numbers = range(max(number - most, 0), min(number + most + 1, MOST_ANSWERS))
    return [child_path(parent=parent, number=each) for each in numbers if each != number]
