"""How likely the desk rejects a comment, as the sum of the weights of what stands in it.

A logistic regression: with some thousand short texts nothing larger sorts them noticeably better,
each word's part in the sum can be shown, and it needs no library. It sorts the queue and can
hold. It never publishes: of what a good one finds safest, a fifth was hateful all the same.
"""

import sys
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from math import exp, sqrt
from operator import mul
from random import Random

from obole.comments.rules.features import (
    BUCKETS,
    FEATURES_VERSION,
    OF_TRAIT,
    features,
    pair_of,
    read,
)

# A comment that scores so much waits for a person, whoever wrote it.
HOLDS_FROM = 0.8

_MAGIC = b"obole classifier"
_DIGEST_BYTES = 32
# Weights are whole numbers of this part: their sum is the same in any order and on any machine.
_STEP = 1 / 1024
_LARGEST = 2**15 - 1

# Found by trying, on comments that are not in the start set; half or double changes little.
_EPOCHS = 5
_RATE = 0.5
_DECAY = 1e-3
_FIRST_SQUARES = 1e-2
# Beyond it the logistic function is 0 or 1 for all that matters, and `exp` overflows.
_STEEPEST = 30.0
# What weighs less than this share of the whole is not named to a moderator.
_LEAST_TELLING = 0.02


class BrokenClassifier(Exception):
    """The bytes are not those of a classifier, or not all of them."""


class OutdatedClassifier(Exception):
    """It was trained when texts were read otherwise: its weights mean nothing now."""


@dataclass(frozen=True, kw_only=True)
class Example:
    """A text, and whether the desk rejected it."""

    text: str
    is_rejected: bool


# Where the text's features stand among all, how much of each there is, and whether it is rejected.
_Lesson = tuple["array[int]", "array[float]", bool]


class Classifier:
    """Weights, one a bucket, in steps of 1/1024."""

    def __init__(self, *, weights: "array[int]") -> None:
        assert len(weights) == BUCKETS, "A classifier has one weight a bucket."
        self.weights = weights
        # The complement of a bucket counts from the end: there stands the negative of its weight.
        self._signed = weights + array("h", (-weight for weight in reversed(weights)))

    def score(self, text: str) -> float:
        """Return how likely the desk rejects this text, from 0 to 1."""
        reading = read(text)
        margin = (
            reading.of_word * self._sum(reading.words)
            + reading.of_letters * self._sum(reading.letters)
            + OF_TRAIT * self._sum(reading.traits)
        )
        return _logistic(margin * _STEP)

    def telling(self, text: str, most: int = 5) -> list[str]:
        """Return the words, as written, that spoke most for rejecting this text."""
        reading = read(text)
        weighed: dict[str, float] = {}
        written: dict[str, str] = {}
        for token in reading.tokens:
            if token.is_seen and token.folded not in written:
                written[token.folded] = token.written
                word = self._signed[token.word]
                letters = self._sum(token.letters)
                weighed[token.folded] = reading.of_word * word + reading.of_letters * letters
        for first, second in pairwise(reading.tokens):
            if first.is_seen and second.is_seen:
                half = reading.of_word * self._signed[pair_of(first, second)] / 2
                weighed[first.folded] += half
                weighed[second.folded] += half
        least = _LEAST_TELLING * sum(map(abs, weighed.values()))
        found = sorted(weighed, key=lambda word: (-weighed[word], word))
        named = [word for word in found if weighed[word] > least and _is_word(word)]
        return [written[word] for word in named[:most]]

    def to_bytes(self) -> bytes:
        """Return what `from_bytes` makes the same classifier of."""
        body = bytes([FEATURES_VERSION]) + zlib.compress(_little_endian(self.weights).tobytes(), 9)
        return _MAGIC + sha256(body).digest() + body

    @classmethod
    def from_bytes(cls, written: bytes) -> "Classifier":
        """Return the classifier of which these are the bytes.

        Raise BrokenClassifier or OutdatedClassifier.
        """
        start = len(_MAGIC) + _DIGEST_BYTES
        digest, body = written[len(_MAGIC) : start], written[start:]
        if not written.startswith(_MAGIC) or sha256(body).digest() != digest:
            raise BrokenClassifier("These bytes are not a classifier, or not as it was written.")
        if body[:1] != bytes([FEATURES_VERSION]):
            raise OutdatedClassifier(f"It reads texts by version {body[:1].hex()}.")
        weights = array("h")
        try:
            weights.frombytes(zlib.decompressobj().decompress(body[1:], BUCKETS * weights.itemsize))
        except (zlib.error, ValueError) as problem:
            raise BrokenClassifier(str(problem)) from problem
        if len(weights) != BUCKETS:
            raise BrokenClassifier(f"It has {len(weights)} weights, not {BUCKETS}.")
        return cls(weights=_little_endian(weights))

    def _sum(self, signed_buckets: Iterable[int]) -> int:
        return sum(map(self._signed.__getitem__, signed_buckets))


def train(examples: Iterable[Example]) -> Classifier:
    """Return a classifier that has learned from these examples; the same from the same.

    Stochastic gradient descent with a rate of its own for each weight (AdaGrad): rare words are
    the ones that tell, and would hardly move with a common one.
    """
    # Numbered as they come: there are far fewer than buckets, and arrays of them stay small.
    places: dict[int, int] = {}
    lessons: list[_Lesson] = []
    for example in examples:
        values = features(example.text)
        numbers = array("i", (places.setdefault(bucket, len(places)) for bucket in values))
        lessons.append((numbers, array("f", values.values()), example.is_rejected))
    learned = _descend(lessons, len(places))
    weights = array("h", bytes(2 * BUCKETS))
    for bucket, place in places.items():
        weights[bucket] = _stepped(learned[place])
    return Classifier(weights=weights)


def _descend(lessons: Sequence[_Lesson], size: int) -> list[float]:
    weights, squares = [0.0] * size, [_FIRST_SQUARES] * size
    order = list(range(len(lessons)))
    chance = Random(0)  # noqa: S311 - not a secret: the same order every time.
    for _ in range(_EPOCHS):
        chance.shuffle(order)
        for number in order:
            places, values, label = lessons[number]
            margin = sum(map(mul, map(weights.__getitem__, places), values))
            error = _logistic(margin) - label
            for place, value in zip(places, values, strict=True):
                weight = weights[place]
                slope = error * value + _DECAY * weight
                square = squares[place] + slope * slope
                squares[place] = square
                weights[place] = weight - _RATE * slope / sqrt(square)
    return weights


def _is_word(folded: str) -> bool:
    return folded.isalnum() and len(folded) > 1


def _stepped(weight: float) -> int:
    return max(-_LARGEST, min(_LARGEST, round(weight / _STEP)))


def _logistic(margin: float) -> float:
    return 1 / (1 + exp(-max(-_STEEPEST, min(_STEEPEST, margin))))


def _little_endian(weights: "array[int]") -> "array[int]":
    """Return the weights in the order of bytes that is stored: its own inverse."""
    if sys.byteorder == "little":
        return weights
    swapped = array("h", weights)
    swapped.byteswap()
    return swapped
