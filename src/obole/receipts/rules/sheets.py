"""What stands on a receipt, before it is set: words, rows, boxes. A sheet is stored as it is.

The PDF is made of the sheet and of nothing else, so that it can be made again in six years.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from obole.kernel.money import Money
from obole.kernel.text import NARROW_NO_BREAK_SPACE, NO_BREAK_SPACE

_MONTHS: Final = {
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
        *("août", "septembre", "octobre", "novembre", "décembre"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    ),
}


@dataclass(frozen=True, kw_only=True)
class Words:
    """A text, and what it means in the reader's language where that is another."""

    main: str
    gloss: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A label and what stands behind it; lines are parted by line feeds."""

    label: Words
    value: str


@dataclass(frozen=True, kw_only=True)
class Box:
    """A box of a form: ticked or not. A form prints all of them, and ticks what holds."""

    label: Words
    is_ticked: bool


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A question of the form, and its boxes."""

    label: Words
    boxes: tuple[Box, ...]


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the sheet under a title of its own."""

    title: Words
    rows: tuple[Row, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, kw_only=True)
class GiftLine:
    """A gift on a receipt for several."""

    day: str
    reference: str
    means: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Everything that is printed."""

    language: str
    title: Words
    form: Words
    """Which form of which law it is, or that it is for no tax."""
    number_label: Words
    number: str
    issuer: str
    recipient: str
    """The name of who gave, as the sections print it: by it the desk finds the receipt."""
    sections: tuple[Section, ...]
    amount_label: Words
    figures: str
    """The amount, framed by asterisks."""
    in_words: str
    gifts_title: Words
    gifts_head: tuple[Words, ...]
    gifts: tuple[GiftLine, ...]
    """Empty for a receipt of one gift."""
    certificate: tuple[Words, ...]
    articles: tuple[Box, ...]
    """Of the law that the certificate names; empty for none."""
    replaces: Words
    issued: Words
    signatory: str
    signatory_role: str
    signed: Words
    check: Words
    check_url: str
    code: str

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        told: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return told


@dataclass(frozen=True, kw_only=True)
class Speech:
    """How a sheet speaks: a form of French law in French, whoever reads it."""

    language: str
    is_french_by_law: bool = False

    def say(self, french: str, english: str) -> Words:
        """Return a text in the language of the sheet, with its meaning where that is needed."""
        is_english = self.language.startswith("en")
        if self.is_french_by_law:
            return Words(main=french, gloss=english if is_english else "")
        return Words(main=english if is_english else french)

    @property
    def main_language(self) -> str:
        """The language of figures, dates and amounts in words."""
        return "en" if self.language.startswith("en") and not self.is_french_by_law else "fr"


def figures(amount: Money, language: str) -> str:
    """Return an amount with all its digits: "1 234,00 €" in French, "€1,234.00" in English."""
    whole, _, part = amount.plain().partition(".")
    written = amount.formatted(language)
    if not part or part.strip("0"):
        return written
    # Amounts on paper have their cents: nobody can add any.
    decimals = f"{',' if language.startswith('fr') else '.'}{part}"
    last = max(place for place, each in enumerate(written) if each.isdecimal())
    assert written[last] == whole[-1], f"{written} is not {amount}"
    return f"{written[: last + 1]}{decimals}{written[last + 1 :]}"


def framed(amount: Money, language: str) -> str:
    """Return an amount framed by asterisks, so that no digit can be added to it."""
    return f"***{NARROW_NO_BREAK_SPACE}{figures(amount, language)}{NARROW_NO_BREAK_SPACE}***"


def one_line(address: str) -> str:
    """Return an address that was written in lines as one line."""
    lines = (line.strip(" ,") for line in address.splitlines())
    return ", ".join(line for line in lines if line)


def day_in_words(day: date, language: str) -> str:
    """Return a day: "1er mars 2026", "1 March 2026". It never breaks."""
    is_french = language.startswith("fr")
    number = "1er" if is_french and day.day == 1 else str(day.day)
    month = _MONTHS["fr" if is_french else "en"][day.month - 1]
    return f"{number}{NO_BREAK_SPACE}{month}{NO_BREAK_SPACE}{day.year}"


def sheet_digest(sheet: dict[str, Any]) -> str:
    """Return the SHA-256 of a sheet as JSON has it, however its keys are ordered."""
    canonical = json.dumps(sheet, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
