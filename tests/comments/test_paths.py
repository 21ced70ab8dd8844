"""The alphabetical order of paths is the order of reading, and what is below one is a range."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obole.comments.rules.paths import (
    DEEPEST,
    LEVEL_CHARACTERS,
    LONGEST_PATH,
    MOST_ANSWERS,
    after_answers,
    child_path,
    depth_of,
    paths_above,
    paths_beside,
    root_of,
)

NUMBERS = st.one_of(st.integers(0, 3), st.integers(0, MOST_ANSWERS - 1), st.just(MOST_ANSWERS - 1))
PLACES = st.lists(NUMBERS, min_size=1, max_size=DEEPEST + 1)


def path_of(place):
    path = ""
    for number in place:
        path = child_path(parent=path, number=number)
    return path


@given(st.lists(PLACES, max_size=30))
def test_paths_are_sorted_as_a_thread_is_read(places):
    """A comment before its answers, answers in the order in which they came."""
    assert sorted(map(path_of, places)) == [path_of(place) for place in sorted(places)]


@given(PLACES, PLACES)
def test_what_stands_below_a_comment_is_a_range(place, other):
    path, other_path = path_of(place), path_of(other)

    is_below = len(other) > len(place) and other[: len(place)] == place

    assert (path < other_path < after_answers(path)) is is_below


@given(st.lists(NUMBERS, min_size=1, max_size=DEEPEST), NUMBERS)
def test_an_answer_is_below_what_it_answers(place, number):
    path = path_of(place)
    answer = child_path(parent=path, number=number)

    assert path < answer < after_answers(path)
    assert depth_of(answer) == depth_of(path) + 1
    assert paths_above(answer) == [*paths_above(path), path]
    assert root_of(answer) == root_of(path) == path_of(place[:1])
    assert len(answer) <= LONGEST_PATH


@pytest.mark.parametrize(
    ("path", "after"),
    [("000000", "000001"), ("000009", "000010"), ("000001999998", "000001999999")],
)
def test_after_the_answers_comes_the_next_of_the_same_level(path, after):
    assert after_answers(path) == after


def test_a_path_says_where_it_stands():
    path = "000003000000000012"

    assert depth_of(path) == 2
    assert root_of(path) == "000003"
    assert paths_above(path) == ["000003", "000003000000"]
    assert paths_above(root_of(path)) == []


@pytest.mark.parametrize("number", [-1, MOST_ANSWERS])
def test_a_number_that_no_path_can_hold_is_a_fault(number):
    with pytest.raises(AssertionError, match="more than a path can count"):
        child_path(parent="", number=number)


def test_a_path_that_is_too_deep_is_a_fault():
    with pytest.raises(AssertionError, match="deeper than answers go"):
        child_path(parent="0" * LONGEST_PATH, number=0)

    assert len(child_path(parent="0" * (LONGEST_PATH - LEVEL_CHARACTERS), number=0)) == LONGEST_PATH


def test_the_places_beside_one_are_those_of_answers_to_the_same() -> None:
    assert paths_beside("000003000001", most=2) == [
        "000003000000",
        "000003000002",
        "000003000003",
    ]
    assert paths_beside("999999", most=1) == ["999998"]
