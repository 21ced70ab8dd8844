"""`obole explain`: what follows from a fact."""

from dataclasses import dataclass

import pytest

from obole.foundation.facts import Subscription
from obole.kernel.event import Event
from obole.newsroom.events import ArticlePublished
from obole.project import stories
from obole.project.refusals import Refusal


@dataclass(frozen=True)
class LampBroke(Event):
    """A lamp went out.

    It does so at night.
    """

    lamp_id: int
    room: str | None


def buy_lamp(event: LampBroke) -> None:
    """Buy another one."""


def light_candle(event: LampBroke) -> None:
    """Light a candle meanwhile."""


@pytest.fixture
def lamps(monkeypatch):
    line = Subscription(event=LampBroke, now=[light_candle], later=[buy_lamp])
    monkeypatch.setattr(stories, "subscriptions", lambda: [line])


def test_an_event_is_told_with_its_fields_and_what_follows(lamps):
    lines = stories.told("LampBroke")

    assert lines[0].startswith("LampBroke  (")
    assert "  A lamp went out." in lines
    assert "  It does so at night." in lines
    assert "  lamp_id: int" in lines
    assert "  room: str | None" in lines
    now, later = (
        lines.index("Now, in the same transaction"),
        lines.index("Later, each a task of its own"),
    )
    assert lines[now + 2] == "    Light a candle meanwhile."
    assert lines[later + 2] == "    Buy another one."
    assert f"test_stories.py:{buy_lamp.__code__.co_firstlineno})" in lines[later + 1]


def test_an_unknown_event_lists_those_that_sound_alike():
    with pytest.raises(Refusal, match="Did you mean ArticlePublished"):
        stories.told("ArticlePublishd")


def test_every_event_of_the_table_can_be_told():
    names = [name for name, _ in stories.listed()]

    assert ArticlePublished.name in names
    for name in names:
        assert stories.told(name)[1] != "", f"{name} has no docstring"


def test_an_event_that_nothing_follows_says_so(monkeypatch):
    monkeypatch.setattr(stories, "subscriptions", lambda: [Subscription(event=LampBroke)])

    assert stories.told("LampBroke")[-1] == "Nothing follows from it."
