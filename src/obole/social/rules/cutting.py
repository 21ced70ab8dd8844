"""Making a text fit: cut on a word, never inside an address, a hashtag or a character."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

import regex

from obole.social.rules.counting import ADDRESS, fits, graphemes
from obole.social.rules.network import Limits

ELLIPSIS: Final = "…"
# A part of a thread that ends after fewer characters than this share of what fits looks torn.
_LEAST_SHARE: Final = 0.5
_SENTENCE_END: Final = regex.compile(r"(?<=[.!?…][»”\")\]]*)\s+|\n+")
_WORD_END: Final = regex.compile(r"\s+")
_SPACES: Final = regex.compile(r"[ \t]{2,}")
_BLANK_LINES: Final = regex.compile(r"\n{3,}")
# What must not stand before an ellipsis.
_LOOSE_ENDS: Final = " \t\n\u00a0\u202f,;:-–—(«“"


class Rank(IntEnum):
    """What is cut first when a text is too long: the highest."""

    NEVER = 0
    """Addresses."""
    WORDS = 1
    """What the template itself says."""
    TITLE = 2
    TAGS = 3
    """Whole hashtags, from the end; no ellipsis tells of them."""
    SHORT = 4
    """A standfirst or an excerpt."""
    LONG = 5
    """A body."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of a text, and how dear it is."""

    text: str
    rank: Rank


def joined(pieces: Sequence[Piece]) -> str:
    """Return the pieces as one text, without what empty ones leave: blank lines, double spaces."""
    text = "".join(each.text for each in pieces)
    lines = [_SPACES.sub(" ", line).strip(" \t") for line in text.split("\n")]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def fitted(pieces: Sequence[Piece], limits: Limits) -> str:
    """Return the pieces as one text that fits, the dearest of them whole.

    An address is never cut: should the addresses alone be too long, the text does not fit, and
    the network will say so.
    """
    whole = joined(pieces)
    if fits(whole, limits):
        return whole
    kept = list(pieces)
    for rank in sorted(Rank, reverse=True):
        if rank is Rank.NEVER or fits(joined(kept), limits):
            break
        for place in reversed(range(len(kept))):
            if kept[place].rank == rank and not fits(joined(kept), limits):
                kept[place] = _shortened(kept, place, limits)
    return joined(kept)


def cut(text: str, limits: Limits) -> str:
    """Return a text that fits, cut on a word where it has to be."""
    whole = joined([Piece(text=text, rank=Rank.WORDS)])
    if fits(whole, limits):
        return whole
    pieces: list[Piece] = []
    end = 0
    for address in ADDRESS.finditer(text):
        pieces.append(Piece(text=text[end : address.start()], rank=Rank.WORDS))
        pieces.append(Piece(text=address.group(), rank=Rank.NEVER))
        end = address.end()
    pieces.append(Piece(text=text[end:], rank=Rank.WORDS))
    return fitted(pieces, limits)


def split(text: str, limits: Limits, *, most: int) -> list[str]:
    """Return a text as parts that fit, at ends of sentences, numbered "1/3" when there are more.

    The last of `most` parts is cut.
    """
    if fits(text, limits):
        return [text]
    # Room for the number: " 12/12" at the widest.
    roomy = replace(limits, text=limits.text - len(f" {most}/{most}"))
    parts: list[str] = []
    rest = text
    while rest and len(parts) < most - 1 and not fits(rest, roomy):
        head = _head(rest, roomy)
        if not head:
            break
        parts.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    if rest:
        parts.append(cut(rest, roomy))
    return [f"{part} {number}/{len(parts)}" for number, part in enumerate(parts, start=1)]


def _shortened(pieces: list[Piece], place: int, limits: Limits) -> Piece:
    """Return the longest beginning of a piece with which the whole fits; an empty one for none."""
    piece = pieces[place]
    whole = piece.text
    ends = [each.start() for each in _WORD_END.finditer(whole) if each.start() > 0]
    # One word longer than everything: cut between characters, unless it is a hashtag.
    if not ends and piece.rank is not Rank.TAGS:
        ends = _character_ends(whole)
    low, high = 0, len(ends)
    best = ""
    while low < high:
        middle = (low + high) // 2
        candidate = _ended(whole[: ends[middle]], piece.rank)
        trial = [*pieces[:place], replace(piece, text=candidate), *pieces[place + 1 :]]
        if fits(joined(trial), limits):
            best, low = candidate, middle + 1
        else:
            high = middle
    return replace(piece, text=best)


def _ended(text: str, rank: Rank) -> str:
    bare = text.rstrip(_LOOSE_ENDS)
    if rank is Rank.TAGS or not bare:
        return bare
    return bare + ELLIPSIS


def _character_ends(text: str) -> list[int]:
    ends: list[int] = []
    at = 0
    for each in graphemes(text):
        at += len(each)
        ends.append(at)
    return ends


def _head(text: str, limits: Limits) -> str:
    """Return the longest beginning that fits and ends with a sentence, or else with a word."""
    sentence = _longest(text, [each.end() for each in _SENTENCE_END.finditer(text)], limits)
    word = _longest(text, _ends_of_words(text), limits)
    if len(sentence) >= len(word) * _LEAST_SHARE:
        return sentence
    return word or _longest(text, _character_ends(text), limits)


def _ends_of_words(text: str) -> list[int]:
    return [each.end() for each in _WORD_END.finditer(text)]


def _longest(text: str, ends: Sequence[int], limits: Limits) -> str:
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high) // 2
        if fits(text[: ends[middle]].rstrip(), limits):
            low = middle + 1
        else:
            high = middle
    return text[: ends[low - 1]] if low else ""
