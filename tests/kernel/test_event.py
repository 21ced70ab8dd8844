from dataclasses import dataclass, field

import pytest

from obole.kernel.event import Event, NameTaken, UnfitPayload, UnknownEvent, event_named


@dataclass(frozen=True)
class LanternLit(Event):
    lantern_id: int
    colour: str
    brightness: float = 1.0
    keeper: str | None = None
    tags: list[str] = field(default_factory=list)
    readings: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class LanternBroken(Event):
    lantern_id: int


def test_an_event_survives_the_way_to_json_and_back():
    event = LanternLit(lantern_id=7, colour="red", keeper="Anne", tags=["sea"], readings={"h": 3})

    assert Event.from_json(event.to_json()) == event


def test_an_event_is_stored_under_its_class_name():
    stored = LanternBroken(lantern_id=7).to_json()

    assert stored == {"name": "LanternBroken", "payload": {"lantern_id": 7}}
    assert event_named("LanternBroken") is LanternBroken


def test_a_field_added_later_takes_its_default_for_events_already_stored():
    stored = {"name": "LanternLit", "payload": {"lantern_id": 7, "colour": "red"}}

    assert Event.from_json(stored) == LanternLit(lantern_id=7, colour="red")


def test_an_unknown_name_is_refused():
    with pytest.raises(UnknownEvent, match="'LanternEaten'"):
        Event.from_json({"name": "LanternEaten", "payload": {}})


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        ({"colour": "red"}, "lantern_id is missing"),
        ({"lantern_id": "7", "colour": "red"}, "lantern_id is '7'"),
        ({"lantern_id": True, "colour": "red"}, "lantern_id is True"),
        ({"lantern_id": 7, "colour": None}, "colour is None"),
        ({"lantern_id": 7, "colour": "red", "keeper": 3}, "keeper is 3"),
        ({"lantern_id": 7, "colour": "red", "tags": ["sea", 3]}, "tags is"),
        ({"lantern_id": 7, "colour": "red", "readings": {"h": "3"}}, "readings is"),
        ({"lantern_id": 7, "colour": "red", "smell": "tar"}, "no field is called 'smell'"),
    ],
)
def test_a_payload_that_does_not_fit_is_refused_with_the_reason(payload, problem):
    with pytest.raises(UnfitPayload, match=problem):
        Event.from_json({"name": "LanternLit", "payload": payload})


@pytest.mark.parametrize("stored", [{}, {"name": "LanternBroken"}, {"name": 3, "payload": {}}])
def test_something_that_is_no_stored_event_is_refused(stored):
    with pytest.raises(UnfitPayload, match="An event is stored as"):
        Event.from_json(stored)


def test_every_problem_is_told_at_once():
    with pytest.raises(UnfitPayload) as refusal:
        Event.from_json({"name": "LanternLit", "payload": {"smell": "tar", "colour": 3}})

    assert all(word in str(refusal.value) for word in ("smell", "colour", "lantern_id"))


def test_a_value_that_json_would_change_is_refused_before_it_is_stored():
    event = LanternBroken(lantern_id="seven")  # type: ignore[arg-type]

    with pytest.raises(UnfitPayload, match="lantern_id is 'seven'"):
        event.to_json()


def test_a_class_insists_on_its_own_events():
    stored = LanternBroken(lantern_id=7).to_json()

    with pytest.raises(UnfitPayload, match="LanternBroken is not a LanternLit"):
        LanternLit.from_json(stored)


def test_two_events_of_one_name_are_refused():
    with pytest.raises(NameTaken, match="LanternBroken"):
        type("LanternBroken", (Event,), {"__module__": "elsewhere"})


def test_a_field_that_hides_the_name_of_the_event_is_refused():
    with pytest.raises(NameTaken, match="not a field"):
        type("LanternNamed", (Event,), {"__annotations__": {"name": str}})


def test_a_class_with_slots_is_found_in_its_final_form():
    @dataclass(frozen=True, slots=True)
    class LanternMoved(Event):
        lantern_id: int

    assert Event.from_json(LanternMoved(lantern_id=1).to_json()) == LanternMoved(lantern_id=1)
