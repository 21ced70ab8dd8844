"""Fingerprints of texts: 64 bits, of which texts alike have most in common.

A simhash (Charikar, 2002) of runs of five characters. Its four bands make it findable with plain
indexes: texts whose fingerprints differ in fewer bits than there are bands share one of them.
"""

import hashlib
import re
import unicodedata

BITS = 64
BANDS = 4
BITS_OF_A_BAND = BITS // BANDS
RUN = 5
# Two texts that have nothing in common differ in 32 bits, give or take four; two about the same
# thing in some 24. What spammers change in a paragraph, a name or a number, moves up to eight.
CLOSE = 8
# "Bravo, merci !" is written by many people who don't know each other.
DISTINCTIVE_CHARACTERS = 25
# Of a text. With more, the counters below would overflow; a comment has a fourth of it.
_MOST_CHARACTERS = 20_000

_BESIDE_WORDS = re.compile(r"[\W_]+")
# A byte as eight counters of 16 bits, in one integer: eight bits are counted with one addition.
_COUNTER = 16
_COUNTERS = [
    sum(1 << (_COUNTER * bit) for bit in range(8) if value >> bit & 1) for value in range(256)
]


def fingerprint(text: str) -> int:
    """Return the fingerprint of a text; 0 of one without words or signs.

    Case, accents, spaces and punctuation do not count.
    """
    runs = _runs(normalized(text) or "".join(text.split()))
    if not runs:
        return 0
    digests = [hashlib.blake2b(run, digest_size=BITS // 8).digest() for run in runs]
    bits = 0
    for bytes_at_one_place in zip(*digests, strict=True):
        counters = sum(map(_COUNTERS.__getitem__, bytes_at_one_place))
        bits = bits << 8 | _more_than(len(digests) // 2, counters)
    return bits


def bands(bits: int) -> tuple[int, int, int, int]:
    """Return the four bands of 16 bits by which a fingerprint is found, the highest first."""
    mask = (1 << BITS_OF_A_BAND) - 1
    first, second, third, fourth = (
        bits >> shift & mask for shift in range(BITS - BITS_OF_A_BAND, -1, -BITS_OF_A_BAND)
    )
    return first, second, third, fourth


def distance(first: int, second: int) -> int:
    """Return in how many bits two fingerprints differ."""
    return (first ^ second).bit_count()


def hexadecimal(bits: int) -> str:
    """Return a fingerprint as its sixteen digits."""
    return f"{bits:0{BITS // 4}x}"


def is_distinctive(text: str) -> bool:
    """Tell whether two people would hardly write the same by chance."""
    return len(normalized(text)) >= DISTINCTIVE_CHARACTERS


def normalized(text: str) -> str:
    """Return the words of a text in small letters without accents, one space between them."""
    decomposed = unicodedata.normalize("NFKD", text[:_MOST_CHARACTERS].casefold())
    letters = "".join(each for each in decomposed if not unicodedata.combining(each))
    return _BESIDE_WORDS.sub(" ", letters).strip()


def _runs(text: str) -> set[bytes]:
    last = max(min(len(text), _MOST_CHARACTERS) - RUN, 0)
    starts = range(last + 1) if text else ()
    return {text[start : start + RUN].encode("utf-8", "surrogatepass") for start in starts}


def _more_than(count: int, counters: int) -> int:
    mask = (1 << _COUNTER) - 1
    return sum(1 << bit for bit in range(8) if (counters >> (_COUNTER * bit) & mask) > count)
