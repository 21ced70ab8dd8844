"""Posts go out once, whatever fails on the way."""

import threading
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from networking import (
    FAULTS,
    Killed,
    fake_network,
    make_channel,
    make_published_article,
    run_until_quiet,
)

from obole.foundation import clock
from obole.social.actions import leasing, wording
from obole.social.actions.sending import send_channel, send_due
from obole.social.models import Channel, Delivery
from obole.social.rules.vocabulary import DeliveryState, Outcome

pytestmark = pytest.mark.usefixtures("newsroom")


@pytest.fixture
def network():
    with fake_network() as found:
        yield found


def only_delivery():
    return Delivery.objects.get()


def test_an_article_stands_on_its_channel_after_one_call(network):
    channel = make_channel()
    article = make_published_article(title="Le budget est voté")

    assert network.calls == []
    send_due(now=clock.now())

    delivery = only_delivery()
    assert (delivery.state, delivery.channel, delivery.page_id) == (
        DeliveryState.SENT,
        channel,
        article.pk,
    )
    assert [post.key for post in network.roots] == [delivery.key]
    assert "Le budget est voté" in network.roots[0].text
    assert network.count("create") == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_leaves_one_post(network, fault):
    make_channel()
    make_published_article()
    network.plan("create", fault)

    run_until_quiet(now=clock.now())

    assert only_delivery().state == DeliveryState.SENT
    assert len(network.posts) == 1


def test_a_killed_worker_leaves_a_row_that_is_looked_for_before_it_is_sent_again(network):
    make_channel()
    make_published_article()
    network.plan("create", "kill-after")
    with pytest.raises(Killed):
        send_due(now=clock.now())
    assert only_delivery().state == DeliveryState.SENDING

    send_due(now=clock.now() + timedelta(seconds=1))
    assert network.calls == ["prepare", "create"]
    run_until_quiet(now=clock.now())

    assert network.calls == ["prepare", "create", "find"]
    outcomes = list(only_delivery().attempts.order_by("number").values_list("phase", "outcome"))
    assert outcomes == [("create", Outcome.UNKNOWN), ("find", Outcome.SENT)]


def test_whoever_sends_for_long_holds_the_channel_for_longer_and_a_lost_one_is_noticed(
    monkeypatch,
):
    channel, passed = make_channel(), [0.0]
    begin = time.monotonic()
    monkeypatch.setattr(leasing, "time", SimpleNamespace(monotonic=lambda: begin + passed[0]))
    lease = leasing.take(channel_id=channel.pk, now=clock.now())

    def until():
        return Channel.objects.get().lease_until

    first = until()
    assert lease.held() == channel
    assert until() == first
    passed[0] = leasing.RENEWED_AFTER_SECONDS + 10
    assert lease.held() == channel
    assert until() > first

    Channel.objects.update(lease_token="of-another")
    assert lease.held() is None
    passed[0] += leasing.RENEWED_AFTER_SECONDS + 10
    assert lease.held() is None


def test_an_upload_whose_number_no_database_keeps_is_an_answer_that_cannot_be_read(network):
    make_channel()
    make_published_article()
    network.upload = "media\x001"

    send_due(now=clock.now())

    delivery = only_delivery()
    assert (delivery.state, delivery.attempts_made) == (DeliveryState.WAITING, 1)
    assert (delivery.reason, delivery.prepared) == (wording.UNREADABLE, {})
    network.upload = ""
    run_until_quiet(now=clock.now())
    assert only_delivery().state == DeliveryState.SENT


def test_a_process_that_ends_takes_no_step_after_the_one_that_is_being_taken(network):
    channel = make_channel()
    for _ in range(3):
        make_published_article()
    ending = threading.Event()
    network.plan("create", "slow")
    network.meanwhile = ending.set

    taken = send_channel(channel_id=channel.pk, now=clock.now(), is_ending=ending.is_set)
    more = send_channel(channel_id=channel.pk, now=clock.now(), is_ending=ending.is_set)

    channel.refresh_from_db()
    assert (taken, more, len(network.posts)) == (1, 0, 1)
    assert channel.lease_until is None
