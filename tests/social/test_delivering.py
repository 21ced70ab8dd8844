"""The rules of delivery: what is sent again, what is looked for, what a person decides."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from obole.social.rules.backoff import DELAYS, GIVE_UP_AFTER, LONGEST_TOLD, LOOKS
from obole.social.rules.breaker import FAILURES_ALLOWED, is_resting, rest_after
from obole.social.rules.delivering import Ending, Guarantees, Standing, next_of, outcome_of
from obole.social.rules.network import Marker
from obole.social.rules.showing import must_follow, shown
from obole.social.rules.steps import marker_of_step
from obole.social.rules.vocabulary import DeliveryState, Operation, Outcome

NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)

standings = st.builds(
    Standing,
    operation=st.sampled_from(Operation),
    attempts_made=st.integers(0, 12),
    looks_made=st.integers(0, len(LOOKS) - 1),
    due_since=st.timedeltas(timedelta(0), timedelta(days=3)).map(lambda past: NOW - past),
    is_open=st.booleans(),
)
guarantees = st.builds(
    Guarantees,
    repeats_safely=st.booleans(),
    can_find=st.booleans(),
    finds_surely=st.booleans(),
)
chances = st.floats(0, 1)


def standing(**changes):
    fields = {
        "operation": Operation.CREATE,
        "attempts_made": 0,
        "looks_made": 0,
        "due_since": NOW,
    }
    return Standing(**{**fields, **changes})


@settings(max_examples=60)
@given(standings, guarantees, chances)
def test_what_may_have_been_done_is_never_sent_again_unlooked_for(before, known, chance):
    after = next_of(before, Ending.UNCERTAIN, guarantees=known, now=NOW, chance=chance)

    if known.can_find or not known.repeats_safely:
        expected = DeliveryState.UNKNOWN if known.can_find else DeliveryState.NEEDS_HUMAN
        assert after.state == expected
    else:
        assert after.state in (DeliveryState.WAITING, DeliveryState.NEEDS_HUMAN)


@settings(max_examples=60)
@given(standings, guarantees, chances, st.sampled_from(Ending))
def test_a_delivery_is_tried_at_most_so_often_and_never_in_the_past(before, known, chance, ending):
    after = next_of(before, ending, guarantees=known, now=NOW, chance=chance)

    assert after.send_at >= NOW
    assert before.attempts_made <= after.attempts_made <= before.attempts_made + 1
    if after.state in (DeliveryState.WAITING, DeliveryState.UNKNOWN):
        assert after.send_at - NOW <= max(DELAYS)


@settings(max_examples=40)
@given(
    standings, guarantees, st.sampled_from([Ending.NOT_SENT, Ending.THROTTLED, Ending.LOGIN_LOST])
)
def test_a_look_that_failed_leaves_the_question_open(before, known, ending):
    after = next_of(before, ending, guarantees=known, now=NOW, chance=0.5)

    if before.is_open:
        assert after.state in (DeliveryState.UNKNOWN, DeliveryState.NEEDS_HUMAN)
        assert outcome_of(ending, is_look=True) is Outcome.UNKNOWN
    else:
        assert after.state in (DeliveryState.WAITING, DeliveryState.NEEDS_HUMAN)


def test_three_looks_go_before_a_post_counts_as_not_there():
    known = Guarantees(can_find=True)
    state = next_of(standing(), Ending.UNCERTAIN, guarantees=known, now=NOW)
    waits = [state.send_at - NOW]
    for _ in range(3):
        before = standing(
            attempts_made=state.attempts_made, looks_made=state.looks_made, is_open=True
        )
        state = next_of(before, Ending.NOT_THERE, guarantees=known, now=NOW, chance=1.0)
        waits.append(state.send_at - NOW)

    assert waits == [*LOOKS, DELAYS[0]]
    assert state.state == DeliveryState.WAITING


def test_one_look_is_enough_where_a_repetition_does_no_harm():
    known = Guarantees(can_find=True, repeats_safely=True, finds_surely=False)

    after = next_of(standing(is_open=True), Ending.NOT_THERE, guarantees=known, now=NOW)

    assert after.state == DeliveryState.WAITING


def test_an_answer_below_a_post_that_no_look_finds_needs_a_person():
    before = standing(looks_made=len(LOOKS) - 1, is_open=True)
    known = Guarantees(can_find=True, finds_surely=False)

    after = next_of(before, Ending.NOT_THERE, guarantees=known, now=NOW)

    assert after.state == DeliveryState.NEEDS_HUMAN


@pytest.mark.parametrize(
    ("operation", "state"),
    [
        (Operation.DELETE, DeliveryState.NEEDS_HUMAN),
        (Operation.UPDATE, DeliveryState.REJECTED),
        (Operation.CREATE, DeliveryState.REJECTED),
    ],
)
def test_what_a_network_cannot_take_away_a_person_can(operation, state):
    before = standing(operation=operation)

    after = next_of(before, Ending.NOT_OFFERED, guarantees=Guarantees(), now=NOW)

    assert after.state == state


def test_waiting_as_long_as_the_network_says_is_no_try_and_ends_some_day():
    after = next_of(
        standing(), Ending.THROTTLED, guarantees=Guarantees(), now=NOW, told_seconds=10**9
    )

    assert (after.attempts_made, after.send_at - NOW) == (0, LONGEST_TOLD)


def test_tries_end_a_day_after_the_post_was_to_go():
    before = standing(due_since=NOW - GIVE_UP_AFTER - timedelta(seconds=1))

    after = next_of(before, Ending.NOT_SENT, guarantees=Guarantees(), now=NOW)

    assert after.state == DeliveryState.NEEDS_HUMAN


def test_looks_and_tries_in_turn_end_too():
    known = Guarantees(can_find=True)
    before = standing(
        attempts_made=4,
        looks_made=len(LOOKS) - 1,
        is_open=True,
        due_since=NOW - GIVE_UP_AFTER - timedelta(seconds=1),
    )

    after = next_of(before, Ending.NOT_THERE, guarantees=known, now=NOW)

    assert after.state == DeliveryState.NEEDS_HUMAN


def test_a_channel_rests_after_the_fifth_failure_and_longer_each_time():
    rests = [rest_after(failures_in_row=number) for number in range(FAILURES_ALLOWED + 8)]

    assert rests[:FAILURES_ALLOWED] == [None] * FAILURES_ALLOWED
    assert [rest.total_seconds() / 60 for rest in rests[FAILURES_ALLOWED:]] == [
        15, 30, 60, 120, 240, 360, 360, 360,
    ]  # fmt: skip
    assert rest_after(failures_in_row=10**6) == timedelta(hours=6)


def test_a_rest_that_no_rule_gives_is_of_a_wrong_clock():
    assert is_resting(rests_until=NOW + timedelta(hours=6), now=NOW)
    assert not is_resting(rests_until=NOW + timedelta(days=30), now=NOW)


def test_each_step_has_a_marker_of_its_own_and_keeps_it():
    def marker(number: int) -> Marker:
        return marker_of_step(key="a" * 26, url="https://x/s/a", made_at=NOW, number=number)

    keys = [marker(number).key for number in range(4)]

    assert keys[0] == "a" * 26
    assert len({*keys}) == 4
    assert {len(key) for key in keys} == {26}
    assert keys == [marker(number).key for number in range(4)]


@pytest.mark.parametrize(
    ("change", "by_address", "follows"),
    [
        ({}, True, False),
        ({"title": "Other"}, False, True),
        ({"standfirst": "Other"}, False, True),
        ({"corrections": 2}, False, True),
        ({"corrections": 0}, False, False),
        ({"address": "https://x/b"}, True, True),
        ({"address": "https://x/b"}, False, False),
    ],
)
def test_a_post_follows_headline_standfirst_address_and_corrections(change, by_address, follows):
    before = shown(title="Title", standfirst="Words", address="https://x/a", corrections=1)

    assert must_follow(before, {**before, **change}, by_address=by_address) is follows
