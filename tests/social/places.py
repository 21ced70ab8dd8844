"""Every network of the catalogue with its other side: a stand-in that encodes our reading of it.

Real servers are in test_real_servers.py. The notice board has no other side: it is in our database.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from closed_servers import DEATH, StandIn, serving
from closed_stages import KINDS, SECRET
from networking import Killed
from open_apis import (
    ROOM,
    BlueskyApi,
    ForgetfulMatrixApi,
    KeylessMastodonApi,
    MastodonApi,
    MatrixApi,
)
from small_networks import DiscordRoom, PinterestBoard, TumblrBlog
from told_apis import DiscordWebhookApi, EnginesApi, HubApi, Roomed, SlackApi, WebhookApi
from wagtail.models import Site

from obole.foundation.outbound_http import OutboundClient
from obole.social.models import Channel, Delivery, SocialSettings
from obole.social.networks import (
    calling,
    discord,
    indexnow,
    pinterest,
    slack,
    tumblr,
    webhook,
)
from obole.social.networks.calling import neighbours
from obole.social.networks.credentials import sealed_credentials
from obole.social.networks.noticeboard import KIND as NOTICE_BOARD
from obole.social.networks.registry import FACTORIES, network_of
from obole.social.rules.limits import written_limits
from obole.social.rules.network import Network
from obole.social.rules.vocabulary import LateNews, Method

KEY_OF_WEBHOOK = "whsec_" + "QUJD" * 11
OWN = "{origin}"
"""Stands for the origin of the stand-in, in what connects a channel."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """How a network is set up for tests. `rooted` are the names that hold its address."""

    network: str
    api: Callable[[], Any]
    secrets: dict[str, str] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    rooted: tuple[tuple[Any, str, Any], ...] = ()


def _closed(kind: str) -> Place:
    known = KINDS[kind]
    return Place(
        network=kind,
        api=known.api,
        secrets=known.secrets,
        options=known.options,
        rooted=tuple((owner, name, OWN) for owner, name in known.rooted),
    )


MATRIX = {"server": OWN, "room": ROOM}
BOT = {"address": f"https://discord.com/api/webhooks/123456789/{'k' * 60}"}
PLACES = {
    **{kind: _closed(kind) for kind in KINDS},
    "mastodon": Place(
        network="mastodon", api=MastodonApi, secrets={"token": SECRET}, options={"server": OWN}
    ),
    "mastodon without keys": Place(
        network="mastodon",
        api=KeylessMastodonApi,
        secrets={"token": SECRET},
        options={"server": OWN},
    ),
    "bluesky": Place(
        network="bluesky",
        api=BlueskyApi,
        secrets={"password": SECRET},
        options={"handle": "obole.example", "service": OWN},
    ),
    "matrix": Place(network="matrix", api=MatrixApi, secrets={"token": SECRET}, options=MATRIX),
    "matrix started anew": Place(
        network="matrix", api=ForgetfulMatrixApi, secrets={"token": SECRET}, options=MATRIX
    ),
    "discord": Place(
        network="discord",
        api=partial(Roomed, partial(DiscordRoom, token=SECRET)),
        secrets={"token": SECRET},
        options={"room": "12345678"},
        rooted=((discord, "API", OWN),),
    ),
    "discord-webhook": Place(
        network="discord-webhook",
        api=DiscordWebhookApi,
        secrets=BOT,
        rooted=((discord, "API", OWN),),
    ),
    "tumblr": Place(
        network="tumblr",
        api=partial(Roomed, partial(TumblrBlog, token=SECRET)),
        secrets={"access_token": SECRET},
        options={"blog": "lanterne"},
        rooted=((tumblr, "API", OWN),),
    ),
    "pinterest": Place(
        network="pinterest",
        api=partial(Roomed, partial(PinterestBoard, token=SECRET)),
        secrets={"access_token": SECRET},
        options={"board": "99"},
        rooted=((pinterest, "LIVE", OWN),),
    ),
    "slack": Place(
        network="slack",
        api=SlackApi,
        secrets={"address": f"{OWN}/services/T0/B0/{'k' * 24}"},
        rooted=((slack, "_ADDRESS", re.compile(".*")),),
    ),
    "webhook": Place(
        network="webhook",
        api=WebhookApi,
        secrets={"address": f"{OWN}/hook", "secret": KEY_OF_WEBHOOK},
        # A receiver has TLS, and the stand-in has none.
        rooted=((webhook, "urlsplit", lambda url: urlsplit(url)._replace(scheme="https")),),
    ),
    "websub": Place(network="websub", api=HubApi),
    "indexnow": Place(
        network="indexnow",
        api=EnginesApi,
        options={"key": "a1b2c3d4e5"},
        rooted=((indexnow, "ENDPOINT", OWN),),
    ),
    NOTICE_BOARD: Place(network=NOTICE_BOARD, api=lambda: SimpleNamespace(posts={})),
}


@dataclass
class Standing:
    """A place that is open: what stands there, and channels to it."""

    place: Place
    server: StandIn
    origin: str
    states: list[tuple[str, str]] = field(default_factory=list)
    """What was asked for, and in which state the only delivery was then."""

    posted_in: list[str] = field(default_factory=list)
    """In which state the only delivery was whenever something came to stand."""

    @property
    def api(self) -> Any:
        """Return what stands on the other side."""
        return self.server.api

    @property
    def hidden(self) -> list[str]:
        """Return what must not be said."""
        return list(self._filled(self.place.secrets).values())

    def renew(self) -> None:
        """Begin with an empty network, and nothing planned."""
        self._empty()
        self.server.plan()
        self.server.plan_for_posts()

    def connect(self, **fields: Any) -> Channel:
        """Make a channel that is connected to it."""
        method = FACTORIES[self.place.network].abilities.methods[0]
        channel: Channel = Channel.objects.create(
            **{
                "network": self.place.network,
                "name": self.place.network,
                "method": Method.TEXT if method is not Method.IMAGE else method,
                "late_news": LateNews.POST,
                "options": self._filled(self.place.options),
                "sealed_credentials": sealed_credentials(self._filled(self.place.secrets)),
                **fields,
            }
        )
        with self.server.without_faults():
            channel.identity = {"limits": written_limits(network_of(channel).check().limits)}
        channel.save()
        # Some are told of something in order to be tried.
        self._empty()
        return channel

    def network(self) -> Network:
        """Return the network, connected."""
        return network_of(self.connect())

    def _empty(self) -> None:
        self.server.api = self.place.api()
        self.server.api.origin = self.origin
        self.server.seen.clear()
        self.states.clear()
        self.posted_in.clear()

    def _filled(self, told: dict[str, str]) -> dict[str, str]:
        return {name: value.replace(OWN, self.origin) for name, value in told.items()}


class _Mortal(OutboundClient):
    """A client whose worker dies where the stand-in says so; it notes when what was asked."""

    standing: Standing

    def fetch(self, url: str, wanted: Any = None) -> Any:
        only = Delivery.objects.filter(operation="create").order_by("-pk").first()
        step = f"{wanted.method} {urlsplit(url).path.rpartition('/')[2]}"
        state, stood = only.state if only else "", len(self.standing.api.posts)
        self.standing.states.append((step, state))
        try:
            fetched = super().fetch(url, wanted)
        finally:
            if len(self.standing.api.posts) > stood:
                self.standing.posted_in.append(state)
        if DEATH.lower() in fetched.headers:
            raise Killed
        return fetched


@contextmanager
def standing(name: str, monkeypatch: Any) -> Iterator[Standing]:
    """Open a place, with its network pointed to it."""
    place = PLACES[name]
    server = StandIn(place.api())
    with serving(server) as origin, neighbours(origin):
        made = Standing(place=place, server=server, origin=origin)
        for owner, attribute, value in place.rooted:
            is_root = isinstance(value, str)
            monkeypatch.setattr(owner, attribute, value.replace(OWN, origin) if is_root else value)
        if place.network == "websub":
            settings = SocialSettings.for_site(Site.objects.get(is_default_site=True))
            settings.websub_hub = f"{origin}/hub"
            settings.save()
        mortal = type("Mortal", (_Mortal,), {"standing": made})
        monkeypatch.setattr(calling, "OutboundClient", mortal)
        made.renew()
        yield made
