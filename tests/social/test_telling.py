"""Webhooks, hubs and search engines: told as often as need be, which is harmless."""

import base64
import json
import shutil
import subprocess
from datetime import timedelta
from functools import partial
from unittest.mock import patch
from urllib.parse import parse_qs

import pytest
from django.test import Client
from factories import Newsroom
from small_networks import a_channel, a_marker, a_post
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError
from standing_in import Asked, Said, StandIn, standing_in
from wagtail.models import Site

from obole.foundation import clock
from obole.social.models import SocialSettings
from obole.social.networks import indexnow
from obole.social.networks.addresses import site_root
from obole.social.networks.registry import network_of
from obole.social.rules.network import (
    LoginLost,
    Network,
    NotSent,
    Prepared,
    Rejected,
    Uncertain,
    WrongCredentials,
)

KEY = base64.b64encode(bytes(range(32))).decode()
SECRET = f"whsec_{KEY}"
OTHER = f"whsec_{base64.b64encode(bytes(24)).decode()}"
NOTHING = Prepared()
NODE = shutil.which("node")

pytestmark = pytest.mark.django_db


def a_webhook(server: StandIn, *, secret: str = SECRET, previous_secret: str = "") -> Network:
    return network_of(
        a_channel(
            "webhook",
            address=f"{server.root}/hook",
            secret=secret,
            previous_secret=previous_secret,
        )
    )


def _answered(status: int, _asked: Asked) -> Said:
    return Said(status=status)


def a_hub(server: StandIn) -> Network:
    settings = SocialSettings.for_site(Site.objects.get(is_default_site=True))
    settings.websub_hub = f"{server.root}/hub"
    settings.save()
    return network_of(a_channel("websub"))


def ids(server: StandIn) -> list[str]:
    return [asked.headers["webhook-id"] for asked in server.asked]


def test_a_message_is_signed_so_that_the_reference_library_takes_it() -> None:
    with standing_in(lambda _: Said(status=204)) as server:
        a_webhook(server).create(a_post(), NOTHING, marker=a_marker())
        (asked,) = server.asked

    message = Verifier(SECRET).verify(asked.content, dict(asked.headers))
    assert message["type"] == "article.published"
    assert message["data"]["images"] == [
        {"url": "https://example.org/media/phare.png", "alt": "Un phare", "width": 8, "height": 8}
    ]
    with pytest.raises(WebhookVerificationError):
        Verifier(SECRET).verify(asked.content.replace(b"Nuits", b"Jours"), dict(asked.headers))


def test_both_secrets_sign_while_they_change() -> None:
    with standing_in(lambda _: Said()) as server:
        network = a_webhook(server, secret=OTHER, previous_secret=SECRET)
        network.create(a_post(), NOTHING, marker=a_marker())
        (asked,) = server.asked

    for secret in (SECRET, OTHER):
        assert Verifier(secret).verify(asked.content, dict(asked.headers))


@pytest.mark.skipif(NODE is None, reason="needs Node")
def test_node_computes_the_same_signature() -> None:
    script = """
        const {createHmac} = require("crypto");
        const [key, signed] = JSON.parse(require("fs").readFileSync(0));
        const mac = createHmac("sha256", Buffer.from(key, "base64"));
        console.log("v1," + mac.update(Buffer.from(signed, "base64")).digest("base64"));
    """
    with standing_in(lambda _: Said()) as server:
        a_webhook(server).create(a_post(), NOTHING, marker=a_marker())
        (asked,) = server.asked
    identity, moment = asked.headers["webhook-id"], asked.headers["webhook-timestamp"]
    signed = f"{identity}.{moment}.".encode() + asked.content

    told = json.dumps([KEY, base64.b64encode(signed).decode()])
    answer = subprocess.run(
        [str(NODE), "-e", script], input=told, capture_output=True, text=True, check=True
    )

    assert answer.stdout.strip() == asked.headers["webhook-signature"]


@pytest.mark.parametrize("fault", ["unheard", "unanswered", "half", "503-after", "huge"])
def test_a_message_that_is_repeated_has_the_same_id(fault: str) -> None:
    with standing_in(lambda _: Said(body="thanks")) as server:
        network, marker = a_webhook(server), a_marker()
        server.fault = fault
        with pytest.raises(Uncertain):
            network.create(a_post(), NOTHING, marker=marker)
        later = clock.now() + timedelta(hours=1)
        with patch.object(clock, "now", lambda: later):
            remote = network.create(a_post(), NOTHING, marker=marker)
        network.update(remote, a_post("Rectifié"), NOTHING, marker=marker)
        network.delete(remote, marker=marker)

        first, again, changed, gone = ids(server)
        assert first == again
        assert len({again, changed, gone}) == len(("published", "updated", "deleted"))
        kinds = [json.loads(asked.content) for asked in server.asked]
        assert [each["type"] for each in kinds[1:]] == [
            "article.published",
            "article.updated",
            "article.deleted",
        ]
        assert {each["data"]["id"] for each in kinds} == {marker.key}
        moments = {asked.headers["webhook-timestamp"] for asked in server.asked[:2]}
        assert len(moments) == len((first, again))


def test_the_key_in_an_address_is_not_told_when_a_server_quotes_its_path() -> None:
    key, token = "k7f3b1c9d2e4a6", "t0ken-of-the-address"
    with standing_in(lambda asked: Said(status=404, body=f"Cannot POST {asked.path}")) as server:
        channel = a_channel(
            "webhook", address=f"{server.root}/hooks/{key}?token={token}", secret=SECRET
        )
        with pytest.raises(NotSent) as failure:
            network_of(channel).create(a_post(), NOTHING, marker=a_marker())

    assert key not in failure.value.reason
    assert token not in failure.value.reason


def test_an_address_that_is_gone_stops_the_channel() -> None:
    with (
        standing_in(lambda _: Said(status=410)) as server,
        pytest.raises(LoginLost, match="410"),
    ):
        a_webhook(server).create(a_post(), NOTHING, marker=a_marker())


@pytest.mark.parametrize(
    "address",
    ["https://127.0.0.1/", "https://10.0.0.7/hook", "https://metadata.internal/", "https://[::1]/"],
)
def test_an_address_of_the_private_network_is_refused(address: str) -> None:
    network = network_of(a_channel("webhook", address=address, secret=SECRET))

    with pytest.raises(WrongCredentials):
        network.check()
    with pytest.raises(NotSent):
        network.create(a_post(), NOTHING, marker=a_marker())


@pytest.mark.parametrize("secret", ["", "hunter2", "whsec_", "whsec_c2hvcnQ=", f"whsec_{KEY}!"])
def test_a_weak_secret_is_refused(secret: str) -> None:
    network = network_of(a_channel("webhook", address="https://example.org/", secret=secret))

    with pytest.raises(WrongCredentials, match="24 to 64"):
        network.check()


def test_a_hub_is_told_of_every_feed_of_the_language(newsroom: Newsroom) -> None:
    with standing_in(lambda _: Said(status=204)) as server:
        network = a_hub(server)
        remote = network.create(a_post(), NOTHING, marker=a_marker())
        network.update(remote, a_post(), NOTHING, marker=a_marker())
        network.delete(remote, marker=a_marker())
        told = [parse_qs(asked.content.decode()) for asked in server.asked]

    feeds = [f"{site_root()}/{file}" for file in ("feed.xml", "atom.xml", "feed.json")]
    assert [each["hub.url"][0] for each in told] == feeds * 3
    assert {each["hub.mode"][0] for each in told} == {"publish"}


def test_a_hub_that_refuses_is_told_apart_from_one_that_is_down(newsroom: Newsroom) -> None:
    for status, outcome in ((400, Rejected), (503, Uncertain), (429, NotSent)):
        with standing_in(partial(_answered, status)) as server:
            network = a_hub(server)
            with pytest.raises(outcome):
                network.create(a_post(), NOTHING, marker=a_marker())


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, None), (202, None), (400, Rejected), (403, LoginLost), (422, Rejected), (429, NotSent)],
)
def test_search_engines_are_told_and_understood(
    newsroom: Newsroom, status: int, outcome: type[Exception] | None
) -> None:
    with standing_in(lambda _: Said(status=status)) as server:
        network = network_of(a_channel("indexnow", options={"key": "a1b2c3d4e5"}))
        with patch.object(indexnow, "ENDPOINT", f"{server.root}/indexnow"):
            if outcome is None:
                network.create(a_post(), NOTHING, marker=a_marker())
            else:
                with pytest.raises(outcome):
                    network.create(a_post(), NOTHING, marker=a_marker())
        (asked,) = server.asked

    assert asked.json["keyLocation"] == f"{site_root()}/a1b2c3d4e5.txt"
    assert asked.json["urlList"] == [a_post().url]


def test_the_key_is_served_and_no_other(client: Client, newsroom: Newsroom) -> None:
    channel = a_channel("indexnow", options={"key": "a1b2c3d4e5"})

    assert client.get("/a1b2c3d4e5.txt").content == b"a1b2c3d4e5"
    assert client.get("/a1b2c3d4e6.txt").status_code == 404
    assert client.get("/robots.txt").content != b"robots"
    network_of(channel).check()
    channel.options = {"key": "short"}
    with pytest.raises(WrongCredentials):
        network_of(channel).check()


def test_feeds_name_the_hub_as_soon_as_there_is_one(client: Client, newsroom: Newsroom) -> None:
    assert "Link" not in client.get("/feed.xml").headers
    settings = SocialSettings.for_site(Site.objects.get(is_default_site=True))
    settings.websub_hub = "https://hub.example.org/"
    settings.save()

    for address in ("/feed.xml", "/atom.xml", "/feed.json"):
        link = client.get(address).headers["Link"]
        assert link.startswith('<https://hub.example.org/>; rel="hub", ')
        assert f'{site_root()}{address}>; rel="self"' in link
