"""Why something went as it did: a sentence of ours, and the network's own words in it.

A reason is written once, by a process without a language, and read in the desk in several. So our
sentences are kept in English with their values beside them, and said in the reader's language when
they are shown; what a network said is a value, and stays as it was said.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

# The character that ASCII has to part units: in no sentence, and taken out of what networks say.
_UNIT: Final = "\x1f"
LONGEST_REASON: Final = 500
_SHORTEST_VALUE: Final = 20
_ELLIPSIS: Final = "…"

Value = str | int


class Reason(str):
    """A sentence with its values: as a text, filled in, in English.

    `sentence` is marked for translation where it is written; a value may be a reason itself.
    """

    sentence: str
    values: Mapping[str, Value]

    def __new__(cls, sentence: str, **values: Value) -> "Reason":
        """Fill the values in, as in "%(network)s refuses"."""
        made = super().__new__(cls, sentence % values if values else sentence)
        made.sentence, made.values = sentence, values
        return made


def said_by(failure: Exception) -> str:
    """Return what a failure says: a reason as the reason that it is, not as its text."""
    said: str = failure.args[0] if failure.args else ""
    return said


def in_their_words(who: str, words: str) -> Reason:
    """Return what somebody said, with nothing of ours but who it was."""
    return Reason("%(who)s: %(words)s", who=who, words=words)


def together(first: str, second: str) -> Reason:
    """Return two reasons, one after the other."""
    if not second:
        return as_reason(first)
    return Reason("%(first)s %(second)s", first=as_reason(first), second=as_reason(second))


def as_reason(text: str) -> Reason:
    """Return a text as a reason: one is returned as it is, a plain text is its own sentence."""
    return text if isinstance(text, Reason) else Reason(text)


def stored(text: str, *, longest: int = LONGEST_REASON) -> str:
    """Return how a reason is kept: its sentence, then its values as JSON. `longest` in characters.

    What is too long loses the end of its longest value. Of what a network said, characters that
    nobody sees are left out: databases refuse some of them.
    """
    kept = as_reason(text)
    if not kept.values:
        return _seen(kept.sentence)[:longest]
    tree = _tree(kept)
    while len(written := _written(tree)) > longest:
        if not _shorten(tree, by=len(written) - longest):
            return _seen(str(kept))[:longest]
    return written


def read(text: str) -> Reason:
    """Return what was stored; a text that is not of this form is its own sentence."""
    sentence, unit, written = text.partition(_UNIT)
    try:
        return _grown(sentence, json.loads(written) if unit else {})
    except (ValueError, LookupError, TypeError, AttributeError):
        return Reason(sentence)


def _tree(kept: Reason) -> list[Any]:
    values = {
        name: _tree(each) if isinstance(each, Reason) else _seen(str(each))
        for name, each in kept.values.items()
    }
    return [kept.sentence, values]


def _grown(sentence: str, values: Mapping[str, Any]) -> Reason:
    grown = {
        name: _grown(*each) if isinstance(each, list) else str(each)
        for name, each in values.items()
    }
    return Reason(sentence, **grown)


def _written(tree: list[Any]) -> str:
    sentence, values = tree
    return f"{sentence}{_UNIT}{json.dumps(values, ensure_ascii=False, separators=(',', ':'))}"


def _shorten(tree: list[Any], *, by: int) -> bool:
    """Cut the longest value; False if none is long enough to be cut."""
    place, name, value = max(_leaves(tree), key=lambda leaf: len(leaf[2]))
    if len(value) <= _SHORTEST_VALUE:
        return False
    place[name] = f"{value[: max(len(value) - by - 1, _SHORTEST_VALUE - 1)]}{_ELLIPSIS}"
    return True


def _leaves(tree: list[Any]) -> list[tuple[dict[str, Any], str, str]]:
    """Return each value with its place, those of reasons within reasons too."""
    values: dict[str, Any] = tree[1]
    found: list[tuple[dict[str, Any], str, str]] = []
    for name, each in values.items():
        found += _leaves(each) if isinstance(each, list) else [(values, name, each)]
    return found


def _seen(text: str) -> str:
    return "".join(each if each.isprintable() else " " for each in text).strip()
