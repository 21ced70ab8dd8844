"""Discord, Tumblr, Pinterest and Slack against stand-ins, with faults on the wire."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from unittest.mock import patch

import pytest
from factories import make_user
from small_networks import (
    SECRET,
    DiscordRoom,
    Kept,
    PinterestBoard,
    TumblrBlog,
    a_channel,
    a_marker,
    a_post,
    written,
)
from standing_in import Asked, Said, StandIn, standing_in

from obole.foundation import clock
from obole.social.actions.channels import connect_channel
from obole.social.models import Channel
from obole.social.networks import discord, pinterest, slack, tumblr
from obole.social.networks.connected import connection_of
from obole.social.networks.registry import network_of
from obole.social.rules import oauth
from obole.social.rules.network import (
    LoginLost,
    Network,
    NotOffered,
    NotSent,
    Prepared,
    Rejected,
    Uncertain,
    WrongCredentials,
)
from obole.social.rules.vocabulary import Method

pytestmark = pytest.mark.django_db

LOST = ["unanswered", "half", "503-after", "huge"]
NOTHING = Prepared()


@dataclass
class Connected:
    """A network, what stands in for it, and what stands there."""

    network: Network
    channel: Channel
    server: StandIn
    kept: Kept


@contextmanager
def _discord() -> Iterator[Connected]:
    kept = DiscordRoom()
    with standing_in(kept) as server, patch.object(discord, "API", server.root):
        channel = a_channel("discord", options={"room": "12345678"}, token=SECRET)
        yield Connected(network_of(channel), channel, server, kept)


@contextmanager
def _tumblr() -> Iterator[Connected]:
    kept = TumblrBlog()
    with standing_in(kept) as server, patch.object(tumblr, "API", server.root):
        channel = a_channel("tumblr", options={"blog": "lanterne"}, access_token=SECRET)
        yield Connected(network_of(channel), channel, server, kept)


@contextmanager
def _pinterest() -> Iterator[Connected]:
    kept = PinterestBoard()
    with standing_in(kept) as server, patch.object(pinterest, "LIVE", server.root):
        channel = a_channel("pinterest", options={"board": "99"}, access_token=SECRET)
        yield Connected(network_of(channel), channel, server, kept)


FINDING = {"discord": _discord, "tumblr": _tumblr, "pinterest": _pinterest}


@pytest.fixture(params=FINDING)
def connected(request: pytest.FixtureRequest) -> Iterator[Connected]:
    with FINDING[request.param]() as connection:
        yield connection


def test_a_post_stands_changes_and_goes(connected: Connected) -> None:
    network, kept = connected.network, connected.kept
    assert network.check().name

    remote = network.create(a_post(), NOTHING, marker=a_marker())
    assert list(kept.posts) == [remote.id]
    assert "Un phare" in written(kept.posts)

    changed = network.update(remote, a_post("Rectifié"), NOTHING, marker=a_marker("B" * 26))
    assert changed.id == remote.id
    assert "Rectifié" in written(kept.posts)
    assert network.figures(remote).likes

    network.delete(remote, marker=a_marker("C" * 26))
    network.delete(remote, marker=a_marker("C" * 26))
    assert not kept.posts
    with pytest.raises(Rejected):
        network.update(remote, a_post(), NOTHING, marker=a_marker("D" * 26))


@pytest.mark.parametrize("fault", LOST)
def test_a_post_whose_answer_was_lost_is_found(connected: Connected, fault: str) -> None:
    connected.kept.keep({"content": "of others", "link": "https://elsewhere.example/"})
    connected.server.fault = fault
    with pytest.raises(Uncertain):
        connected.network.create(a_post(), NOTHING, marker=a_marker())

    found = connected.network.find(a_post(), marker=a_marker(), prepared=NOTHING)

    assert found is not None
    assert found.id == list(connected.kept.posts)[-1]
    assert connected.network.find(a_post(), marker=a_marker("Z" * 26), prepared=NOTHING) is None


@pytest.mark.parametrize("fault", ["unheard", "503-before"])
def test_a_post_that_never_arrived_is_not_found(connected: Connected, fault: str) -> None:
    connected.server.fault = fault
    with pytest.raises(Uncertain):
        connected.network.create(a_post(), NOTHING, marker=a_marker())

    assert connected.network.find(a_post(), marker=a_marker(), prepared=NOTHING) is None


def test_a_deletion_whose_answer_was_lost_is_uncertain(connected: Connected) -> None:
    remote = connected.network.create(a_post(), NOTHING, marker=a_marker())
    connected.server.fault = "unanswered"

    with pytest.raises(Uncertain):
        connected.network.delete(remote, marker=a_marker())


def test_a_refused_token_stops_the_channel_and_is_not_told(connected: Connected) -> None:
    connected.kept.token = "another"

    with pytest.raises(LoginLost) as lost:
        connected.network.create(a_post(), NOTHING, marker=a_marker())

    assert SECRET not in lost.value.reason
    assert not connected.kept.posts


@pytest.mark.parametrize("body", ["<html>Blocked</html>", {"blocked": True}, ""])
def test_a_refusal_on_the_way_to_the_network_is_no_lost_login(
    connected: Connected, body: object
) -> None:
    connected.server.answering = lambda _: Said(status=403, body=body)

    with pytest.raises(NotSent) as refused:
        connected.network.create(a_post(), NOTHING, marker=a_marker())

    assert not isinstance(refused.value, LoginLost)


Answer = tuple[int, object, dict[str, str]]
THROTTLED: Answer = (429, {"message": "slow", "retry_after": 7.5}, {"Retry-After": "7"})


def test_throttling_says_how_long(connected: Connected) -> None:
    status, body, headers = THROTTLED
    connected.server.answering = lambda _: Said(status=status, body=body, headers=headers)

    with pytest.raises(NotSent) as refused:
        connected.network.create(a_post(), NOTHING, marker=a_marker())

    assert refused.value.is_throttled
    assert refused.value.retry_after_seconds is not None
    assert 7 <= refused.value.retry_after_seconds <= 8


@pytest.mark.parametrize("shape", [[], {}, "[1, 2", '{"id": {"deep": []}}', "null", '"x"'])
def test_an_answer_of_another_shape_is_uncertain(connected: Connected, shape: object) -> None:
    connected.server.answering = lambda _: Said(body=shape)

    with pytest.raises(Uncertain):
        connected.network.create(a_post(), NOTHING, marker=a_marker())


def test_a_refusal_says_why_and_nothing_secret(connected: Connected) -> None:
    said = {"code": 50035, "message": f"Invalid {SECRET}", "errors": [{"detail": "Invalid form"}]}
    connected.server.answering = lambda _: Said(status=400, body=said)

    with pytest.raises(Rejected) as refused:
        connected.network.create(a_post(), NOTHING, marker=a_marker())

    assert "Invalid" in refused.value.reason
    assert SECRET not in refused.value.reason


def test_nobody_is_called_by_a_message_on_discord() -> None:
    with _discord() as connected:
        connected.network.create(a_post(images=()), NOTHING, marker=a_marker())

        (message,) = connected.kept.posts.values()
    assert message["allowed_mentions"] == {"parse": []}
    assert message["enforce_nonce"] is True
    assert len(message["nonce"]) == discord.NONCE_LENGTH


def test_marks_of_a_title_are_no_markup_on_discord() -> None:
    with _discord() as connected:
        remote = connected.network.create(a_post("*Un*", images=()), NOTHING, marker=a_marker())
        connected.network.comment(remote, "_Deux_", marker=a_marker())

        said = [each["content"] for each in connected.kept.posts.values()]
    assert said == [rf"\*Un\* {a_marker().url}", r"\_Deux\_"]


def test_a_reader_who_repeats_the_address_is_not_taken_for_us() -> None:
    with _discord() as connected:
        ours = connected.network.create(a_post(), NOTHING, marker=a_marker())
        connected.kept.keep({"content": f"Lisez ça : {a_marker().url}"})

        found = connected.network.find(a_post(), marker=a_marker(), prepared=NOTHING)

    assert found is not None
    assert found.id == ours.id


def test_a_text_without_its_address_is_found_by_its_card() -> None:
    with _discord() as connected:
        bare = a_post(images=(), text="Sans adresse", method=Method.TEXT)
        connected.network.create(bare, NOTHING, marker=a_marker())

        assert connected.network.find(bare, marker=a_marker(), prepared=NOTHING)


def test_a_discord_webhook_posts_changes_and_never_looks() -> None:
    number, key = "123456789", "k" * 60
    kept = Kept()

    def answer(asked: Asked) -> Said:
        assert key in asked.path
        if asked.method == "POST":
            assert "wait=true" in asked.path
            return Said(body={"id": kept.keep(asked.json)})
        return Said(body={"id": "700001", "name": "Nouvelles", "channel_id": "5"})

    with standing_in(answer) as server, patch.object(discord, "API", server.root):
        address = f"https://discord.com/api/webhooks/{number}/{key}"
        network = network_of(a_channel("discord-webhook", address=address))
        assert network.check().name == "Nouvelles"
        remote = network.create(a_post(), NOTHING, marker=a_marker())
        network.update(remote, a_post("Rectifié"), NOTHING, marker=a_marker())
        with pytest.raises(NotOffered):
            network.find(a_post(), marker=a_marker(), prepared=NOTHING)

        server.answering = lambda _: Said(
            status=404, body={"message": f"Unknown Webhook {key}", "code": 10015}
        )
        with pytest.raises(LoginLost) as lost:
            network.create(a_post(), NOTHING, marker=a_marker())
    assert key not in lost.value.reason


def test_tokens_of_tumblr_are_renewed_once_and_both_are_kept() -> None:
    with _tumblr() as connected:
        channel = a_channel(
            "tumblr",
            options={"blog": "lanterne", "client_id": "us"},
            access_token="old",
            refresh_token="refresh-0",
            client_secret="shh",
        )
        recipe = oauth.RECIPES["tumblr"]
        token_url = f"{connected.server.root}/oauth2/token"
        changed = {"tumblr": oauth.Recipe(**{**vars(recipe), "token_url": token_url})}
        with patch("obole.social.networks.renewing.RECIPES", changed):
            network_of(channel).create(a_post(), NOTHING, marker=a_marker())
            channel.refresh_from_db()
            assert connection_of(channel)["refresh_token"] == "refresh-1"
            network_of(channel).create(a_post(), NOTHING, marker=a_marker())
            assert isinstance(connected.kept, TumblrBlog)
            assert connected.kept.renewals == 1

            later = clock.now() + timedelta(seconds=2500)
            with patch.object(clock, "now", lambda: later):
                network_of(channel).create(a_post(), NOTHING, marker=a_marker())
            assert connected.kept.renewals == 2


def test_of_two_that_renew_a_token_at_once_the_second_finds_that_of_the_first() -> None:
    with _tumblr() as connected:
        told = {"access_token": "old", "refresh_token": "refresh-0", "client_secret": "shh"}
        channel = a_channel("tumblr", options={"blog": "lanterne", "client_id": "us"}, **told)
        at_once = Channel.objects.get(pk=channel.pk)
        token_url = f"{connected.server.root}/oauth2/token"
        recipe = oauth.RECIPES["tumblr"]
        changed = {"tumblr": oauth.Recipe(**{**vars(recipe), "token_url": token_url})}
        with patch("obole.social.networks.renewing.RECIPES", changed):
            network_of(channel).check()
            network_of(at_once).check()

        channel.refresh_from_db()
    assert connection_of(channel)["refresh_token"] == "refresh-1"


def test_a_connection_that_is_refused_leaves_the_old_one() -> None:
    with _tumblr() as connected:
        before = connected.channel.sealed_credentials
        token_url = f"{connected.server.root}/oauth2/token"
        recipe = oauth.RECIPES["tumblr"]
        changed = {"tumblr": oauth.Recipe(**{**vars(recipe), "token_url": token_url})}
        with (
            patch("obole.social.networks.renewing.RECIPES", changed),
            pytest.raises(WrongCredentials, match="lanterne"),
        ):
            connect_channel(
                network="tumblr",
                name="Tumblr",
                credentials={"access_token": "old", "refresh_token": "refresh-0"},
                options={"blog": "elsewhere"},
                by=make_user(),
                now=clock.now(),
                channel=connected.channel,
            )

    connected.channel.refresh_from_db()
    assert connected.channel.sealed_credentials == before


def test_a_wrong_blog_or_board_is_told() -> None:
    with _tumblr() as connected:
        connected.channel.options = {"blog": "lantern"}
        with pytest.raises(WrongCredentials, match="lanterne"):
            network_of(connected.channel).check()
    with _pinterest() as connected:
        connected.channel.options = {"board": "98"}
        with pytest.raises(WrongCredentials, match="no such board"):
            network_of(connected.channel).check()


def test_pinterest_takes_nothing_without_a_picture() -> None:
    with _pinterest() as connected, pytest.raises(Rejected, match="picture"):
        connected.network.create(a_post(images=(), card=None), NOTHING, marker=a_marker())


@contextmanager
def _slack(answer: Callable[[Asked], Said]) -> Iterator[Network]:
    with standing_in(answer) as server:
        address = f"{server.root}/services/T0/B0/{'k' * 24}"
        yield network_of(a_channel("slack", address=address))


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (Said(body="invalid_payload", status=400), Rejected),
        (Said(body="no_service", status=404), LoginLost),
        (Said(body="channel_is_archived", status=410), LoginLost),
        (Said(body="rate_limited", status=429, headers={"Retry-After": "1"}), NotSent),
        (Said(body="rollup_error", status=500), Uncertain),
        (Said(body="<html>Welcome to the hotel</html>"), Uncertain),
    ],
)
def test_what_slack_says_is_understood(said: Said, outcome: type[Exception]) -> None:
    with _slack(lambda _: said) as network, pytest.raises(outcome):
        network.create(a_post(), NOTHING, marker=a_marker())


def test_nobody_is_called_by_a_message_on_slack() -> None:
    asked: list[Asked] = []

    def answer(request: Asked) -> Said:
        asked.append(request)
        return Said(body="ok")

    with _slack(answer) as network:
        assert network.create(a_post(), NOTHING, marker=a_marker()).id == a_marker().key

    assert "<!channel>" not in written(asked[0].json)
    assert "&lt;!channel&gt;" in asked[0].json["text"]


def test_marks_are_no_markup_on_slack_and_a_long_text_stands_with_its_picture() -> None:
    asked: list[Asked] = []

    def answer(request: Asked) -> Said:
        asked.append(request)
        return Said(body="ok")

    with _slack(answer) as network:
        post = a_post(text="*a* _b_ " * 375)
        network.create(post, NOTHING, marker=a_marker())

    message = asked[0].json
    assert message["mrkdwn"] is False
    assert message["text"] == post.text
    (attachment,) = message["attachments"]
    assert [each["type"] for each in attachment["blocks"]] == ["image"]


def test_slack_is_checked_without_showing_anything() -> None:
    address = f"https://hooks.slack.com/services/T0/B0/{'k' * 24}"
    with _slack(lambda _: Said(status=400, body="no_text")) as network:
        with pytest.raises(WrongCredentials, match=r"hooks\.slack\.com"):
            network.check()
        with patch.object(slack, "_ADDRESS", __import__("re").compile(".*")):
            assert network.check().name == "Slack"
    assert slack._ADDRESS.fullmatch(address)
