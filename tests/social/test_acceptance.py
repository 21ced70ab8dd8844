"""What must hold whatever happens: killed workers, late ones, floods, networks that are away.

The rest of it is in test_guarantees.py, test_exactly_once.py, test_channels.py and the tests
against real servers.
"""

import socket
import threading
from datetime import timedelta
from itertools import pairwise

import pytest
from closed_servers import Quoting
from factories import make_article, make_picture, publish
from networking import (
    Killed,
    fake_network,
    make_channel,
    make_published_article,
    run_until_quiet,
)
from places import PLACES, standing

from obole.foundation import clock
from obole.newsroom.models import ArticlePage
from obole.social.actions import recording, resting, sending, wording
from obole.social.actions.queueing import queue_share
from obole.social.actions.sending import send_due
from obole.social.models import Attempt, Channel, Delivery
from obole.social.networks.calling import Call, ask, neighbours
from obole.social.networks.catalogue import kinds
from obole.social.networks.credentials import sealed_credentials
from obole.social.networks.registry import FACTORIES
from obole.social.rules.limits import written_limits
from obole.social.rules.network import Limits, NotSent
from obole.social.rules.vocabulary import DeliveryState, LateNews

pytestmark = pytest.mark.usefixtures("newsroom")

# Articles that go live in the same second.
FLOOD = 500
# Where a worker can die: a function, and whether it has done its work then.
POINTS = [
    (sending, "_prepare", False),
    (sending, "_prepare", True),
    (sending, "_begin", False),
    (sending, "_begin", True),
    (sending, "record", False),
    (sending, "record", True),
    (recording, "tell", False),
    (resting, "note_sent", False),
    (resting, "note_sent", True),
]


def dying(function, *, after: bool):
    """Return a function that is the last thing its worker does, the first time."""
    calls = []

    def last(*arguments, **named):
        calls.append(1)
        if len(calls) == 1 and not after:
            raise Killed
        done = function(*arguments, **named)
        if len(calls) == 1:
            raise Killed
        return done

    return last


@pytest.mark.parametrize(
    ("module", "name", "after"), POINTS, ids=lambda each: getattr(each, "__name__", str(each))
)
@pytest.mark.parametrize("repeats_safely", [False, True])
def test_a_worker_killed_at_any_point_leaves_one_post(
    module, name, after, repeats_safely, monkeypatch
):
    with fake_network(changes={"repeats_safely": repeats_safely}) as network:
        make_channel()
        make_published_article()
        monkeypatch.setattr(module, name, dying(getattr(module, name), after=after))

        run_until_quiet(now=clock.now())

    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.SENT
    assert [post.key for post in network.posts.values()] == [delivery.key]
    assert network.created == [delivery.key]


def test_a_worker_that_was_away_for_too_long_posts_nothing_twice_and_notes_its_answer(newsroom):
    with fake_network() as network:
        make_channel()
        make_published_article()
        network.plan("create", "slow")
        now = clock.now()
        network.meanwhile = lambda: send_due(now=now + timedelta(minutes=10))

        send_due(now=now)
        run_until_quiet(now=now)

    delivery = Delivery.objects.get()
    assert (delivery.state, len(network.posts)) == (DeliveryState.SENT, 1)
    lines = list(delivery.attempts.order_by("number").values_list("reason", flat=True))
    assert wording.WORKER_LOST in lines


def test_a_flood_goes_out_at_the_pace_of_its_channel_and_nothing_is_left_out():
    article = make_published_article()
    pace = timedelta(seconds=60)
    with fake_network() as network:
        channel = make_channel(late_news=LateNews.POST, spacing_seconds=60)
        now = clock.now()
        for _ in range(FLOOD):
            queue_share(article=article, channel=channel, now=now)
        planned = list(channel.deliveries.order_by("send_at").values_list("send_at", flat=True))
        assert {late - early for early, late in pairwise(planned)} == {pace}
        assert len(planned) == FLOOD

        # A day later all of it is overdue, and the network asks to slow down.
        network.plan("create", "", "throttle", "", "", "throttle")
        sent = []
        for step in range(40):
            moment = now + timedelta(days=1) + step * pace / 3
            before = len(network.posts)
            send_due(now=moment)
            sent += [moment] * (len(network.posts) - before)

    assert len(sent) > 5
    assert min(late - early for early, late in pairwise(sent)) >= pace
    left = channel.deliveries.exclude(state=DeliveryState.SENT)
    assert set(left.values_list("state", "attempts_made")) == {(DeliveryState.WAITING, 0)}
    assert left.count() == FLOOD - len(sent)


def test_publishing_touches_no_network_however_many_channels_there_are(monkeypatch):
    for kind in kinds():
        methods = FACTORIES[kind].abilities.methods
        make_channel(
            network=kind,
            method=methods[0],
            options=PLACES[kind].options,
            sealed_credentials=sealed_credentials(PLACES[kind].secrets),
            identity={"limits": written_limits(Limits(text=500))},
        )
    touched = []

    def connect(_self, address):
        touched.append(address)
        raise TimeoutError

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: touched.append("a name"))

    article = make_article(title="Avant", picture=make_picture())
    article = ArticlePage.objects.get(pk=article.pk)
    article.title = "Après"
    publish(article)

    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.WAITING}
    assert Delivery.objects.count() == len(kinds())
    article.unpublish()
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.CANCELLED}
    assert touched == []


@pytest.mark.parametrize("said", [b"", b"\x16\x03\x03", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_a_handshake_that_breaks_off_is_surely_not_sent(said):
    with socket.create_server(("127.0.0.1", 0)) as server:
        origin = f"https://127.0.0.1:{server.getsockname()[1]}"

        def hang_up():
            wire, _address = server.accept()
            with wire:
                wire.recv(4_096)
                wire.sendall(said)

        thread = threading.Thread(target=hang_up, daemon=True)
        thread.start()
        with neighbours(origin), pytest.raises(NotSent) as failure:
            ask(Call(method="POST", url=f"{origin}/post", content=b"x", changes=True))
        thread.join()

    assert not failure.value.is_throttled


def test_what_a_network_says_in_strange_characters_stops_no_worker():
    with fake_network(refuses="No\x00 \x1f{}\n way") as network:
        make_channel()
        make_published_article()

        run_until_quiet(now=clock.now())

    assert network.posts == {}
    assert Delivery.objects.get().state == DeliveryState.REJECTED
    assert "\x00" not in Attempt.objects.get().reason


@pytest.mark.parametrize("name", [name for name, each in PLACES.items() if each.secrets])
def test_no_secret_is_in_the_log_whatever_a_network_quotes(name, monkeypatch):
    with standing(name, monkeypatch) as place:
        channel = place.connect()
        article = make_published_article(picture=make_picture())
        for status in (400, 401, 403, 500):
            place.server.plan(*[Quoting(status)] * 3)
            queue_share(article=article, channel=channel, now=clock.now())
            send_due(now=clock.now())
            Channel.objects.update(state="active", rests_until=None)

        rows = [*Attempt.objects.values(), *Delivery.objects.values()]
        rows += Channel.objects.values("state_reason", "identity")

    assert Attempt.objects.count() >= 4
    assert not [each for each in place.hidden if each in str(rows)]
