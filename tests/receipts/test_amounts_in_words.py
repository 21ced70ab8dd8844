"""Amounts in words: a table that was written by hand, and rules that hold for every number."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from obole.kernel.money import Money
from obole.receipts.rules.amounts_in_words import LARGEST, BeyondWords, english, french, in_words

# Written by hand, after the rules of the Académie before 1990.
FRENCH = {
    0: "zéro",
    1: "un",
    16: "seize",
    17: "dix-sept",
    20: "vingt",
    21: "vingt et un",
    22: "vingt-deux",
    61: "soixante et un",
    69: "soixante-neuf",
    70: "soixante-dix",
    71: "soixante et onze",
    72: "soixante-douze",
    79: "soixante-dix-neuf",
    80: "quatre-vingts",
    81: "quatre-vingt-un",
    90: "quatre-vingt-dix",
    91: "quatre-vingt-onze",
    99: "quatre-vingt-dix-neuf",
    100: "cent",
    101: "cent un",
    180: "cent quatre-vingts",
    200: "deux cents",
    201: "deux cent un",
    999: "neuf cent quatre-vingt-dix-neuf",
    1_000: "mille",
    1_001: "mille un",
    1_100: "mille cent",
    2_000: "deux mille",
    80_000: "quatre-vingt mille",
    200_000: "deux cent mille",
    280_080: "deux cent quatre-vingt mille quatre-vingts",
    1_000_000: "un million",
    80_000_000: "quatre-vingts millions",
    200_000_000: "deux cents millions",
    1_000_001: "un million un",
    2_000_000_300: "deux milliards trois cents",
    21_000_000_000: "vingt et un milliards",
}
ENGLISH = {
    0: "zero",
    12: "twelve",
    21: "twenty-one",
    100: "one hundred",
    101: "one hundred and one",
    342: "three hundred and forty-two",
    1_000: "one thousand",
    1_005: "one thousand and five",
    1_100: "one thousand one hundred",
    1_234: "one thousand two hundred and thirty-four",
    1_000_001: "one million and one",
    2_000_000_000: "two billion",
}
EUROS = {
    ("0", "fr"): "zéro euro",
    ("0,01", "fr"): "un centime",
    ("0,80", "fr"): "quatre-vingts centimes",
    ("1", "fr"): "un euro",
    ("1,01", "fr"): "un euro et un centime",
    ("42,10", "fr"): "quarante-deux euros et dix centimes",
    ("1000000", "fr"): "un million d’euros",
    ("2000000,50", "fr"): "deux millions d’euros et cinquante centimes",
    ("1200000", "fr"): "un million deux cent mille euros",
    ("0,01", "en"): "one cent",
    ("1", "en"): "one euro",
    ("42.10", "en"): "forty-two euros and ten cents",
}


@pytest.mark.parametrize(("number", "words"), FRENCH.items())
def test_numbers_in_french(number, words):
    assert french(number) == words


@pytest.mark.parametrize(("number", "words"), ENGLISH.items())
def test_numbers_in_english(number, words):
    assert english(number) == words


@pytest.mark.parametrize(("amount", "words"), EUROS.items())
def test_amounts_in_euros(amount, words):
    text, language = amount

    assert in_words(Money.parse(text, "EUR"), language) == words


def test_currencies_have_their_own_words():
    assert in_words(Money(2101, "GBP"), "fr") == "vingt et une livres sterling et un penny"
    assert in_words(Money(200, "CHF"), "fr") == "deux francs suisses"
    assert in_words(Money(2_000_000, "XPF"), "fr") == "deux millions XPF"
    assert in_words(Money(1050, "SEK"), "en") == "ten SEK and 50/100"


@pytest.mark.parametrize("number", [-1, LARGEST + 1])
def test_what_has_no_words_is_refused(number):
    with pytest.raises(BeyondWords):
        french(number)


def test_no_receipt_says_less_than_nothing():
    with pytest.raises(BeyondWords):
        in_words(Money(-1, "EUR"), "fr")


VALUES = {french(number): number for number in range(1_000)}
# Before mille, neither vingt nor cent has its s.
VALUES |= {french(number * 1_000).removesuffix(" mille"): number for number in range(2, 1_000)}


def read_french(words: str) -> int:
    """Read a number back, by the scales and a table of what is below a thousand."""
    total = 0
    for scale, name in ((10**9, "milliard"), (10**6, "million"), (10**3, "mille")):
        before, found, after = words.partition(name)
        if found:
            total += scale * (VALUES[before.strip()] if before.strip() else 1)
            words = after.removeprefix("s").strip()
    return total + (VALUES[words] if words else 0)


@settings(max_examples=60)
@given(st.integers(min_value=0, max_value=LARGEST))
def test_words_say_exactly_one_number(number):
    assert read_french(french(number)) == number


@settings(max_examples=60)
@given(st.integers(min_value=0, max_value=LARGEST))
def test_french_spelling_keeps_its_rules(number):
    words = french(number).split()

    assert "milles" not in words
    assert not any(
        each == "quatre-vingts" and after == "mille" for each, after in itertools.pairwise(words)
    )
    assert not any(
        each == "cents" and after == "mille" for each, after in itertools.pairwise(words)
    )
    assert "un" not in words[:1] or words[1:2] != ["mille"]
    assert len({french(each) for each in range(1_000)}) == 1_000
