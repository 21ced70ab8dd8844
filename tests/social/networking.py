"""A network that exists in memory and fails as it is told; channels and articles for tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from factories import make_article

from obole.newsroom.models import ArticlePage
from obole.social.actions.sending import send_due
from obole.social.models import Channel, Delivery
from obole.social.networks.registry import override
from obole.social.rules.limits import written_limits
from obole.social.rules.network import (
    Abilities,
    Credentials,
    Figures,
    Identity,
    Limits,
    LoginLost,
    Marker,
    NotOffered,
    NotSent,
    Post,
    Prepared,
    Rejected,
    Remote,
    Uncertain,
)
from obole.social.rules.vocabulary import DeliveryState, Method

KIND = "fake"
LIMITS = Limits(text=500)
HANDLE = "@gazette"
START = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)

# Each of these leaves the network as it was, or has it do what it was asked for first.
HARMLESS_FAULTS = ("refuse-connection", "drop-request", "503-before", "throttle", "kill-before")
LATE_FAULTS = ("drop-answer", "503-after", "kill-after")
FAULTS = (*HARMLESS_FAULTS, *LATE_FAULTS)

ALL_ABILITIES = Abilities(
    can_update=True,
    can_delete=True,
    can_reply=True,
    can_find=True,
    methods=tuple(Method),
    most_images=4,
    has_figures=True,
)

_numbers = count(1)


class Killed(BaseException):
    """The worker was killed here: nothing of ours runs after it."""


@dataclass
class Standing:
    """A post as it stands on the fake network."""

    id: str
    key: str
    url: str
    text: str
    above: str = ""
    edits: int = 0


@dataclass
class FakeNetwork:
    """The network, all accounts of it. Called with a channel it is that channel's connection."""

    abilities: Abilities = ALL_ABILITIES
    limits: Limits = LIMITS
    posts: dict[str, Standing] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    created: list[str] = field(default_factory=list)
    """The keys of all that was ever posted, in order."""
    meanwhile: Callable[[], object] | None = None
    """What another worker does while the network takes its time (the fault "slow")."""
    faults: dict[str, list[str]] = field(default_factory=dict)
    handle: str = HANDLE
    number: str = ""
    root: str = "https://fake.example/"
    """Before the number of each post, and of the account and its picture."""
    is_logged_in: bool = True
    refuses: str = ""
    """Why every post is refused; empty: none is."""
    renews: Credentials | None = None
    cost: int = 0
    upload: str = ""
    """How the network calls what is uploaded; empty: how many files there were."""

    def __call__(self, channel: Channel) -> "FakeConnection | PricedConnection":
        kind = PricedConnection if self.cost else FakeConnection
        return kind(network=self, channel=channel)

    def plan(self, phase: str, *faults: str) -> None:
        """Let the next calls of this phase end so, one after another."""
        self.faults.setdefault(phase, []).extend(faults)

    def count(self, phase: str) -> int:
        """Return how often this was called."""
        return self.calls.count(phase)

    @property
    def roots(self) -> list[Standing]:
        """The posts that stand and are no answers."""
        return [each for each in self.posts.values() if not each.above]


@dataclass
class FakeConnection:
    """What `network_of` gives: one channel's view of the network."""

    network: FakeNetwork
    channel: Channel
    kind = KIND

    @property
    def abilities(self) -> Abilities:
        return self.network.abilities

    def check(self) -> Identity:
        with self._called("check"):
            return Identity(
                name="The Gazette",
                handle=self.network.handle,
                number=self.network.number,
                url=f"{self.network.root}account",
                avatar_url=f"{self.network.root}picture",
                limits=self.network.limits,
            )

    def prepare(self, post: Post, *, marker: Marker) -> Prepared:
        with self._called("prepare"):
            files = len(post.images) + (post.recording is not None)
            upload = self.network.upload or files
            return Prepared(values={"upload": [upload]} if upload else {})

    def create(self, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        with self._called("create"):
            return self._add(post.text, marker)

    def comment(self, remote: Remote, text: str, *, marker: Marker) -> Remote:
        with self._called("comment"):
            return self._add(text, marker, above=remote.id)

    def find(self, post: Post, *, marker: Marker, prepared: Prepared) -> Remote | None:
        if not self.abilities.can_find:
            raise NotOffered
        with self._called("find"):
            for each in self.network.posts.values():
                if each.key == marker.key:
                    return Remote(id=each.id)
            return None

    def update(self, remote: Remote, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        with self._called("update"):
            if self.abilities.updates_by_reply:
                return self._add(post.change_note, marker, above=remote.id)
            if not self.abilities.can_update:
                raise NotOffered
            standing = self.network.posts.get(remote.id)
            if standing is None:
                raise Rejected("It is gone.")
            standing.text, standing.edits = post.text, standing.edits + 1
            return Remote(id=remote.id, revision=str(standing.edits))

    def delete(self, remote: Remote, *, marker: Marker) -> None:
        if not self.abilities.can_delete:
            raise NotOffered
        with self._called("delete"):
            if self.network.posts.pop(remote.id, None) is not None:
                self.network.deleted.append(remote.id)

    def figures(self, remote: Remote) -> Figures:
        with self._called("figures"):
            return Figures(likes=3, shares=2, replies=1)

    def refreshed(self) -> Credentials | None:
        with self._called("refresh"):
            if self.network.renews is not None:
                self.network.is_logged_in = True
            return self.network.renews

    def _add(self, text: str, marker: Marker, *, above: str = "") -> Remote:
        posts = self.network.posts
        if self.abilities.repeats_safely:
            for each in posts.values():
                if each.key == marker.key:
                    return Remote(id=each.id)
        number = f"post-{next(_numbers)}"
        self.network.created.append(marker.key)
        posts[number] = Standing(id=number, key=marker.key, url=marker.url, text=text, above=above)
        return Remote(id=number, url=f"{self.network.root}{number}")

    @contextmanager
    def _called(self, phase: str) -> Iterator[None]:
        """Fail as planned, before the call does anything or after it did all."""
        network = self.network
        network.calls.append(phase)
        planned = network.faults.get(phase)
        fault = planned.pop(0) if planned else ""
        if not network.is_logged_in and phase != "refresh":
            raise LoginLost("The token was revoked.")
        if network.refuses and phase in ("create", "update", "comment"):
            raise Rejected(network.refuses)
        if fault == "slow" and network.meanwhile is not None:
            network.meanwhile()
        _fail_before(fault, changes=phase in ("create", "update", "delete", "comment"))
        yield
        if fault in ("drop-answer", "503-after"):
            raise Uncertain("The answer was lost.")
        if fault == "kill-after":
            raise Killed


@dataclass
class PricedConnection(FakeConnection):
    """A network that costs something."""

    def cost_cents(self, post: Post) -> int:
        return self.network.cost if post.url in post.text else 2


def _fail_before(fault: str, *, changes: bool) -> None:
    match fault:
        case "refuse-connection":
            raise NotSent("Nobody listens there.")
        case "throttle":
            raise NotSent("Slow down.", retry_after_seconds=90, is_throttled=True)
        case "throttle-for-nothing":
            raise NotSent("Slow down.", retry_after_seconds=0, is_throttled=True)
        case "drop-request" | "503-before":
            raise Uncertain("No answer.") if changes else NotSent("No answer.")
        case "kill-before":
            raise Killed


@contextmanager
def fake_network(**settings: Any) -> Iterator[FakeNetwork]:
    """Put a new network in memory under the name "fake"."""
    abilities = settings.pop("abilities", ALL_ABILITIES)
    changes = settings.pop("changes", {})
    network = FakeNetwork(abilities=replace(abilities, **changes), **settings)
    with override(KIND, network):
        yield network


def make_channel(**fields: Any) -> Channel:
    """Make a connected channel of the fake network, or of the one that is given."""
    number = next(_numbers)
    identity = {
        "name": "The Gazette",
        "handle": HANDLE,
        "limits": written_limits(LIMITS),
    }
    channel: Channel = Channel.objects.create(
        **{"network": KIND, "name": f"Channel {number}", "identity": identity, **fields}
    )
    return channel


def make_published_article(**fields: Any) -> ArticlePage:
    """Make an article that is live: its deliveries are made, by the rules of the channels."""
    return make_article(**fields)


def run_until_quiet(*, now: datetime, days: int = 5, most: int = 500) -> datetime:
    """Send, and put the clock forward to what is due next, until nothing waits; return the time.

    A worker that is killed is followed by another.
    """
    end = now + timedelta(days=days)
    for _ in range(most):
        try:
            taken = send_due(now=now)
        except Killed:
            taken = 0
        if taken:
            continue
        coming = _next_moment(now)
        if coming is None or coming > end:
            return now
        now = coming
    raise AssertionError("It never comes to rest.")


def _next_moment(now: datetime) -> datetime | None:
    """Return the next moment at which something can happen: an hour, a lease, the end of a rest."""
    playing = (DeliveryState.WAITING, DeliveryState.UNKNOWN)
    moments = [
        *Delivery.objects.filter(state__in=playing).values_list("send_at", flat=True),
        *Delivery.objects.filter(state=DeliveryState.SENDING).values_list("lease_until", flat=True),
        *Channel.objects.values_list("lease_until", flat=True),
        *Channel.objects.values_list("rests_until", flat=True),
    ]
    coming = [each for each in moments if each is not None and each > now]
    return min(coming, default=None)
