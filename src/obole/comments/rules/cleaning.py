"""What readers send, without what cannot be seen and what is piled up: nothing else is changed."""

import re
import unicodedata

from obole.kernel.text import clean

# Vietnamese needs two marks on a letter and pointed Hebrew three; more is a tower of them, drawn
# over the lines above.
MOST_MARKS = 3
# A screen shows some forty. With more, a text is not read any more but scrolled past.
MOST_LINES = 150

_FIRST_MARK = "\u0300"
# They are letters or symbols to Unicode, and empty to the eye: the fillers of Hangul and Khmer, and
# the Braille pattern without dots.
_BLANK_LETTERS = dict.fromkeys(map(ord, "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"))
_EMPTY_LINES = re.compile(r"\n{3,}")


def visible(text: str) -> str:
    """Return the text without invisible characters, and with few marks on a letter.

    Marks that stand on nothing go too: a screen would draw them on what comes before the text.
    Twice is the same as once.
    """
    return limit_marks(clean(text.translate(_BLANK_LETTERS)))


def limit_marks(text: str, *, most: int = MOST_MARKS) -> str:
    """Return the text with at most so many combining marks on each character."""
    if max(text, default="") < _FIRST_MARK:
        return text
    kept = []
    marks = most
    for character in text:
        if unicodedata.category(character) in ("Mn", "Me"):
            marks += 1
        else:
            marks = most if character.isspace() else 0
        # A character that is no mark always has none yet, or is a space.
        if marks <= most:
            kept.append(character)
    return "".join(kept)


def clean_body(text: str) -> str:
    """Return a comment as it is kept: what the reader wrote, as far as it can be seen.

    No line ends in spaces, no two empty lines follow each other, and what comes after the
    `MOST_LINES`th line goes on in that line. Twice is the same as once.
    """
    lines = [line.rstrip() for line in visible(text).split("\n")]
    lines = _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip().split("\n")
    if len(lines) > MOST_LINES:
        tail = " ".join(" ".join(lines[MOST_LINES - 1 :]).split())
        lines = [*lines[: MOST_LINES - 1], tail]
    return "\n".join(lines)
