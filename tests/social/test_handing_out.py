"""How often the process that sends looks, and what a look costs."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import make_article
from networking import fake_network, make_channel

from obole.project import posting
from obole.social.models import Channel, Delivery
from obole.social.rules.vocabulary import ChannelState, DeliveryState


@pytest.fixture
def handed_out(newsroom, monkeypatch):
    found: list[int] = []
    monkeypatch.setattr(posting, "_serve", lambda channel_id, _is_ending: found.append(channel_id))
    with fake_network():
        yield found


@pytest.fixture
def handing():
    with ThreadPoolExecutor(1) as pool:
        yield posting._Handing(pool=pool, is_ending=lambda: False)


def queries_of_a_look(handing: posting._Handing) -> int:
    with CaptureQueriesContext(connection) as captured:
        handing.look()
    return len(captured)


def test_a_look_at_nothing_is_one_query(handed_out, handing):
    make_channel()
    make_article()
    Delivery.objects.update(state=DeliveryState.SENT)

    assert queries_of_a_look(handing) == 1
    assert handed_out == []


def test_what_waits_for_a_paused_channel_is_not_looked_at_each_time(
    handed_out, handing, monkeypatch
):
    channel = make_channel(state=ChannelState.PAUSED)
    make_article()

    assert queries_of_a_look(handing) > 1
    assert queries_of_a_look(handing) == 1
    Channel.objects.update(state=ChannelState.ACTIVE)
    monkeypatch.setattr(posting, "IN_VAIN_SECONDS", 0)
    handing._not_before = 0
    handing.look()
    handing.pool.shutdown()

    assert handed_out == [channel.pk]


@pytest.mark.parametrize("state", [DeliveryState.WAITING, DeliveryState.UNKNOWN, "sending"])
def test_a_post_that_is_due_is_seen(handed_out, handing, state):
    make_channel()
    make_article()
    Delivery.objects.update(state=state)

    assert queries_of_a_look(handing) > 1
