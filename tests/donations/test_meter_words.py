"""What a meter says, in both languages, at every share."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from obole.donations.rules.meter import Meter, counted, sentence, words
from obole.donations.rules.meter_line import Step, line_of
from obole.kernel.money import Money

NARROW, NO_BREAK = "\u202f", "\u00a0"


def meter(received: int, goal: int = 4_200_000, currency: str = "EUR", gifts: int = 3) -> Meter:
    return Meter(
        received=Money(received, currency),
        goal=Money(goal, currency),
        gifts=gifts,
        last_movement_at=datetime(2026, 11, 3, tzinfo=UTC),
    )


def crowd(donors: int, goal: int = 1_000) -> Meter:
    return Meter(received=Money(5_000, "EUR"), gifts=donors, goal_donors=goal, donors=donors)


def test_french_words_have_their_spaces():
    said = words(meter(1_138_200), "fr")

    assert said.raised == f"27,10{NO_BREAK}% récoltés"
    assert said.missing == f"30{NARROW}618{NO_BREAK}€ manquants"
    assert said.of_goal == f"11{NARROW}382{NO_BREAK}€ récoltés sur 42{NARROW}000{NO_BREAK}€"


def test_english_words_have_their_signs():
    assert str(words(meter(1_138_200), "en")) == (
        "27.10% raised · €30,618 missing · €11,382 raised of €42,000"
    )


def test_a_sentence_says_all_of_it():
    assert sentence(meter(1_138_200), "en") == (
        "27.10% raised, €30,618 missing: €11,382 raised of €42,000."
    )
    assert sentence(meter(1_138_200), "fr").endswith(f"sur 42{NARROW}000{NO_BREAK}€.")


@pytest.mark.parametrize(
    ("received", "raised", "missing"),
    [
        (0, "0.00% raised", "€42,000 missing"),
        (-500, "0.00% raised", "€42,005 missing"),
        (1, "0.00% raised", "€41,999.99 missing"),
        (4_199_832, "99.99% raised", "€1.68 missing"),
        (4_199_999, "99.99% raised", "€0.01 missing"),
        (4_200_000, "100.00% raised", "goal reached"),
        (6_006_000, "143.00% raised", "€18,060 more than the goal"),
    ],
)
def test_a_share_is_floored_and_said_truly_beyond_the_goal(received, raised, missing):
    said = words(meter(received), "en")

    assert (said.raised, said.missing) == (raised, missing)


def test_a_goal_in_donors_counts_people():
    assert str(words(crowd(271), "en")) == (
        "27.10% of the goal · 729 donors missing · 271 donors of 1,000"
    )
    assert words(crowd(999), "fr").missing == "1 donateur manquant"
    assert words(crowd(1_430), "fr").missing == "430 donateurs de plus que l’objectif"


def test_a_noun_follows_its_number():
    assert counted(1, "fr", french="don", english="gift") == "1 don"
    assert counted(0, "fr", french="don", english="gift") == "0 don"
    assert counted(0, "en", french="don", english="gift") == "0 gifts"
    assert counted(1312, "en", french="don", english="gift") == "1,312 gifts"


@given(received=st.integers(-(10**9), 10**11), goal=st.integers(1, 10**10))
@settings(max_examples=60)
def test_the_goal_is_said_to_be_reached_exactly_when_nothing_is_missing(received, goal):
    shown = meter(received, goal)

    assert shown.is_reached == (received >= goal)
    assert bool(shown.missing) == (received < goal)
    # Never more than the truth, and less than a hundredth of a percent below it.
    assert shown.percent_hundredths * goal <= max(received, 0) * 10_000
    assert (shown.percent_hundredths + 1) * goal > received * 10_000


def steps(*amounts: int) -> list[Step]:
    return [Step(amount=Money(each * 100, "EUR"), label=f"at {each}") for each in amounts]


def test_the_line_is_filled_to_the_share_and_ticked_where_the_steps_are():
    line = line_of(meter(1_138_200), steps=steps(10_000, 20_000, 20_500), language="en")

    assert (line.filled, line.goal) == ("27.10%", "")
    assert [(tick.x, tick.amount, tick.is_reached) for tick in line.ticks] == [
        ("23.80%", "€10,000", True),
        ("47.61%", "€20,000", False),
        ("48.80%", "", False),
    ]


def test_beyond_the_goal_the_line_is_as_long_as_what_is_there():
    beyond = meter(6_006_000)
    line = line_of(beyond, steps=steps(41_000, 80_000), language="en")

    assert (line.filled, line.goal, line.goal_label) == ("100.00%", "69.93%", "€42,000")
    assert [tick.amount for tick in line.ticks] == [""], "The goal's own label stands there."
    assert words(beyond, "en").end == "€60,060 raised"


@given(received=st.integers(-(10**6), 10**9), amounts=st.lists(st.integers(1, 10**7), max_size=6))
@settings(max_examples=40)
def test_nothing_stands_beside_the_line(received, amounts):
    line = line_of(meter(received), steps=steps(*amounts), language="fr")

    places = [line.filled, *filter(None, [line.goal]), *(tick.x for tick in line.ticks)]
    assert all(0 <= float(place.rstrip("%")) <= 100 for place in places)
