"""Money: to the cent, read as people write it, written as they read it."""

import operator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from obole.kernel.money import (
    LARGEST_MINOR_UNITS,
    MINOR_DIGITS,
    CurrencyMismatch,
    Money,
    UnknownCurrency,
    UnreadableAmount,
    formatted_percent,
    percent_hundredths,
)

MINOR_UNITS = st.integers(-LARGEST_MINOR_UNITS, LARGEST_MINOR_UNITS)
CURRENCIES = st.sampled_from(sorted(MINOR_DIGITS))
MONEY = st.builds(Money, MINOR_UNITS, CURRENCIES)


def euros(text: str) -> Money:
    return Money.parse(text, "EUR")


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("12,50", 1250),
        ("12.50 €", 1250),
        ("€12.50", 1250),
        ("12,5", 1250),
        ("EUR 12.50", 1250),
        ("1 234,56 €", 123456),
        ("1\u202f234,56\xa0€", 123456),
        ("1'234.56", 123456),
        ("42000", 4_200_000),
        ("٥٠", 5000),
        ("５０", 5000),
        ("-5", -500),
        ("−5,00 €", -500),
        ("0", 0),
        ("007", 700),
        ("10000000000", LARGEST_MINOR_UNITS),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, cents):
    assert Money.parse(text, "EUR") == Money(cents, "EUR")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" € ", "empty"),
        ("douze", "not-a-number"),
        ("1e9", "not-a-number"),
        ("12,50,00", "not-a-number"),
        ("1,234.56", "not-a-number"),
        ("1.234,56", "not-a-number"),
        ("1 23", "not-a-number"),
        (",50", "not-a-number"),
        ("--5", "not-a-number"),
        ("- -5", "not-a-number"),
        ("12.50 $", "not-a-number"),
        ("½", "not-a-number"),
        ("NaN", "not-a-number"),
        ("12\n50", "not-a-number"),
        ("0.001", "too-precise"),
        ("12,505", "too-precise"),
        ("10000000000,01", "too-large"),
        ("9" * 5000, "too-large"),
    ],
)
def test_what_is_no_amount_is_refused_with_a_reason(text, reason):
    with pytest.raises(UnreadableAmount) as refusal:
        Money.parse(text, "EUR")

    assert refusal.value.reason == reason


@pytest.mark.parametrize("text", ["1,000", "1.000", "12.500", "999,999", "-1.000 €"])
def test_what_is_a_thousand_to_some_and_one_to_others_is_refused(text):
    with pytest.raises(UnreadableAmount):
        Money.parse(text, "EUR")


@pytest.mark.parametrize(
    ("text", "cents"), [("12.500", 1250), ("-0.0500", -5), ("100", 10000), ("1.00000", 100)]
)
def test_what_a_machine_wrote_is_not_ambiguous(text, cents):
    assert Money.from_plain(text, "EUR") == Money(cents, "EUR")


@pytest.mark.parametrize(
    "text", ["", "12,50", "1 000", "+5", "--5", ".5", "5.", "1e3", "٥٠", "5 €"]
)
def test_what_no_machine_writes_is_refused(text):
    with pytest.raises(UnreadableAmount):
        Money.from_plain(text, "EUR")


def test_currencies_without_decimals_take_none():
    assert Money.parse("1 500", "JPY") == Money(1500, "JPY")
    assert Money.parse("1.250", "TND") == Money(1250, "TND")
    with pytest.raises(UnreadableAmount):
        Money.parse("1.5", "JPY")


@given(MONEY)
@example(Money(-5, "EUR"))
def test_what_is_written_for_machines_or_people_is_read_back(amount):
    assert Money.from_plain(amount.plain(), amount.currency) == amount
    assert Money.parse(amount.formatted("fr"), amount.currency) == amount


@given(st.text(max_size=20), CURRENCIES)
def test_any_text_is_an_amount_or_refused(text, currency):
    try:
        amount = Money.parse(text, currency)
    except UnreadableAmount:
        return
    assert abs(amount.minor_units) <= LARGEST_MINOR_UNITS


@given(CURRENCIES, st.lists(MINOR_UNITS, max_size=5))
def test_sums_are_those_of_whole_numbers(currency, numbers):
    amounts = [Money(each, currency) for each in numbers]

    total = Money.total(amounts, currency)

    assert total == Money(sum(numbers), currency)
    assert total - total == Money.zero(currency)
    assert total + -total == Money.zero(currency)
    assert total.is_negative == (sum(numbers) < 0)


@pytest.mark.parametrize("operation", [operator.add, operator.sub, operator.lt, operator.ge])
def test_two_currencies_are_never_mixed(operation):
    with pytest.raises(CurrencyMismatch):
        operation(Money(5, "EUR"), Money(5, "CHF"))
    assert Money(5, "EUR") != Money(5, "CHF")


@pytest.mark.parametrize("amount", [1.0, True, "1"])
def test_money_is_whole_minor_units(amount):
    with pytest.raises(TypeError):
        Money(amount, "EUR")


def test_a_currency_that_nobody_counts_in_is_refused():
    with pytest.raises(UnknownCurrency):
        Money(1, "ZZZ")
    with pytest.raises(UnknownCurrency):
        Money.parse("1", "bitcoin")


@pytest.mark.parametrize(
    ("amount", "french", "english"),
    [
        (euros("11382"), "11\u202f382\xa0€", "€11,382"),
        (euros("30618"), "30\u202f618\xa0€", "€30,618"),
        (euros("12.50"), "12,50\xa0€", "€12.50"),
        (euros("-1234.05"), "−1\u202f234,05\xa0€", "−€1,234.05"),
        (Money(1234, "JPY"), "1\u202f234\xa0¥", "¥1,234"),
        (Money(500, "CHF"), "5\xa0CHF", "CHF\xa05"),
    ],
)
def test_an_amount_is_written_as_each_language_does(amount, french, english):
    assert amount.formatted("fr") == french
    assert amount.formatted("en") == english


def test_fees_are_covered_whole():
    assert euros("10").of_hundred(250) == euros("0.25")
    assert euros("10.01").of_hundred(250) == euros("0.26")
    assert euros("0").of_hundred(250) == euros("0")


@pytest.mark.parametrize(
    ("part", "hundredths", "french", "english"),
    [
        ("11382", 2710, "27,10\xa0%", "27.10%"),
        ("41999.99", 9999, "99,99\xa0%", "99.99%"),
        ("42000", 10000, "100,00\xa0%", "100.00%"),
        ("462000", 110000, "1\u202f100,00\xa0%", "1,100.00%"),
        ("-5", 0, "0,00\xa0%", "0.00%"),
    ],
)
def test_a_share_is_floored_and_has_two_decimals(part, hundredths, french, english):
    share = percent_hundredths(euros(part), euros("42000"))

    assert share == hundredths
    assert formatted_percent(share, "fr") == french
    assert formatted_percent(share, "en") == english


@given(MINOR_UNITS, st.integers(1, LARGEST_MINOR_UNITS))
def test_all_is_said_when_all_is_there_and_not_before(part, whole):
    share = percent_hundredths(Money(part, "EUR"), Money(whole, "EUR"))

    assert (share >= 10_000) == (part >= whole)
    assert share >= 0
