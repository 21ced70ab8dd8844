"""Against real servers: whatever is lost, refused or killed on the way, each article stands once.

Requests and answers are lost at random by a proxy. Workers are killed at random, two of them send
at once, and some stand still until another has taken their channel over. Articles are published,
changed and withdrawn meanwhile. What stands in the end is read by clients that are not ours.
`make torture` does it with more articles, and sees to it that every accident happened.
"""

import logging
import os
import random
import time
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from enum import StrEnum

import pytest
from factories import make_article, make_picture, publish
from fault_proxy import Fault, FaultProxy
from networking import make_channel
from posting import unsaved_channel
from servers import bluesky_pds, snac, synapse
from workers import workers

from obole.foundation import clock
from obole.social.actions.leasing import LEASE
from obole.social.models import Channel, Delivery
from obole.social.networks.calling import neighbours
from obole.social.networks.registry import network_of
from obole.social.rules.limits import written_limits
from obole.social.rules.vocabulary import DeliveryState, LateNews, Operation

logger = logging.getLogger(__name__)

# `make torture` sets it.
PUBLICATIONS = int(os.environ.get("OBOLE_PUBLICATIONS", "12"))
# So many are under way at once.
BATCH = 6 if PUBLICATIONS < 50 else 15
FAULTS = [fault for fault in Fault if fault is not Fault.NONE]
CHANCE_OF_FAULT = 0.25
# Whatever fails more often in a row is no accident, and the channel rests.
FAULTS_IN_ROW = 3
LONGEST_LIFE_SECONDS = 0.4
CHANCE_OF_TWO_WORKERS = 0.4
# In so many articles, and so many requests of a kind, whatever can happen has happened.
MANY, OFTEN = 100, 400
# Every storm ends within a day, or a person would have to decide.
STORMY_ROUNDS = 7
ROUNDS = 60

PLAYING = (DeliveryState.WAITING, DeliveryState.UNKNOWN, DeliveryState.SENDING)
SERVERS = {
    "bluesky": (bluesky_pds.bluesky_server, bluesky_pds.missing),
    "snac": (snac.snac_server, snac.missing),
    "synapse": (synapse.synapse_server, synapse.missing),
}


class Mishap(StrEnum):
    """What befalls the workers of a round."""

    NONE = "none"
    KILLED = "killed"
    """All of them, after a moment."""
    ONE_KILLED = "one of two killed"
    """The other goes on."""
    OVERTAKEN = "overtaken"
    """It stands still, its lease ends, another works through the channel; then it goes on."""


CHANCES_OF_MISHAPS = {
    Mishap.NONE: 0.55,
    Mishap.KILLED: 0.2,
    Mishap.ONE_KILLED: 0.1,
    Mishap.OVERTAKEN: 0.15,
}


class Accidents:
    """What befalls requests and workers, by dice; and what befell them."""

    def __init__(self, seed: str) -> None:
        self.dice = random.Random(seed)
        self.counts: Counter[str] = Counter()
        self.requests: Counter[str] = Counter()
        """By method."""
        self.met: set[tuple[str, Fault]] = set()
        """Which methods met which faults."""
        self.is_calm = False
        self._in_row = 0

    def choose(self, method: str, path: str) -> Fault:
        """Return what happens to a request."""
        self.requests[method] += 1
        if self.is_calm or self._in_row >= FAULTS_IN_ROW or self.dice.random() > CHANCE_OF_FAULT:
            self._in_row = 0
            return Fault.NONE
        self._in_row += 1
        fault = self.dice.choice(FAULTS)
        self.counts[fault.value] += 1
        self.met.add((method, fault))
        return fault

    def mishap(self) -> Mishap:
        """Return what happens to the workers of a round."""
        if self.is_calm:
            return Mishap.NONE
        kinds, chances = zip(*CHANCES_OF_MISHAPS.items(), strict=True)
        return self.dice.choices(kinds, chances)[0]

    def moment(self) -> None:
        """Let workers live for a moment."""
        time.sleep(self.dice.uniform(0, LONGEST_LIFE_SECONDS))


class Stage:
    """A channel to a real server behind the proxy, a newsroom, and a clock that tests move."""

    def __init__(self, server, proxy, accidents, crew) -> None:
        self.server, self.proxy, self.accidents, self.crew = server, proxy, accidents, crew
        self.now = clock.now()
        self.channel = _connected(server, proxy)
        self.titles: dict[int, str] = {}
        self.changed: set[int] = set()
        self.withdrawn: set[int] = set()

    def publish(self, count: int) -> list:
        """Publish so many articles; one in four has a picture."""
        pages = []
        for _ in range(count):
            title = f"Nouvelle {len(self.titles) + 1} de {self.now:%H%M%S}"
            with_picture = self.accidents.dice.random() < 0.25
            lead = {"picture": make_picture(width=80, height=60)} if with_picture else {}
            pages.append(make_article(title=title, **lead))
            self.titles[pages[-1].pk] = title
        return pages

    def change(self, page) -> None:
        """Give an article another headline."""
        page.refresh_from_db()
        page.title = self.titles[page.pk] = f"{self.titles[page.pk]}, précisée"
        publish(page)
        self.changed.add(page.pk)

    def withdraw(self, page) -> None:
        """Take an article away."""
        page.refresh_from_db()
        page.unpublish()
        self.withdrawn.add(page.pk)

    def work(self, *, rounds: int = ROUNDS) -> None:
        """Let workers send, and some of them die, until nothing is due any more."""
        for number in range(rounds):
            self.accidents.is_calm = number >= STORMY_ROUNDS
            if not Delivery.objects.filter(state__in=PLAYING).exists():
                return
            self._work_once(self.accidents.mishap())
            self.now = _moment_after(self.now)

    def _work_once(self, mishap: Mishap) -> None:
        accidents, crew = self.accidents, self.crew
        together = mishap is Mishap.ONE_KILLED or accidents.dice.random() < CHANCE_OF_TWO_WORKERS
        accidents.counts["two at once"] += together
        workers = [crew.start(now=self.now) for _worker in range(1 + together)]
        if mishap is not Mishap.NONE:
            accidents.moment()
        if mishap is Mishap.KILLED:
            killed = [crew.kill(each) for each in workers]
            accidents.counts[mishap.value] += any(killed)
        elif mishap is Mishap.ONE_KILLED:
            accidents.counts[mishap.value] += crew.kill(workers[0])
        elif mishap is Mishap.OVERTAKEN and crew.freeze(workers[0]):
            accidents.counts[mishap.value] += 1
            self.now += LEASE + timedelta(seconds=1)
            workers.append(crew.start(now=self.now))
            # Not for long: it may stand still with the database in its hands.
            accidents.moment()
            crew.thaw(workers[0])
        for each in workers:
            crew.wait(each)

    def creations(self) -> dict[int, Delivery]:
        """Return what was sent first of each article."""
        found = Delivery.objects.filter(operation=Operation.CREATE, share=0)
        return {each.page_id_then: each for each in found}


def _connected(server, proxy) -> Channel:
    options = server.options(proxy.origin)
    unsaved = unsaved_channel(server.kind, secrets=server.secrets, **options)
    identity = network_of(unsaved).check()
    return make_channel(
        network=server.kind,
        options=options,
        sealed_credentials=unsaved.sealed_credentials,
        late_news=LateNews.POST,
        identity={"handle": identity.handle, "limits": written_limits(identity.limits)},
    )


def _moment_after(now):
    """Return a moment at which some of it is due, or can be done by others than the dead."""
    playing = Delivery.objects.filter(state__in=PLAYING)
    moments = [
        *playing.values_list("send_at", flat=True),
        *playing.values_list("lease_until", flat=True),
        *Channel.objects.values_list("lease_until", flat=True),
        *Channel.objects.values_list("rests_until", flat=True),
    ]
    later = sorted(each for each in moments if each is not None and each > now)
    return (later[len(later) // 2] if later else now) + timedelta(seconds=1)


@pytest.fixture(params=SERVERS)
def stage(request, transactional_db, newsroom, tmp_path, monkeypatch):
    start, missing = SERVERS[request.param]
    if missing():
        pytest.skip(missing())
    accidents = Accidents(request.param)
    with ExitStack() as stack:
        proxy = stack.enter_context(FaultProxy().serving())
        public = {"public_origin": proxy.origin} if request.param == "bluesky" else {}
        server = stack.enter_context(start(tmp_path, **public))
        proxy.upstream = server.origin
        stack.enter_context(neighbours(proxy.origin))
        crew = stack.enter_context(workers(origin=proxy.origin, folder=tmp_path))
        made = Stage(server, proxy, accidents, crew)
        monkeypatch.setattr(clock, "now", lambda: made.now)
        # Wagtail dates articles by itself: what it dated days ago would be no news.
        monkeypatch.setattr("django.utils.timezone.now", lambda: made.now)
        proxy.choose = accidents.choose
        yield made
        assert not crew.trouble.exists(), crew.trouble.read_text()


def test_each_article_stands_once_and_follows_its_changes(stage):
    dice = stage.accidents.dice
    for start in range(0, PUBLICATIONS, BATCH):
        pages = stage.publish(min(BATCH, PUBLICATIONS - start))
        # Changes meet posts that wait, that are being sent, and that stand.
        stage.work(rounds=dice.randrange(4))
        for page in pages:
            if dice.random() < 0.4:
                stage.change(page)
        stage.work(rounds=dice.randrange(4))
        for page in pages:
            if dice.random() < 0.25:
                stage.withdraw(page)
        stage.work()
        # A server that lists only its newest posts is read before they are too many.
        stage.server.standing()

    states = Delivery.objects.values_list("operation", "state")
    told = {" ".join(key): times for key, times in Counter(states).items()}
    logger.info("%s: %s; %s", stage.server.kind, dict(stage.accidents.counts), told)
    _check(stage)
    _check_accidents(stage.accidents)


def _check_accidents(accidents: Accidents) -> None:
    assert sum(accidents.counts.values()) > PUBLICATIONS / 5
    if PUBLICATIONS < MANY:
        return
    kinds = [*FAULTS, Mishap.KILLED, Mishap.ONE_KILLED, Mishap.OVERTAKEN, "two at once"]
    assert [kind for kind in kinds if not accidents.counts[str(kind)]] == []
    often = [method for method, times in accidents.requests.items() if times > OFTEN]
    every = {(method, fault) for method in often for fault in FAULTS}
    assert every - accidents.met == set()


def _check(stage: Stage) -> None:
    can_delete = not isinstance(stage.server, snac.SnacServer)
    open_ends = Delivery.objects.exclude(state__in=(DeliveryState.SENT, DeliveryState.CANCELLED))
    if not can_delete:
        open_ends = open_ends.exclude(operation=Operation.DELETE, state=DeliveryState.NEEDS_HUMAN)
    assert list(open_ends.values_list("operation", "state", "reason")) == []
    creations, standing = stage.creations(), stage.server.standing()
    assert set(creations) == set(stage.titles)
    for page_id, delivery in creations.items():
        posts = [post for post in standing if delivery.key in post.said]
        roots = [post for post in posts if not post.is_answer]
        was_sent = delivery.state == DeliveryState.SENT
        is_gone = page_id in stage.withdrawn and (can_delete or not was_sent)
        assert len(roots) == (0 if is_gone else 1), (delivery.title, delivery.state, posts)
        if not is_gone and page_id not in stage.withdrawn:
            assert any(stage.titles[page_id] in post.said for post in posts), posts
    # Nothing else stands, and no answer stands twice.
    texts = Counter(post.said for post in standing)
    assert [text for text, times in texts.items() if times > 1] == []
    keys = [delivery.key for delivery in creations.values()]
    assert [post for post in standing if not any(key in post.said for key in keys)] == []
