"""Which articles a channel wants, and when their posts go."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from obole.social.rules.choosing import (
    ArticleFacts,
    Occasion,
    Rules,
    WrongRules,
    is_wanted,
    read_rules,
)
from obole.social.rules.posts import Composed, Pictured, UnreadablePost, frozen, thawed
from obole.social.rules.slots import WrongSlot, read_slots, send_time
from obole.social.rules.vocabulary import Method

PARIS = ZoneInfo("Europe/Paris")
ARTICLE = ArticleFacts(
    page_type="article",
    language="fr",
    label="news",
    section=7,
    sections=frozenset({7, 2}),
    tags=frozenset({"port", "budget"}),
    authors=frozenset({3}),
)


@pytest.mark.parametrize(
    ("stored", "wanted"),
    [
        ({}, True),
        ({"sections": [7]}, True),
        ({"sections": [2]}, True),
        ({"sections": [9]}, False),
        ({"sections": [9, 7]}, True),
        ({"sections": [9, 7], "must_have_all": True}, False),
        ({"tags": ["port", "eau"]}, True),
        ({"tags": ["port", "eau"], "must_have_all": True}, False),
        ({"tags": ["port", "budget"], "must_have_all": True}, True),
        ({"tags": ["port"], "authors": [4]}, False),
        ({"labels": ["opinion"]}, False),
        ({"languages": ["fr", "en"]}, True),
        ({"page_types": ["article"]}, True),
        ({"not_tags": ["budget"], "tags": ["port"]}, False),
        ({"not_sections": [2]}, False),
        ({"not_labels": ["news"]}, False),
        ({"occasions": []}, False),
        ({"occasions": ["update"]}, False),
    ],
)
def test_a_channel_wants_what_its_rules_say(stored: dict[str, Any], wanted: bool) -> None:
    rules = read_rules(stored)

    assert is_wanted(rules, ARTICLE, occasion=Occasion.PUBLICATION) is wanted


@pytest.mark.parametrize(
    "stored", [{"section": [7]}, {"sections": ["7"]}, {"tags": "port"}, {"occasions": ["never"]}]
)
def test_rules_that_mean_nothing_are_refused(stored: dict[str, Any]) -> None:
    with pytest.raises(WrongRules):
        read_rules(stored)


@given(
    sections=st.frozensets(st.integers(1, 9), max_size=3),
    tags=st.frozensets(st.sampled_from(["port", "eau", "budget"]), max_size=3),
    every=st.booleans(),
)
@settings(max_examples=40)
def test_one_condition_more_never_lets_more_through(
    sections: frozenset[int], tags: frozenset[str], every: bool
) -> None:
    loose = Rules(tags=tags, must_have_all=every)
    strict = Rules(tags=tags, sections=sections, must_have_all=every)

    def wants(rules: Rules) -> bool:
        return is_wanted(rules, ARTICLE, occasion=Occasion.PUBLICATION)

    assert wants(loose) or not wants(strict)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


def go(now: datetime, *slots: str, taken: list[datetime] | None = None) -> datetime:
    return send_time(
        not_before=now,
        slots=read_slots(slots),
        zone=PARIS,
        taken=taken or [],
        spacing=timedelta(minutes=10),
    )


def test_a_post_goes_at_the_next_free_slot() -> None:
    monday = at("2026-11-30 09:00")

    assert go(monday, "mon 08:00", "tue 18:30") == at("2026-12-01 18:30")
    assert go(monday, "mon 09:00") == monday
    assert go(monday, "mon 09:00", taken=[monday]) == at("2026-12-07 09:00")


def test_a_slot_is_an_hour_of_the_clocks_whatever_summer_does() -> None:
    # Clocks go forward on 29 March 2026 at 2, and back on 25 October at 3.
    assert go(at("2026-03-28 12:00"), "sun 08:00") == at("2026-03-29 08:00")
    assert go(at("2026-03-28 12:00"), "sun 02:30") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert go(at("2026-10-24 12:00"), "sun 02:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(offsets=st.lists(st.integers(0, 7_200), max_size=8), start=st.integers(0, 7_200))
@settings(max_examples=60)
def test_without_slots_posts_keep_their_distance(offsets: list[int], start: int) -> None:
    noon = at("2026-11-30 12:00")
    taken = [noon + timedelta(seconds=each) for each in offsets]

    moment = go(noon + timedelta(seconds=start), taken=taken)

    assert moment >= noon + timedelta(seconds=start)
    assert all(abs(moment - other) >= timedelta(minutes=10) for other in taken)


def test_what_is_no_slot_is_refused() -> None:
    with pytest.raises(WrongSlot):
        read_slots(["monday 8"])


@given(
    text=st.text(max_size=50),
    pictures=st.lists(st.tuples(st.integers(1, 99), st.text(max_size=9)), max_size=3),
)
@settings(max_examples=30)
def test_a_post_comes_back_as_it_was_frozen(text: str, pictures: list[tuple[int, str]]) -> None:
    composed = Composed(
        text=text,
        parts=(text, text),
        language="fr",
        method=Method.IMAGES,
        url="https://journal.example/s/a",
        tags=("port",),
        card_title=text,
        card_picture=Pictured(picture_id=1, alt_text=text),
        pictures=tuple(Pictured(picture_id=each, alt_text=alt) for each, alt in pictures),
    )

    assert thawed(frozen(composed)) == composed


def test_a_post_of_another_format_is_refused() -> None:
    with pytest.raises(UnreadablePost):
        thawed({"format": 2})
