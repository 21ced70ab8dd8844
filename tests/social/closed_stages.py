"""The networks that cannot run here, each connected to its stand-in."""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field

from closed_apis import GraphApi, LinkedInApi, TelegramApi, XApi
from closed_servers import StandIn, serving

from obole.social.models import Channel
from obole.social.networks.calling import neighbours
from obole.social.networks.credentials import sealed_credentials
from obole.social.networks.facebook import Facebook
from obole.social.networks.instagram import Instagram
from obole.social.networks.linkedin import LinkedInOrganisation, LinkedInPerson
from obole.social.networks.linkedin_posts import LinkedInPosts
from obole.social.networks.telegram import Telegram
from obole.social.networks.threads import Threads
from obole.social.networks.x import X

SECRET = "SECRETSECRET"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How a network is set up for tests."""

    network: type
    api: Callable
    secrets: dict
    options: dict = field(default_factory=dict)
    rooted: tuple = ()


META = {"access_token": f"EA{SECRET}", "app_secret": f"app-{SECRET}"}
LINKEDIN = {"access_token": f"li-{SECRET}", "client_secret": f"cs-{SECRET}"}
KINDS = {
    "telegram": Kind(
        network=Telegram,
        api=TelegramApi,
        secrets={"token": f"123:{SECRET}"},
        options={"chat": "@obole_test"},
        rooted=((Telegram, "root"),),
    ),
    "facebook": Kind(
        network=Facebook,
        api=GraphApi,
        secrets=META,
        options={"app_id": "42"},
        rooted=((Facebook, "root"),),
    ),
    "instagram": Kind(
        network=Instagram,
        api=GraphApi,
        secrets={"access_token": f"IG{SECRET}"},
        rooted=((Instagram, "own_root"), (Instagram, "facebook_root")),
    ),
    "threads": Kind(
        network=Threads,
        api=GraphApi,
        secrets={"access_token": f"TH{SECRET}"},
        rooted=((Threads, "root"),),
    ),
    "x": Kind(
        network=X,
        api=XApi,
        secrets={
            "client_secret": f"cs-{SECRET}",
            "access_token": f"99-{SECRET}",
            "access_token_secret": f"ats-{SECRET}",
        },
        options={"client_id": "key"},
        rooted=((X, "root"),),
    ),
    "linkedin": Kind(
        network=LinkedInOrganisation,
        api=LinkedInApi,
        secrets=LINKEDIN,
        options={"organization": "2414183", "client_id": "app"},
        rooted=((LinkedInPosts, "root"), (LinkedInPosts, "login_root")),
    ),
    "linkedin-person": Kind(
        network=LinkedInPerson,
        api=LinkedInApi,
        secrets=LINKEDIN,
        options={"client_id": "app"},
        rooted=((LinkedInPosts, "root"), (LinkedInPosts, "login_root")),
    ),
}


@dataclass
class Stage:
    """A network and what stands in for its other side."""

    kind: str
    stand_in: StandIn
    origin: str

    @property
    def api(self):
        """Return what stands on the other side."""
        return self.stand_in.api

    def network(self, *, secrets=None, **options):
        """Return the network, connected with these in place of the usual."""
        kind = KINDS[self.kind]
        channel = Channel(
            network=self.kind,
            options={**kind.options, **options},
            sealed_credentials=sealed_credentials({**kind.secrets, **(secrets or {})}),
        )
        return kind.network(channel)

    def renew(self):
        """Begin with an empty network."""
        self.stand_in.api = KINDS[self.kind].api()
        self.stand_in.api.origin = self.origin
        self.stand_in.seen.clear()
        self.stand_in.plan()


@contextmanager
def staged(kind: str, monkeypatch):
    """Serve one network's stand-in, and point the network to it."""
    stand_in = StandIn(KINDS[kind].api())
    with serving(stand_in) as origin, neighbours(origin):
        for owner, name in KINDS[kind].rooted:
            monkeypatch.setattr(owner, name, origin)
        stage = Stage(kind=kind, stand_in=stand_in, origin=origin)
        stage.renew()
        yield stage
