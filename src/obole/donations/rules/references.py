"""Creditor references (ISO 11649, "RF"): the number of a gift, found again on bank statements.

A reference is "RF", two check digits (ISO 7064, mod 97-10) and the number. Ours all have nine
digits: a fixed length is found inside other text, with or without the spaces that people type.
"""

import re
from typing import Final

DIGITS: Final = 9
SMALLEST: Final = 10 ** (DIGITS - 1)
"""Numbers that are drawn begin here: some banks drop zeros in front."""
LARGEST: Final = 10**DIGITS - 1

_MODULUS = 97
_REMAINDER = 1
# "RF00" as digits: R is 27 and F is 15 (ISO 7064).
_PREFIX = "271500"
_GAP = r"[ \t\u00a0\u202f.\-/]?"
_REFERENCE = re.compile(
    rf"(?<![A-Za-z0-9])R{_GAP}F{_GAP}((?:[0-9]{_GAP}){{{DIGITS + 1}}}[0-9])(?![0-9])",
    re.IGNORECASE | re.ASCII,
)
_GROUP = 4


def reference_for(number: int) -> str:
    """Return the reference of a number of at most nine digits: "RF48539007547" for 539007547."""
    assert 0 <= number <= LARGEST, f"{number} does not fit into {DIGITS} digits."
    body = f"{number:0{DIGITS}d}"
    check = _MODULUS + _REMAINDER - int(body + _PREFIX) % _MODULUS
    return f"RF{check:02d}{body}"


def is_reference(text: str) -> bool:
    """Tell whether it is one of our references, without spaces and with the right check digits."""
    match = re.fullmatch(rf"RF([0-9]{{2}})([0-9]{{{DIGITS}}})", text)
    return match is not None and reference_for(int(match[2])) == text


def find_reference(text: str) -> str | None:
    """Return the first reference in a text, without spaces; None where no check digits hold.

    Lower case is read, and single spaces, points, hyphens and slashes between the digits.
    """
    for match in _REFERENCE.finditer(text):
        candidate = "RF" + re.sub(r"[^0-9]", "", match[1])
        if is_reference(candidate):
            return candidate
    return None


def grouped(text: str) -> str:
    """Return a reference or an IBAN as people read it, in groups of four."""
    return " ".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))
