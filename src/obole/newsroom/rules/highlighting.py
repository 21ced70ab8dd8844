"""The lines of an article in which a reader's words stand, and where in them."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from obole.newsroom.rules.words import SoughtWord, stems_of

# Two lines on a wide screen.
EXCERPT_CHARACTERS = 260

_WORD = re.compile(r"[^\W_]+")


class Piece(NamedTuple):
    """A piece of text; `is_found` when it is one of the words that were sought."""

    text: str
    is_found: bool


def highlighted(text: str, *, sought: Sequence[SoughtWord], language: str) -> tuple[Piece, ...]:
    """Return the whole text in pieces, each found word a piece of its own."""
    stems = {stem for word in sought for place in word.places for stem in place}
    pieces: list[Piece] = []
    end = 0
    for match in _WORD.finditer(text):
        if stems.isdisjoint(stems_of(match.group(), language)):
            continue
        if match.start() > end:
            pieces.append(Piece(text[end : match.start()], is_found=False))
        pieces.append(Piece(match.group(), is_found=True))
        end = match.end()
    if end < len(text):
        pieces.append(Piece(text[end:], is_found=False))
    return tuple(pieces)


def excerpt(
    lines: Sequence[str], *, sought: Sequence[SoughtWord], language: str
) -> tuple[Piece, ...]:
    """Return the line in which most of the sought words stand, cut to length around the first.

    The beginning of the first line when none is found.
    """
    wanted = [frozenset(stem for place in word.places for stem in place) for word in sought]

    def words_in(line: str) -> int:
        present = {stem for word in _WORD.findall(line) for stem in stems_of(word, language)}
        return sum(not present.isdisjoint(stems) for stems in wanted)

    if not lines:
        return ()
    best = max(lines, key=words_in)
    pieces = highlighted(best, sought=sought, language=language)
    first = len(pieces[0].text) if pieces and not pieces[0].is_found else 0
    return highlighted(
        _cut(best, around=first if any(piece.is_found for piece in pieces) else 0),
        sought=sought,
        language=language,
    )


def _cut(line: str, *, around: int) -> str:
    if len(line) <= EXCERPT_CHARACTERS:
        return line
    start = max(0, min(around - EXCERPT_CHARACTERS // 3, len(line) - EXCERPT_CHARACTERS))
    end = start + EXCERPT_CHARACTERS
    if start:
        start = line.find(" ", start) + 1
    if end < len(line):
        end = line.rfind(" ", start, end)
    begins, ends = ("… " if start else ""), (" …" if end < len(line) else "")
    return f"{begins}{line[start:end] if end > start else line[start:]}{ends}"
