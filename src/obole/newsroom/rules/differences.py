"""What changed between two versions of a text, word by word, as a reader can follow it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

# A word with the spaces behind it, so that pieces put together again are the text.
_WORD = re.compile(r"\S+\s*|\s+")

# Below this likeness a changed paragraph is easier to read as one taken out and one put in.
LEAST_LIKENESS = 0.4
# Comparing takes the product of the lengths: beyond these sizes, words or pairs of lines are not
# compared one by one. A thousand words are a paragraph of two printed pages.
MOST_WORDS = 1_000
MOST_PAIRS = 400


class Change(StrEnum):
    """What happened to a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class Piece(NamedTuple):
    """Some words, and what happened to them."""

    change: Change
    text: str


@dataclass(frozen=True)
class Line:
    """A paragraph: the pieces of it that stayed, came and went."""

    pieces: tuple[Piece, ...]

    @property
    def is_changed(self) -> bool:
        """Tell whether anything came or went."""
        return any(piece.change is not Change.SAME for piece in self.pieces)


def differences(before: Sequence[str], after: Sequence[str]) -> list[Line]:
    """Return every paragraph of both versions in order, with what changed inside each."""
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    lines: list[Line] = []
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            lines += [_whole(Change.SAME, line) for line in before[start:end]]
        else:
            lines += _changed_lines(before[start:end], after[new_start:new_end])
    return lines


def changed_words(before: str, after: str) -> Line:
    """Return one paragraph with its words compared."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return Line((Piece(Change.REMOVED, before), Piece(Change.ADDED, after)))
    # The space behind a word is no change to it: at the end of a line there is none.
    matcher = SequenceMatcher(
        a=[word.rstrip() for word in old], b=[word.rstrip() for word in new], autojunk=False
    )
    pieces: list[Piece] = []
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Change.SAME, "".join(new[new_start:new_end])))
            continue
        if end > start:
            pieces.append(Piece(Change.REMOVED, "".join(old[start:end])))
        if new_end > new_start:
            pieces.append(Piece(Change.ADDED, "".join(new[new_start:new_end])))
    return Line(tuple(pieces))


def _changed_lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    """Pair the paragraphs that are alike, in order; the others came or went whole."""
    position = 0
    for line in before:
        partner = _partner(line, after[position:]) if _are_few(before, after) else None
        if partner is None:
            yield _whole(Change.REMOVED, line)
            continue
        for added in after[position : position + partner]:
            yield _whole(Change.ADDED, added)
        position += partner
        yield changed_words(line, after[position])
        position += 1
    for added in after[position:]:
        yield _whole(Change.ADDED, added)


def _are_few(before: Sequence[str], after: Sequence[str]) -> bool:
    return len(before) * len(after) <= MOST_PAIRS


def _partner(line: str, candidates: Sequence[str]) -> int | None:
    words = line.split()
    for position, candidate in enumerate(candidates):
        matcher = SequenceMatcher(a=words, b=candidate.split(), autojunk=False)
        if matcher.quick_ratio() >= LEAST_LIKENESS and matcher.ratio() >= LEAST_LIKENESS:
            return position
    return None


def _whole(change: Change, line: str) -> Line:
    return Line((Piece(change, line),))
