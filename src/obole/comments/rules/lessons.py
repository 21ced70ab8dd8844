"""What the classifier may learn from: what persons decided, once a text, a fifth kept to ask it."""

from collections.abc import Iterable
from zlib import crc32

from obole.comments.rules.classifying import Example
from obole.comments.rules.verdicts import Measure

_APPROVING = frozenset({Measure.PUBLISH, Measure.RESTORE, Measure.KEEP})
_REJECTING = frozenset({Measure.REJECT, Measure.SPAM, Measure.REMOVE})
# One text in so many is never learned from, by any version: so old and new are asked alike.
_HELD_OUT = 5


def examples_in(written: str) -> list[Example]:
    """Return the examples of a start set: lines of spam or ham, language, text, with tabs between.

    Lines that begin with # are comments.
    """
    fields = [line.split("\t") for line in written.splitlines() if not line.startswith("#")]
    return [Example(text=text, is_rejected=kind == "spam") for kind, _, text in fields]


def is_rejected(measures: Iterable[Measure]) -> bool | None:
    """Return how persons judged a comment in the end; None when they did not, or took it back.

    `measures` are all that were decided about it, the oldest first.
    """
    standing: list[Measure] = []
    for measure in measures:
        if measure is not Measure.UNDO:
            standing.append(measure)
        elif standing:
            standing.pop()
    judging = [each for each in standing if each in _APPROVING or each in _REJECTING]
    return judging[-1] in _REJECTING if judging else None


def parted(examples: Iterable[Example]) -> tuple[list[Example], list[Example]]:
    """Return what is learned from and what is held out to ask about, each text once.

    Of a text that came many times the last judgement counts: a flood teaches no more than one.
    """
    latest = {" ".join(example.text.split()).casefold(): example for example in examples}
    learned: list[Example] = []
    held_out: list[Example] = []
    for text, example in latest.items():
        digest = crc32(text.encode("utf-8", "surrogatepass"))
        (learned if digest % _HELD_OUT else held_out).append(example)
    return learned, held_out
