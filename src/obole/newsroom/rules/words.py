"""Words as readers search for them: in any number and gender, with or without accents."""

import re
import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import snowballstemmer

# What somebody types by hand; a pasted paragraph is cut.
LONGEST_QUERY = 200
MOST_QUERY_WORDS = 10
LONGEST_WORD = 40
# A book's worth: the rest of an even longer document is not indexed.
MOST_INDEXED_WORDS = 50_000

# The low bits of an entry's key are the page's; thirty bits are a thousand million pages, and
# what remains of 63 holds the seconds until the year 2242.
PAGE_BITS = 30

_STEMMERS = {
    "fr": snowballstemmer.stemmer("french"),
    "en": snowballstemmer.stemmer("english"),
}
# A stemmer keeps its word in itself while it works.
_STEMMING = threading.Lock()

_WORD = re.compile(r"[^\W_]+")
_PHRASE_OR_REST = re.compile(r'["«“]([^"«»“”]*)["»”]|([^"«»“”]+)')
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})

# Words that stand in every article: looking for them finds everything and highlights noise.
_COMMON_FRENCH = """
    à au aux avec c ce ces cette d dans de des du elle en est et eux il ils j je l la le les leur
    leurs lui m ma mais me mes mon n ne nos notre nous on ou où par pas pour qu que qui s sa se ses
    son sur t ta te tes ton tu un une vos votre vous y
"""
_COMMON_ENGLISH = """
    a an and are as at be but by for from has he her his i in is it its of on or our s she t that
    the their they this to was we were which with you your
"""
_COMMON = {
    "fr": frozenset(_COMMON_FRENCH.split()),
    "en": frozenset(_COMMON_ENGLISH.split()),
}


@dataclass(frozen=True)
class SoughtWord:
    """A word, or several in a row: each place lists the stems of which one must stand there."""

    places: tuple[tuple[str, ...], ...]

    @property
    def is_phrase(self) -> bool:
        """Tell whether several words are sought in a row."""
        return len(self.places) > 1


def entry_key(*, published_at: datetime, page_id: int) -> int:
    """Return the key of an article's search entry: it grows with the time of publication."""
    return first_key_at(published_at) | page_id


def first_key_at(moment: datetime) -> int:
    """Return the lowest key that an article published at this moment can have."""
    return int(moment.timestamp()) << PAGE_BITS


def page_of_key(key: int) -> int:
    """Return the page that a key stands for."""
    return key & ((1 << PAGE_BITS) - 1)


def fold(text: str) -> str:
    """Return the text in lower case, without accents or ligatures."""
    decomposed = unicodedata.normalize("NFD", text.lower().translate(_LIGATURES))
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


@lru_cache(maxsize=50_000)
def stems_of(word: str, language: str) -> tuple[str, ...]:
    """Return one or two stems of a word.

    The second, if it differs, is the stem of the word without its accents: so that what is typed
    without accents meets what is written with them.
    """
    word = unicodedata.normalize("NFC", word.lower())[:LONGEST_WORD]
    stemmer = _STEMMERS.get(language)
    if stemmer is None:
        return (fold(word),)
    with _STEMMING:
        written, typed = fold(stemmer.stemWord(word)), fold(stemmer.stemWord(fold(word)))
    return (written,) if written == typed else (written, typed)


def indexed_text(texts: Iterable[str], *, language: str) -> str:
    """Return the stems of the texts, in their order; second stems follow at the end, once each."""
    written: list[str] = []
    typed: dict[str, None] = {}
    for text in texts:
        for word in _WORD.findall(text)[: MOST_INDEXED_WORDS - len(written)]:
            stems = stems_of(word, language)
            written.append(stems[0])
            if len(stems) > 1:
                typed[stems[1]] = None
    return " ".join([*written, *typed])


def sought_words(query: str, *, language: str) -> tuple[SoughtWord, ...]:
    """Return what a reader seeks: every word, and what stands in quotation marks in a row.

    Common words are left out, unless there are no others.
    """
    sought: list[SoughtWord] = []
    common: list[SoughtWord] = []
    for phrase, rest in _PHRASE_OR_REST.findall(query[:LONGEST_QUERY]):
        words = _WORD.findall(phrase or rest)
        if phrase and len(words) > 1:
            sought.append(SoughtWord(tuple(stems_of(word, language)[:1] for word in words)))
            continue
        for word in words:
            is_common = word.lower() in _COMMON.get(language, ())
            (common if is_common else sought).append(SoughtWord((stems_of(word, language),)))
    return tuple(dict.fromkeys(sought or common))[:MOST_QUERY_WORDS]
