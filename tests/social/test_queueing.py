"""What publishing an article costs its editor, and what is wrong with one channel of many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import make_article
from networking import fake_network, make_channel

from obole.foundation import clock
from obole.social.actions import making
from obole.social.actions.queueing import queue_article, queue_change
from obole.social.models import Channel, Delivery, ShortLink
from obole.social.rules.vocabulary import ChannelState, DeliveryState

# A statement has room for so many values; fifty rows may need two.
MORE_STATEMENTS = 4


@pytest.fixture(autouse=True)
def _network(newsroom):
    with fake_network():
        yield


def queries_of_publishing(channels: int) -> int:
    """Return how many queries it takes to make an article's deliveries."""
    Channel.objects.update(state=ChannelState.REMOVED)
    article = make_article()
    for _ in range(channels):
        make_channel()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert queue_article(page_id=article.pk, now=clock.now()) == channels
    assert Delivery.objects.filter(page_id_then=article.pk).count() == channels
    return len(captured)


def test_fifty_channels_cost_the_editor_no_more_queries_than_one():
    # The first makes what is made once.
    queries_of_publishing(1)
    assert queries_of_publishing(50) - queries_of_publishing(1) <= MORE_STATEMENTS


def test_each_post_has_an_address_of_its_own():
    for _ in range(3):
        make_channel()
    make_article()

    made = Delivery.objects.all()
    assert len({each.key for each in made}) == 3
    assert {each.post["url"].rpartition("/s/")[2] for each in made} == {each.key for each in made}
    assert set(ShortLink.objects.values_list("key", "delivery")) == {
        (each.key, each.pk) for each in made
    }


def test_a_post_that_cannot_be_made_stops_neither_the_others_nor_the_article(monkeypatch):
    broken, well = make_channel(name="Broken"), make_channel(name="Well")
    compose = making.compose

    def composing(**named):
        if named["channel"] == broken:
            raise ValueError("Nothing can be said.")
        return compose(**named)

    monkeypatch.setattr(making, "compose", composing)
    article = make_article()

    article.refresh_from_db()
    assert article.live
    assert dict(Delivery.objects.values_list("channel", "state")) == {
        broken.pk: DeliveryState.REJECTED,
        well.pk: DeliveryState.WAITING,
    }


def test_a_change_of_the_headline_asks_little_more_for_each_post_that_follows():
    def queries_of_changing(channels: int) -> int:
        Channel.objects.update(state=ChannelState.REMOVED)
        for _ in range(channels):
            make_channel()
        article = make_article()
        made = Delivery.objects.filter(page_id_then=article.pk)
        made.update(state=DeliveryState.SENT, remote_id="1")
        article.title = "Another headline"
        article.save()
        with CaptureQueriesContext(connection) as captured:
            assert queue_change(page_id=article.pk, now=clock.now()) == channels
        assert made.filter(operation="update", sequence=1).count() == channels
        return len(captured)

    # A row each, in a savepoint of its own.
    assert (queries_of_changing(21) - queries_of_changing(1)) / 20 <= 3
