"""The number of a gift survives what people and banks do to it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import iso11649

from obole.donations.rules.references import (
    LARGEST,
    find_reference,
    grouped,
    is_reference,
    reference_for,
)

numbers = st.integers(min_value=0, max_value=LARGEST)


@given(numbers)
@settings(max_examples=60)
def test_each_reference_is_one_by_another_program_too(number: int) -> None:
    assert iso11649.is_valid(reference_for(number))


@given(
    numbers,
    st.sampled_from(["{}", "VIR SEPA {} DON", "don{{ {} }}", "/ROC/{}//", "20261130 {} 49"]),
    st.sampled_from([str, str.lower, grouped, lambda each: "-".join(grouped(each).split())]),
)
@settings(max_examples=60)
def test_a_reference_is_found_as_people_write_it(
    number: int, around: str, written: "type[str]"
) -> None:
    reference = reference_for(number)

    assert find_reference(around.format(written(reference))) == reference


@given(numbers, st.integers(min_value=2, max_value=12), st.sampled_from("0123456789"))
@settings(max_examples=60)
def test_one_wrong_digit_makes_it_no_reference(number: int, place: int, digit: str) -> None:
    reference = reference_for(number)
    wrong = reference[:place] + digit + reference[place + 1 :]

    assert is_reference(wrong) == (wrong == reference)


@pytest.mark.parametrize("text", ["", "RF", "RF12", "VIREMENT DE MME RF 12", "XRF48539007547"])
def test_other_text_holds_no_reference(text: str) -> None:
    assert find_reference(text) is None
