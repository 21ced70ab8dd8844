"""Numbers and codes of receipts: how they are written, and how what a person typed is read."""

import re
import secrets
from typing import Final

# Crockford's alphabet: no I, L, O, U, so that what is read aloud or off paper is not mistaken.
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# 60 bits: at the limit of the check page, guessing one takes longer than there are years.
CODE_LENGTH: Final = 12
_GROUP: Final = 4
_LOOKALIKES: Final = str.maketrans({"I": "1", "L": "1", "O": "0"})
_NUMBER = re.compile(r"(\d{4})-?([A-Z])-?(\d{1,9})")
_SMALLEST_WIDTH: Final = 5


def number_of(*, year: int, letter: str, number: int) -> str:
    """Return a receipt's number as it is printed: "2026-P-00042"."""
    return f"{year}-{letter}-{number:0{_SMALLEST_WIDTH}d}"


def read_number(text: str) -> str:
    """Return what a person typed as a number of ours; empty if it is none."""
    bare = re.sub(r"\s", "", text[:40]).upper().replace("–", "-")
    found = _NUMBER.fullmatch(bare)
    if found is None:
        return ""
    year, letter, number = found.groups()
    return number_of(year=int(year), letter=letter, number=int(number))


def new_code() -> str:
    """Return a new code for a receipt."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def written_code(code: str) -> str:
    """Return a code as it is printed: "7QK2 M4XR 9T0B"."""
    return " ".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def read_code(text: str) -> str:
    """Return what a person typed as a code; empty if it can be none."""
    bare = re.sub(r"[\s-]", "", text[:60]).upper().translate(_LOOKALIKES)
    if len(bare) != CODE_LENGTH or set(bare) - set(ALPHABET):
        return ""
    return bare
