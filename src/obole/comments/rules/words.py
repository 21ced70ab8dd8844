"""Words and phrases that the newsroom looks out for, found in a text however they are dressed up.

There is no regular expression to write or to go wrong: a text's words are looked up, so the time
does not grow with the number of patterns.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

ANY_ENDING = "*"
# "c o n" may be an initial; four letters in a row are one word, spelt out.
SPELT_OUT = 4
MOST_FOUND = 5
# A longer word is not of any language; only its beginning is looked at.
_LONGEST_WORD = 50
_LONGEST_EVIDENCE = 60

_WORD = re.compile(r"(?:[^\W_]|[@$€])+")
_SAME_LETTERS = re.compile(r"(.)\1{2,}")
_SIGNS_FOR_LETTERS = str.maketrans("013457@$€", "oieastase")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


class UnfitPattern(Exception):
    """The pattern has no word, or a star elsewhere than at the end of two letters or more."""


@dataclass(frozen=True)
class _Pattern:
    """A pattern taken apart: `beginning` is its last word if that may have any ending."""

    words: tuple[str, ...]
    beginning: str

    def __len__(self) -> int:
        return len(self.words) + bool(self.beginning)


@dataclass(frozen=True)
class _Word:
    """A word of the text where it stands, and all the ways to read it."""

    start: int
    end: int
    readings: frozenset[str]


@dataclass(frozen=True)
class WordList:
    """Patterns, ready to be looked up. Make one with `of`, once for many texts."""

    _starting_with: dict[str, tuple[_Pattern, ...]] = field(default_factory=dict)
    """By their first word."""
    _beginnings: dict[str, tuple[_Pattern, ...]] = field(default_factory=dict)
    """Those of one word with any ending, by how it begins."""
    _lengths: tuple[int, ...] = ()
    """How long the beginnings are."""

    @classmethod
    def of(cls, patterns: Iterable[str]) -> "WordList":
        """Return a list of these patterns. Raise UnfitPattern."""
        starting: dict[str, list[_Pattern]] = {}
        beginnings: dict[str, list[_Pattern]] = {}
        for pattern in map(_parsed, dict.fromkeys(patterns)):
            if pattern.words:
                starting.setdefault(pattern.words[0], []).append(pattern)
            else:
                beginnings.setdefault(pattern.beginning, []).append(pattern)
        return cls(
            {word: tuple(found) for word, found in starting.items()},
            {word: tuple(found) for word, found in beginnings.items()},
            tuple(sorted(set(map(len, beginnings)))),
        )

    def __bool__(self) -> bool:
        return bool(self._starting_with or self._beginnings)

    def found_in(self, text: str) -> tuple[str, ...]:
        """Return what is found, as it stands in the text, each once: the first five.

        Whole words, in any case, with or without accents; also with signs for letters (`c0n`),
        with letters drawn out (`nooon`) and spelt out (`c.o.n.s`).
        """
        if not self:
            return ()
        words = list(_words_of(text))
        found: dict[str, str] = {}
        end = 0
        for start, word in enumerate(words):
            if word.start < end:
                continue
            patterns = (each for each in self._candidates(word) if _stands_at(words, start, each))
            count = max(map(len, patterns), default=0)
            if count:
                end = words[start + count - 1].end
                evidence = text[word.start : end][:_LONGEST_EVIDENCE]
                found.setdefault(evidence.casefold(), evidence)
            if len(found) == MOST_FOUND:
                break
        return tuple(found.values())

    def _candidates(self, word: _Word) -> Iterator[_Pattern]:
        for reading in word.readings:
            yield from self._starting_with.get(reading, ())
            for length in self._lengths:
                yield from self._beginnings.get(reading[:length], ())


def clean_pattern(text: str) -> str:
    """Return a pattern as it is kept: in one line. Raise UnfitPattern."""
    pattern = " ".join(text.split())
    _parsed(pattern)
    return pattern


def folded(text: str) -> str:
    """Return text in small letters without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return "".join(each for each in decomposed if not unicodedata.combining(each))


def _parsed(text: str) -> _Pattern:
    pattern = text.strip()
    has_any_ending = pattern.endswith(ANY_ENDING)
    pattern = pattern.removesuffix(ANY_ENDING)
    words = tuple(word[:_LONGEST_WORD] for word in _WORD.findall(folded(pattern)))
    # A star by itself, or after one letter, would find half the language.
    is_vague = has_any_ending and (not words or len(words[-1]) == 1 or not pattern[-1].isalnum())
    if not words or is_vague or ANY_ENDING in pattern:
        raise UnfitPattern(text)
    return _Pattern(words[:-1], words[-1]) if has_any_ending else _Pattern(words, "")


def _words_of(text: str) -> Iterator[_Word]:
    """Return the words of the text, and before each word that is spelt out, that word."""
    spans = [found.span() for found in _WORD.finditer(text)]
    spelt_until = 0
    for position, (start, end) in enumerate(spans):
        if position >= spelt_until and end - start == 1:
            last = position
            while last < len(spans) and _is_one_letter_near(spans, last, position):
                last += 1
            spelt_until = last
            if last - position >= SPELT_OUT:
                letters = "".join(text[one] for one, _ in spans[position:last])
                yield _Word(start, spans[last - 1][1], _readings(letters))
        yield _Word(start, end, _readings(text[start:end]))


def _is_one_letter_near(spans: list[tuple[int, int]], position: int, first: int) -> bool:
    start, end = spans[position]
    is_near = position == first or start - spans[position - 1][1] == 1
    return end - start == 1 and is_near


def _readings(word: str) -> frozenset[str]:
    plain = folded(word[:_LONGEST_WORD])
    readings = {plain}
    if not plain.isalpha() and not plain.isdigit():
        readings.add(plain.translate(_SIGNS_FOR_LETTERS))
    if _SAME_LETTERS.search(plain):
        readings |= {
            _SAME_LETTERS.sub(times, reading) for reading in readings for times in (r"\1", r"\1\1")
        }
    return frozenset(readings)


def _stands_at(words: list[_Word], start: int, pattern: _Pattern) -> bool:
    stretch = words[start : start + len(pattern)]
    if len(stretch) < len(pattern):
        return False
    *_, last = stretch
    return all(
        expected in word.readings for expected, word in zip(pattern.words, stretch, strict=False)
    ) and (
        not pattern.beginning
        or any(reading.startswith(pattern.beginning) for reading in last.readings)
    )
