"""Money: whole minor units of a currency. No floats, no Decimals beyond this file."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from obole.kernel.text import NARROW_NO_BREAK_SPACE, NO_BREAK_SPACE

# ISO 4217, table A.1: how many digits after the comma. Currencies that are not here are refused.
MINOR_DIGITS: Final = {
    "AUD": 2,
    "BGN": 2,
    "CAD": 2,
    "CHF": 2,
    "CZK": 2,
    "DKK": 2,
    "EUR": 2,
    "GBP": 2,
    "HUF": 2,
    "ISK": 0,
    "JPY": 0,
    "MAD": 2,
    "NOK": 2,
    "NZD": 2,
    "PLN": 2,
    "RON": 2,
    "SEK": 2,
    "TND": 3,
    "USD": 2,
    "XAF": 0,
    "XOF": 0,
    "XPF": 0,
}
SYMBOLS: Final = {"EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥"}

# A column of 64 bits holds the sum of nine million amounts of this size.
LARGEST_MINOR_UNITS: Final = 1_000_000_000_000

_GROUPS = re.compile(r"[ \t\u00a0\u2009\u202f'’]")
_AMOUNT = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_GROUP_DIGITS = 3
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[ \t\u00a0\u2009\u202f'’][0-9]{3})+(?:[.,][0-9]+)?")


class CurrencyMismatch(ValueError):
    """Amounts of two currencies were added or compared."""


class UnknownCurrency(ValueError):
    """The currency is not one that Obole counts in."""


class UnreadableAmount(ValueError):
    """The text is no amount of this currency; `reason` is a stable word that says why."""

    def __init__(self, text: str, *, reason: str) -> None:
        super().__init__(f"{text[:40]!r} is no amount: {reason}.")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: whole minor units (cents) of a currency, of either sign."""

    minor_units: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor_units) is not int:
            raise TypeError(f"{self.minor_units!r} is no whole number of minor units.")
        if self.currency not in MINOR_DIGITS:
            raise UnknownCurrency(f"{self.currency!r} is no currency that Obole counts in.")

    def __add__(self, other: "Money") -> "Money":
        self._check(other)
        return Money(self.minor_units + other.minor_units, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._check(other)
        return Money(self.minor_units - other.minor_units, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor_units, self.currency)

    def __bool__(self) -> bool:
        return self.minor_units != 0

    def __lt__(self, other: "Money") -> bool:
        self._check(other)
        return self.minor_units < other.minor_units

    def __le__(self, other: "Money") -> bool:
        self._check(other)
        return self.minor_units <= other.minor_units

    def __gt__(self, other: "Money") -> bool:
        self._check(other)
        return self.minor_units > other.minor_units

    def __ge__(self, other: "Money") -> bool:
        self._check(other)
        return self.minor_units >= other.minor_units

    def __str__(self) -> str:
        return f"{self.plain()} {self.currency}"

    def _check(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self} and {other} are of two currencies.")

    @property
    def is_negative(self) -> bool:
        """Tell whether it is below zero."""
        return self.minor_units < 0

    def plain(self) -> str:
        """Return the number as files and APIs want it, all digits: "11382.00", "-0.05"."""
        digits = MINOR_DIGITS[self.currency]
        sign = "-" if self.minor_units < 0 else ""
        whole = str(abs(self.minor_units)).rjust(digits + 1, "0")
        if not digits:
            return sign + whole
        return f"{sign}{whole[:-digits]}.{whole[-digits:]}"

    def formatted(self, language: str) -> str:
        """Return it as people write it: "11 382 €", "12,50 €" in French; "€12.50" in English.

        A whole amount has no decimals. The spaces are those that never break a line.
        """
        number = self._number(language)
        symbol = SYMBOLS.get(self.currency, self.currency)
        sign = "−" if self.minor_units < 0 else ""
        if language.startswith("fr"):
            return f"{sign}{number}{NO_BREAK_SPACE}{symbol}"
        gap = "" if symbol in SYMBOLS.values() else NO_BREAK_SPACE
        return f"{sign}{symbol}{gap}{number}"

    def _number(self, language: str) -> str:
        whole, _, decimals = self.plain().lstrip("-").partition(".")
        is_french = language.startswith("fr")
        group = NARROW_NO_BREAK_SPACE if is_french else ","
        grouped = f"{int(whole):,}".replace(",", group)
        if not decimals.strip("0"):
            return grouped
        return f"{grouped}{',' if is_french else '.'}{decimals}"

    def of_hundred(self, percent_hundredths: int) -> "Money":
        """Return so many hundredths of a percent of it, rounded up: fees are covered whole."""
        return Money(-(-self.minor_units * percent_hundredths // 10_000), self.currency)

    def before_fee(self, *, percent_hundredths: int, fixed: "Money") -> "Money":
        """Return the least amount of which this much is left once a fee is taken.

        The fee is a share of that amount, rounded up, and a fixed part. The share is below all.
        """
        self._check(fixed)
        left_hundredths = 10_000 - percent_hundredths
        assert left_hundredths > 0, "A fee of everything leaves nothing."
        whole = self.minor_units + fixed.minor_units
        return Money(-(-whole * 10_000 // left_hundredths), self.currency)

    def shared_by(self, number: int) -> "Money":
        """Return what each of so many has of it, floored: an average that is never too high."""
        assert number > 0, "An average of nobody was asked for."
        return Money(self.minor_units // number, self.currency)

    @classmethod
    def zero(cls, currency: str) -> "Money":
        """Return nothing, of this currency."""
        return cls(0, currency)

    @classmethod
    def total(cls, amounts: Iterable["Money"], currency: str) -> "Money":
        """Return the sum; zero of the currency for none. Raise CurrencyMismatch."""
        total = cls.zero(currency)
        for amount in amounts:
            total += amount
        return total

    @classmethod
    def parse(cls, text: str, currency: str) -> "Money":
        """Return the amount that a person wrote: "12,50", "12.50 €", "1 234,5", "٥٠".

        Comma and point are both decimal signs; groups are parted by spaces or apostrophes. A
        number with more decimals than the currency has is refused, not rounded, and so is "1.000",
        which some write for a thousand and others for one. Negative amounts are read. Raise
        UnreadableAmount with reason empty, not-a-number, too-precise or too-large; UnknownCurrency.
        """
        if currency not in MINOR_DIGITS:
            raise UnknownCurrency(f"{currency[:10]!r} is no currency that Obole counts in.")
        bare = _without_symbol(text, currency)
        if not bare:
            raise UnreadableAmount(text, reason="empty")
        # Digits of other scripts are digits here too.
        bare = "".join(str(int(each)) if each.isdecimal() else each for each in bare)
        is_negative = bare.startswith(("-", "\u2212"))
        bare = bare[1:].strip() if is_negative else bare
        if _GROUPED.fullmatch(bare):
            bare = _GROUPS.sub("", bare)
        bare = bare.replace(",", ".", 1)
        if not _AMOUNT.fullmatch(bare):
            raise UnreadableAmount(text, reason="not-a-number")
        if MINOR_DIGITS[currency] != _GROUP_DIGITS and _AMBIGUOUS.fullmatch(bare):
            raise UnreadableAmount(text, reason="too-precise")
        amount = _from_digits(bare, currency, text=text)
        return -amount if is_negative else amount

    @classmethod
    def from_plain(cls, text: str, currency: str) -> "Money":
        """Return the amount that a machine wrote: "1234.5", "-0.0500", a point and no groups.

        Zeros beyond the decimals of the currency say nothing. Raise as `parse` does.
        """
        if currency not in MINOR_DIGITS:
            raise UnknownCurrency(f"{currency[:10]!r} is no currency that Obole counts in.")
        bare = text.removeprefix("-")
        if not _AMOUNT.fullmatch(bare):
            raise UnreadableAmount(text, reason="not-a-number")
        amount = _from_digits(bare, currency, text=text)
        return -amount if text.startswith("-") else amount


def _without_symbol(text: str, currency: str) -> str:
    symbol = SYMBOLS.get(currency, currency)
    bare = text.strip().removesuffix(symbol).removesuffix(currency)
    return bare.removeprefix(symbol).removeprefix(currency).strip()


def _from_digits(bare: str, currency: str, *, text: str) -> Money:
    whole, _, decimals = bare.partition(".")
    digits = MINOR_DIGITS[currency]
    if len(decimals) > digits and decimals[digits:].strip("0"):
        raise UnreadableAmount(text, reason="too-precise")
    # Long numbers are refused before they are converted: int() of a million digits is slow.
    if len(whole.lstrip("0")) > len(str(LARGEST_MINOR_UNITS)):
        raise UnreadableAmount(text, reason="too-large")
    minor_units = int(whole + decimals[:digits].ljust(digits, "0"))
    if minor_units > LARGEST_MINOR_UNITS:
        raise UnreadableAmount(text, reason="too-large")
    return Money(minor_units, currency)


def percent_hundredths(part: Money, whole: Money) -> int:
    """Return how many hundredths of a percent of the whole the part is, floored: 2710 for 27.10 %.

    Floored, so that 100 % is said when all is there and not before. Never below zero. The whole
    must be above zero.
    """
    if part.currency != whole.currency:
        raise CurrencyMismatch(f"{part} and {whole} are of two currencies.")
    assert whole.minor_units > 0, "A share of nothing was asked for."
    return max(0, part.minor_units * 10_000 // whole.minor_units)


def formatted_percent(hundredths: int, language: str) -> str:
    """Return a share with its two decimals: "27,10 %" in French, "27.10%" in English."""
    whole, rest = divmod(hundredths, 100)
    if language.startswith("fr"):
        grouped = f"{whole:,}".replace(",", NARROW_NO_BREAK_SPACE)
        return f"{grouped},{rest:02d}{NO_BREAK_SPACE}%"
    return f"{whole:,}.{rest:02d}%"
