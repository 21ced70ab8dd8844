"""The names that readers sign with: what is a name, and which names look alike."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from enum import StrEnum
from functools import cache, lru_cache

from confusable_homoglyphs import confusables

from obole.comments.rules.cleaning import limit_marks, visible

SHORTEST_NAME = 2
LONGEST_NAME = 40
# Of what is looked at; composing what is longer would be work for nothing.
_LONGEST_TYPED = 200
_MOST_MARKS_IN_NAMES = 2

# Whoever signs so speaks for the newsroom. Those of the site and of its authors are added to them.
RESERVED_NAMES = (
    *("admin", "administrateur", "administratrice", "administration", "administrator"),
    *("modérateur", "modératrice", "modération", "moderator", "moderation"),
    *("rédaction", "rédacteur en chef", "rédactrice en chef", "directeur de la publication"),
    *("directrice de la publication", "newsroom", "editor", "editor in chief", "webmaster"),
    *("service client", "support technique", "staff", "obole"),
)

_ADDRESS = re.compile(r"@|://|www\.|\.(?:com|net|org|info|biz|fr|ru|cn|io|xyz|top|shop)\b")
_WORD = re.compile(r"\w+")
# What looks alike in small letters, digits and the signs that stand in for letters.
_LOOK_ALIKES = str.maketrans("013457@$€!|lj", "oieastaseiiii")
_PAIRS = (("rn", "m"), ("vv", "w"))
# Latin letters end here; a text that has no others cannot mix scripts.
_AFTER_LATIN = "\u0250"
_LONGEST_WORD = 50
# "10 μm" and "ΔT" are how physicists write.
_FEWEST_LETTERS = 4


class Unfit(StrEnum):
    """Why something is no name."""

    SHORT = "short"
    LONG = "long"
    NO_LETTER = "no-letter"
    ADDRESS = "address"
    """It is an address of the web or of mail: a name is not an advertisement."""


class UnfitName(Exception):
    """The name cannot be used; `reason` says why."""

    def __init__(self, *, reason: Unfit) -> None:
        super().__init__(reason)
        self.reason = reason


def clean_name(text: str) -> str:
    """Return a name as it is shown: in one line, composed (NFKC), all of it visible.

    Raise UnfitName. Twice is the same as once.
    """
    if len(text) > _LONGEST_TYPED:
        raise UnfitName(reason=Unfit.LONG)
    composed = unicodedata.normalize("NFKC", visible(unicodedata.normalize("NFKC", text)))
    name = " ".join(limit_marks(visible(composed), most=_MOST_MARKS_IN_NAMES).split())
    if len(name) < SHORTEST_NAME:
        raise UnfitName(reason=Unfit.SHORT)
    if len(name) > LONGEST_NAME:
        raise UnfitName(reason=Unfit.LONG)
    if not any(map(str.isalpha, name)):
        raise UnfitName(reason=Unfit.NO_LETTER)
    if _ADDRESS.search(name.lower()):
        raise UnfitName(reason=Unfit.ADDRESS)
    return name


# The reserved names are asked for with each comment.
@lru_cache(maxsize=2_048)
def name_key(name: str) -> str:
    """Return what all names have in common that a reader could take for this one.

    Case, accents, spaces and marks do not count, nor which of several letters that look alike was
    chosen, of whatever script (Unicode Technical Standard 39, "skeleton"). It is for comparing,
    and never shown.
    """
    key = "".join(map(_prototype, unicodedata.normalize("NFKC", name))).casefold()
    key = "".join(map(_prototype, unicodedata.normalize("NFKD", key))).casefold()
    key = "".join(filter(str.isalnum, key.translate(_LOOK_ALIKES)))
    for pair, letter in _PAIRS:
        key = key.replace(pair, letter)
    return key


def names_reserved_in(name: str, *, keys: Collection[str]) -> str:
    """Return the words of a name that read as one of the reserved names; "" if none do.

    `keys` are `name_key`s. "Marie (rédaction)" and "R. E. D. A. C. T. I. O. N." are found.
    """
    return next((words for words in _parts_of(name) if name_key(words) in keys), "")


def mixed_words(text: str) -> tuple[str, ...]:
    """Return the words in which letters of one script pass for those of another."""
    if max(text, default="") < _AFTER_LATIN:
        return ()
    found = (word[:_LONGEST_WORD] for word in _WORD.findall(text) if max(word) >= _AFTER_LATIN)
    return tuple(
        word
        for word in dict.fromkeys(found)
        if sum(map(str.isalpha, word)) >= _FEWEST_LETTERS
        and confusables.is_dangerous(word, preferred_aliases=["latin"])
    )


def mixes_scripts(text: str) -> bool:
    """Tell whether a word mixes scripts in a way that deceives."""
    return bool(mixed_words(text))


def _parts_of(name: str) -> Iterator[str]:
    """Return the name, then all its shorter runs of words."""
    yield name
    words = _WORD.findall(name)
    for count in range(len(words), 0, -1):
        for start in range(len(words) - count + 1):
            yield " ".join(words[start : start + count])


def _prototype(character: str) -> str:
    return character if character.isascii() else _prototypes().get(character, character)


@cache
def _prototypes() -> dict[str, str]:
    """Return the Latin letter or digit that each character of another kind looks like."""
    return {
        character: latin
        for character, alike in confusables.confusables_data.items()
        if (latin := next((each["c"] for each in alike if _is_plain(each["c"])), ""))
    }


def _is_plain(characters: str) -> bool:
    return len(characters) == 1 and characters.isascii() and characters.isalnum()
