"""What the classifier sees of a text: its words, the letters in them, and its outward shape.

Each is hashed into one of 2^18 buckets with a sign, so that two that share a bucket cancel out
rather than add up (Weinberger et al. 2009). CRC-32 is the same in every process; `hash` is not.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from math import sqrt
from zlib import crc32

from obole.comments.rules.groups import PHRASES, names_a_group

# Counts up with each change to what this file makes of a text: weights learned before mean
# something else.
FEATURES_VERSION = 1
BUCKETS = 2**18

# Far above what the form takes. Of a longer text the beginning and the end are read.
LONGEST_TEXT = 10_000
# Longer "words" are no words; their beginning says enough.
LONGEST_WORD = 40
LONGEST_LINK = 200
# The cached words take up to 8 MB a process; most comments are made of the same few thousand.
CACHED_WORDS = 8_192
# Of fewer letters, the share of capitals says nothing.
FEWEST_LETTERS = 9
# How much one outward trait weighs beside the words together, whose sum of squares is 1.
OF_TRAIT = 0.3

_TOKEN = re.compile(
    r"(?P<link>(?:https?://|www\.)\S+)|(?P<word>[^\W_]+)|(?P<sign>[^\w\s]{1,3})", re.IGNORECASE
)
_ENDINGS = "com|net|org|info|biz|fr|be|ch|ru|io|co|me|tv|xyz|top|site|online|shop|club|example"
_LINK = re.compile(
    rf"https?://|www\.|\b[\w-]{{2,63}}\s?\.\s?(?:{_ENDINGS})\b|\bwatch\?v=|href=", re.IGNORECASE
)
_ADDRESS = re.compile(r"[\w.+-]{1,64}\s?@\s?[\w-]{1,64}\s?\.\s?\w")
_MENTION = re.compile(r"(?:^|\s)@\w")
_TELEPHONE = re.compile(r"\+?\d(?:[ .()-]{0,2}\d){8,}")
_AMOUNT = re.compile(
    r"[$€£₿]\s?\d|\d\s?(?:[$€£₿%k]|euros?\b|dollars?\b|usd\b|eur\b)", re.IGNORECASE
)
_REPEATED = re.compile(r"(.)\1{2,}")
_SHOUTED = re.compile(r"!\s?!|\?\s?!|!\s?\?")
_EMOJI = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")
_MARKS = re.compile("[\u0300-\u036f]+")
_DIGITS = re.compile(r"\d")
_PHRASES = {first: [phrase for phrase in PHRASES if phrase[0] == first] for first, *_ in PHRASES}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, link or sign as it was written, and as it is compared."""

    written: str
    folded: str
    digest: int
    word: int
    """Its signed bucket."""
    letters: tuple[int, ...]
    """The signed buckets of its runs of two to five letters."""
    is_seen: bool
    """Whether it may weigh. One that may not counts all the same in how many there are: without
    it, the other words of a sentence about a minority would weigh more."""


def tokens(text: str) -> list[Token]:
    """Return the words, links and signs of a text in order."""
    found: list[Token] = []
    for match in _TOKEN.finditer(unicodedata.normalize("NFC", _readable(text))):
        written = match.group()
        if match.lastgroup == "link":
            found += map(_token, re.findall(r"[^\W_]+", written[:LONGEST_LINK]))
        else:
            found.append(_token(written))
    _hide_phrases(found)
    return found


def _hide_phrases(found: list[Token]) -> None:
    """Let no word of a group's name weigh, where the name is of several."""
    # A hyphen is a token of its own; between two words of the name it is part of it.
    places = [place for place, token in enumerate(found) if token.folded != "-"]
    for number, place in enumerate(places):
        for phrase in _PHRASES.get(found[place].folded, ()):
            named = places[number : number + len(phrase)]
            if tuple(found[each].folded for each in named) == phrase:
                for each in range(named[0], named[-1] + 1):
                    found[each] = replace(found[each], is_seen=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the classifier sees of a text: signed buckets, and what each of a kind weighs.

    The squares of what the words weigh add up to 1, and those of the letters: so a long text
    weighs no more than a short one.
    """

    tokens: tuple[Token, ...]
    words: frozenset[int]
    of_word: float
    letters: frozenset[int]
    of_letters: float
    traits: frozenset[int]


def read(text: str) -> Reading:
    """Return what the classifier sees of a text."""
    found = tokens(text)
    seen = [token for token in found if token.is_seen]
    pairs = {pair_of(first, second) for first, second in pairwise(found)}
    words = {token.word for token in found}
    letters: set[int] = set().union(*(token.letters for token in found))
    weighing = {token.word for token in seen}
    weighing.update(
        pair_of(first, second)
        for first, second in pairwise(found)
        if first.is_seen and second.is_seen
    )
    return Reading(
        tokens=tuple(found),
        words=frozenset(weighing),
        of_word=1 / sqrt(max(1, len(words) + len(pairs))),
        letters=frozenset().union(*(token.letters for token in seen)),
        of_letters=1 / sqrt(max(1, len(letters))),
        traits=frozenset(_bucket(_digest(f"\0{trait}")) for trait in traits(text)),
    )


def features(text: str) -> dict[int, float]:
    """Return how much stands in each bucket."""
    reading = read(text)
    values: dict[int, float] = {}
    for signed_buckets, weight in (
        (reading.words, reading.of_word),
        (reading.letters, reading.of_letters),
        (reading.traits, OF_TRAIT),
    ):
        for signed in signed_buckets:
            bucket, value = (signed, weight) if signed >= 0 else (~signed, -weight)
            values[bucket] = values.get(bucket, 0.0) + value
    return values


def pair_of(first: Token, second: Token) -> int:
    """Return the signed bucket of two words that stand beside one another."""
    # Knuth's multiplicative hash, so that another order is another pair.
    return _bucket((first.digest * 2_654_435_761 ^ second.digest) % 2**32)


def _digest(feature: str) -> int:
    return crc32(feature.encode("utf-8", "surrogatepass"))


def _bucket(digest: int) -> int:
    """Return the bucket of a feature, or its complement where the feature counts negatively.

    Not its negative, for there is no -0; and the complement counts from the end of a list.
    """
    return digest % BUCKETS if digest >> 31 else ~(digest % BUCKETS)


def traits(text: str) -> list[str]:
    """Return what can be said of a text without reading it."""
    text = _readable(text)
    capitals = sum(map(str.isupper, text))
    small = sum(map(str.islower, text))
    counted = {
        # What all texts have, to say how often the desk rejects any.
        "text": 1,
        "links": min(3, len(_LINK.findall(text))),
        "addresses": min(1, len(_ADDRESS.findall(text))),
        "mentions": min(2, len(_MENTION.findall(text))),
        "telephones": min(1, len(_TELEPHONE.findall(text))),
        "amounts": min(2, len(_AMOUNT.findall(text))),
        "shouts": min(2, len(_SHOUTED.findall(text))),
        "emojis": min(3, len(_EMOJI.findall(text))),
        "repeated": min(1, len(_REPEATED.findall(text))),
        "capitals": 4 * capitals // (capitals + small) if capitals + small >= FEWEST_LETTERS else 0,
        "length": len(text).bit_length(),
    }
    return [f"{trait}={count}" for trait, count in counted.items() if count]


def _readable(text: str) -> str:
    if len(text) <= LONGEST_TEXT:
        return text
    half = LONGEST_TEXT // 2
    return f"{text[:half]} {text[-half:]}"


@lru_cache(maxsize=CACHED_WORDS)
def _token(written: str) -> Token:
    """Fold a word: accents, capitals, drawn-out letters and which digits make no difference."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", written[:LONGEST_WORD].casefold()))
    folded = _DIGITS.sub("0", _REPEATED.sub(r"\1\1", plain))[:LONGEST_WORD]
    framed = f"<{folded}>"
    runs = {
        framed[start : start + length]
        for length in range(2, 6)
        for start in range(len(framed) - length + 1)
    }
    digest = _digest(folded)
    return Token(
        written=written,
        folded=folded,
        digest=digest,
        word=_bucket(digest),
        letters=tuple(sorted({_bucket(_digest(f"\1{run}")) for run in runs})),
        is_seen=not names_a_group(folded),
    )


def forget_words() -> None:
    """Empty the cache of words, for a test that reads them otherwise."""
    _token.cache_clear()
