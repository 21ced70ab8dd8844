"""When two rows of donors may be one person. It only proposes: a person decides.

Merging alone has overwritten people's addresses on other platforms; a couple, or a father and a
son of one name, share nearly everything.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

# Whoever shares a name and a postcode with so many is no finding; the first pairs are shown.
MOST_OF_A_GROUP = 20


class Reason(StrEnum):
    """Why two rows may be one person; stored as they stand here."""

    NAME_AND_POSTCODE = "name-and-postcode"
    NAME_AND_EMAIL = "name-and-email"
    SAME_ACCOUNT = "same-account"
    BY_HAND = "by-hand"
    """A colleague wants them compared."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What of a donor is compared."""

    key: int
    name: str
    postcode: str
    email: str


def folded_name(*parts: str) -> str:
    """Return a name without case, accents, hyphens and order: "Léa de la Tour" as "de la lea tour".

    Forms have first and last names in either box.
    """
    decomposed = unicodedata.normalize("NFKD", " ".join(parts).casefold())
    letters = (each if each.isalnum() else " " for each in decomposed if not _is_accent(each))
    return " ".join(sorted("".join(letters).split()))


def folded_postcode(postcode: str) -> str:
    """Return a postcode without spaces and case."""
    return "".join(postcode.split()).casefold()


def are_similar_addresses(one: str, other: str) -> bool:
    """Tell whether two e-mail addresses look like one person's.

    They do if what stands before the @ is the same but for dots and a tag ("+don"), or if the
    whole differs by one letter: a typing mistake.
    """
    first, second = one.casefold(), other.casefold()
    if not first or not second:
        return False
    if _bare_mailbox(first) == _bare_mailbox(second):
        return True
    return is_one_letter_off(first, second)


def is_one_letter_off(one: str, other: str) -> bool:
    """Tell whether two texts differ by at most one letter: another, one more, or two swapped."""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) > 1:
        return False
    place = next(
        (at for at, pair in enumerate(zip(shorter, longer, strict=False)) if pair[0] != pair[1]),
        len(shorter),
    )
    if len(shorter) < len(longer):
        return shorter[place:] == longer[place + 1 :]
    swapped = shorter[place + 1 : place + 2] + shorter[place : place + 1] + shorter[place + 2 :]
    return shorter[place + 1 :] == longer[place + 1 :] or swapped == longer[place:]


def likely_pairs(namesakes: list[Known]) -> Iterator[tuple[int, int, list[Reason]]]:
    """Yield the pairs of donors of one name that may be one person, the lower key first."""
    known = sorted(namesakes, key=lambda each: each.key)[:MOST_OF_A_GROUP]
    for first, second in combinations(known, 2):
        reasons = []
        if first.postcode and first.postcode == second.postcode:
            reasons.append(Reason.NAME_AND_POSTCODE)
        if are_similar_addresses(first.email, second.email):
            reasons.append(Reason.NAME_AND_EMAIL)
        if reasons:
            yield first.key, second.key, reasons


def _bare_mailbox(email: str) -> str:
    mailbox = email.rpartition("@")[0].partition("+")[0]
    return mailbox.replace(".", "").replace("-", "").replace("_", "")


def _is_accent(letter: str) -> bool:
    return bool(unicodedata.combining(letter))
