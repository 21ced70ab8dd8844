"""`obole social check`: what a real account does is tried line by line."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from factories import Newsroom, make_picture
from places import standing
from small_networks import SECRET, DiscordRoom, a_channel
from standing_in import StandIn, standing_in

from obole.foundation import clock
from obole.social.actions.trying import Step, try_channel
from obole.social.models import Channel
from obole.social.networks import discord
from obole.social.networks.registry import network_of


@pytest.fixture
def room(newsroom: Newsroom) -> Iterator[StandIn]:
    with standing_in(DiscordRoom()) as server, patch.object(discord, "API", server.root):
        yield server


def a_room(token: str = SECRET) -> Channel:
    return a_channel("discord", options={"room": "12345678"}, token=token)


def tried(channel: Channel, *, posts: bool = True) -> list[Step]:
    return list(try_channel(channel=channel, posts=posts, now=clock.now()))


def test_a_test_is_posted_found_changed_and_taken_away(room: StandIn) -> None:
    steps = tried(a_room())

    assert [each.name for each in steps] == [
        "connect",
        "post",
        "read back",
        "change",
        "take away",
    ]
    assert all(each.is_good for each in steps)
    assert isinstance(room.answering, DiscordRoom)
    assert not room.answering.posts


def test_looking_posts_nothing(room: StandIn) -> None:
    assert [each.name for each in tried(a_room(), posts=False)] == ["connect"]
    assert {asked.method for asked in room.asked} == {"GET"}


def test_what_fails_is_said_without_the_token(room: StandIn) -> None:
    (step,) = tried(a_room(token="wrong-and-secret"))

    assert step.is_good is False
    assert "Unauthorized" in step.said
    assert "wrong-and-secret" not in step.said


@pytest.mark.parametrize("name", ["pinterest", "instagram"])
def test_a_network_of_pictures_is_tried_with_one_of_the_library(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with standing(name, monkeypatch) as place:
        channel = place.connect()
        bare = tried(channel)
        make_picture(width=300, height=300)
        steps = tried(channel)

    assert [(each.name, each.is_good) for each in bare] == [("connect", True), ("post", None)]
    assert "picture" in bare[1].said
    assert [each.name for each in steps if each.is_good is False] == []
    assert [each.is_good for each in steps if each.name in ("post", "read back")] == [True, True]


def test_what_a_network_does_not_offer_is_no_failure(newsroom: Newsroom) -> None:
    channel = Channel.objects.create(network="noticeboard", name="Board")
    with patch.object(type(network_of(channel)), "find", side_effect=_not_offered):
        steps = {each.name: each.is_good for each in tried(channel)}

    assert steps == {
        "connect": True,
        "post": True,
        "read back": None,
        "change": True,
        "take away": True,
    }


def _not_offered(*_: object, **__: object) -> None:
    from obole.social.rules.network import NotOffered

    raise NotOffered("No.")
