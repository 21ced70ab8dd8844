"""Amounts of money in words, as a receipt has them, in French and in English.

French: 70, 80 and 90 as in France; "et un" from 21 to 61 and "et onze" in 71; `vingt` and `cent`
take an s when they are multiplied and end the number or stand before million and milliard, which
are nouns, but not before `mille`, which never takes one; "de" between a round million and what is
counted. The hyphens are those of before 1990: only between tens and units, and in quatre-vingt.
English: British, with "and" after the hundreds.
"""

from typing import Final

from obole.kernel.money import Money

_FRENCH_SMALL: Final = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    *("onze", "douze", "treize", "quatorze", "quinze", "seize"),
    *("dix-sept", "dix-huit", "dix-neuf"),
)
_FRENCH_TENS: Final = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}
_FRENCH_SCALES: Final = ((1_000_000_000, "milliard"), (1_000_000, "million"))

_ENGLISH_SMALL: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
    *("seventeen", "eighteen", "nineteen"),
)
_ENGLISH_TENS: Final = (
    *("", "", "twenty", "thirty", "forty"),
    *("fifty", "sixty", "seventy", "eighty", "ninety"),
)
_ENGLISH_SCALES: Final = ((1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"))

# One and several of the unit, one and several of its part: in French, in English. A currency that
# is not here is said by its code, and its part as a number after the comma.
_UNITS: Final = {
    "EUR": (("euro", "euros", "centime", "centimes"), ("euro", "euros", "cent", "cents")),
    "CHF": (
        ("franc suisse", "francs suisses", "centime", "centimes"),
        ("Swiss franc", "Swiss francs", "centime", "centimes"),
    ),
    "GBP": (
        ("livre sterling", "livres sterling", "penny", "pence"),
        ("pound sterling", "pounds sterling", "penny", "pence"),
    ),
    "USD": (
        ("dollar des États-Unis", "dollars des États-Unis", "cent", "cents"),
        ("US dollar", "US dollars", "cent", "cents"),
    ),
}
_FEMININE: Final = frozenset({"GBP"})
LARGEST: Final = 999_999_999_999
_THOUSAND: Final = 1_000


class BeyondWords(ValueError):
    """The number is below zero, or beyond what these rules were made for."""


def in_words(amount: Money, language: str) -> str:
    """Return the amount in words: "quarante-deux euros et dix centimes", "cinquante centimes".

    Raise BeyondWords for what is below zero or has a thousand billions.
    """
    if amount.is_negative:
        raise BeyondWords(f"{amount} is below zero: no receipt says that.")
    whole_digits, _, part_digits = amount.plain().partition(".")
    whole, part = int(whole_digits), int(part_digits or "0")
    is_french = language.startswith("fr")
    units = _UNITS.get(amount.currency)
    if units is None:
        return _in_code(whole, part_digits, amount.currency, is_french=is_french)
    one, several, one_part, several_parts = units[0 if is_french else 1]
    said = []
    if whole or not part:
        said.append(
            _french_counted(whole, one, several, is_feminine=amount.currency in _FEMININE)
            if is_french
            else f"{english(whole)} {one if whole == 1 else several}"
        )
    if part:
        number = french(part) if is_french else english(part)
        said.append(f"{number} {one_part if part == 1 else several_parts}")
    return (" et " if is_french else " and ").join(said)


def french(number: int) -> str:
    """Return a whole number up to 999,999,999,999 in French. Raise BeyondWords."""
    _check(number)
    if number < _THOUSAND:
        return _french_hundreds(number, ends=True)
    parts = []
    for scale, name in _FRENCH_SCALES:
        count, number = divmod(number, scale)
        if count:
            several = "s" if count > 1 else ""
            parts.append(f"{_french_hundreds(count, ends=True)} {name}{several}")
    thousands, rest = divmod(number, 1_000)
    if thousands == 1:
        parts.append("mille")
    elif thousands:
        parts.append(f"{_french_hundreds(thousands, ends=False)} mille")
    if rest:
        parts.append(_french_hundreds(rest, ends=True))
    return " ".join(parts)


def english(number: int) -> str:
    """Return a whole number up to 999,999,999,999 in English. Raise BeyondWords."""
    _check(number)
    parts = []
    rest = number
    for scale, name in _ENGLISH_SCALES:
        count, rest = divmod(rest, scale)
        if count:
            parts.append(f"{_english_hundreds(count)} {name}")
    if rest or not parts:
        # "One thousand and five": British English joins what has no hundreds.
        joint = "and " if parts and rest < 100 else ""  # noqa: PLR2004 - a hundred
        parts.append(f"{joint}{_english_hundreds(rest)}")
    return " ".join(parts)


def _check(number: int) -> None:
    if not 0 <= number <= LARGEST:
        raise BeyondWords(f"{number} has no words here.")


def _french_counted(number: int, one: str, several: str, *, is_feminine: bool) -> str:
    words = french(number)
    if is_feminine and words.endswith("un"):
        words += "e"
    unit = several if number > 1 else one
    if number and number % 1_000_000 == 0:
        # Million and milliard are nouns: "un million d'euros", "deux millions de francs".
        joint = "d’" if unit[0] in "aeiouyé" else "de "
        return f"{words} {joint}{unit}"
    return f"{words} {unit}"


def _french_hundreds(number: int, *, ends: bool) -> str:
    """Return a number below 1,000; `ends` says that nothing follows that takes the s away."""
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _french_below_hundred(rest, ends=ends)
    if hundreds == 1:
        words = "cent"
    else:
        words = f"{_FRENCH_SMALL[hundreds]} cent{'s' if not rest and ends else ''}"
    return f"{words} {_french_below_hundred(rest, ends=ends)}" if rest else words


def _french_below_hundred(number: int, *, ends: bool) -> str:
    if number < len(_FRENCH_SMALL):
        return _FRENCH_SMALL[number]
    if number >= 80:  # noqa: PLR2004 - quatre-vingts, and on to ninety-nine
        rest = number - 80
        if not rest:
            return "quatre-vingts" if ends else "quatre-vingt"
        return f"quatre-vingt-{_FRENCH_SMALL[rest]}"
    tens, units = divmod(number, 10)
    if tens == 7:  # noqa: PLR2004 - soixante-dix
        tens, units = 6, units + 10
    name = _FRENCH_TENS[tens]
    if not units:
        return name
    if units in (1, 11):
        return f"{name} et {_FRENCH_SMALL[units]}"
    return f"{name}-{_FRENCH_SMALL[units]}"


def _english_hundreds(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = f"{_ENGLISH_SMALL[hundreds]} hundred" if hundreds else ""
    if not rest and hundreds:
        return words
    below = _english_below_hundred(rest)
    return f"{words} and {below}" if words else below


def _english_below_hundred(number: int) -> str:
    if number < len(_ENGLISH_SMALL):
        return _ENGLISH_SMALL[number]
    tens, units = divmod(number, 10)
    return f"{_ENGLISH_TENS[tens]}-{_ENGLISH_SMALL[units]}" if units else _ENGLISH_TENS[tens]


def _in_code(whole: int, part_digits: str, currency: str, *, is_french: bool) -> str:
    words = french(whole) if is_french else english(whole)
    if not part_digits.strip("0"):
        return f"{words} {currency}"
    return (
        f"{words} {currency} {'et' if is_french else 'and'} {part_digits}/{10 ** len(part_digits)}"
    )
