"""What publishing an article costs its editor, and what is wrong with one channel of many."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import make_article
from networking import fake_network, make_channel

from obole.foundation import clock
from obole.newsroom.models import ArticlePage
from obole.social.actions import following, stories, wording
from obole.social.actions.making import say_again
from obole.social.actions.queueing import queue_article, queue_change, story_of
from obole.social.actions.stories import Wish
from obole.social.models import Channel, ChannelTemplate, Delivery
from obole.social.rules.vocabulary import ChannelState, DeliveryState


@pytest.fixture(autouse=True)
def _network(newsroom):
    with fake_network():
        yield


def queries_of_publishing(channels: int, **fields: Any) -> int:
    """Return how many queries it takes to make an article's deliveries."""
    Channel.objects.update(state=ChannelState.REMOVED)
    article = make_article()
    for _ in range(channels):
        make_channel(**fields)
    with CaptureQueriesContext(connection) as captured:
        assert queue_article(page_id=article.pk, now=clock.now()) == channels
    assert Delivery.objects.filter(page_id_then=article.pk).count() == channels
    return len(captured)


def test_fifty_channels_cost_the_editor_no_more_queries_than_one():
    # The first makes what is made once.
    queries_of_publishing(1)
    assert queries_of_publishing(50) == queries_of_publishing(1)


def test_channels_that_keep_their_distance_cost_no_more_queries_each():
    hours = {"slots": ["mon 08:00", "tue 08:00"], "spacing_seconds": 60}

    queries_of_publishing(1)
    assert queries_of_publishing(20, **hours) == queries_of_publishing(1, **hours)


def test_each_post_has_an_address_of_its_own():
    for _ in range(3):
        make_channel()
    make_article()

    made = Delivery.objects.all()
    assert len({each.key for each in made}) == 3
    assert {each.post["url"].rpartition("/s/")[2] for each in made} == {each.key for each in made}
    for each in made:
        assert each.post["text"].count(each.key) == 1
        assert each.post["change_note"].endswith(each.key)


def test_a_post_that_cannot_be_made_stops_neither_the_others_nor_the_article(monkeypatch):
    broken, well = make_channel(name="Broken"), make_channel(name="Well")
    compose = stories.compose

    def composing(**named):
        if named["channel"] == broken:
            raise ValueError("Nothing can be said.")
        return compose(**named)

    monkeypatch.setattr(stories, "compose", composing)
    article = make_article()

    article.refresh_from_db()
    assert article.live
    assert dict(Delivery.objects.values_list("channel", "state")) == {
        broken.pk: DeliveryState.REJECTED,
        well.pk: DeliveryState.WAITING,
    }


def queries_of_changing(channels: int, state: DeliveryState, **fields: Any) -> int:
    """Return how many queries it takes to let posts in this state follow a new headline."""
    Channel.objects.update(state=ChannelState.REMOVED)
    for _ in range(channels):
        make_channel()
    article = make_article()
    Delivery.objects.filter(page_id_then=article.pk).update(state=state, **fields)
    article.title = "Another headline"
    article.save()
    with CaptureQueriesContext(connection) as captured:
        queue_change(page_id=article.pk, now=clock.now())
    rows = Delivery.objects.filter(page_id_then=article.pk, title=article.title)
    assert rows.count() == channels
    assert all("Another headline" in row.post["text"] for row in rows)
    return len(captured)


@pytest.mark.parametrize(
    ("state", "fields"),
    [
        (DeliveryState.SENT, {"remote_id": "1"}),
        (DeliveryState.WAITING, {}),
        (DeliveryState.CANCELLED, {"reason": wording.WITHDRAWN}),
    ],
)
def test_a_new_headline_costs_no_more_queries_for_twenty_posts_than_for_one(state, fields):
    # The first makes what is made once.
    queries_of_changing(1, state, **fields)
    assert queries_of_changing(20, state, **fields) == queries_of_changing(1, state, **fields)


def test_a_waiting_change_is_written_anew_in_no_more_queries_for_twenty_posts_than_for_one():
    def queries(channels: int) -> int:
        queries_of_changing(channels, DeliveryState.SENT, remote_id="1")
        article = ArticlePage.objects.latest("pk")
        article.title = "A third headline"
        article.save()
        with CaptureQueriesContext(connection) as captured:
            assert queue_change(page_id=article.pk, now=clock.now()) == channels
        changes = Delivery.objects.filter(page_id_then=article.pk, operation="update")
        assert [each.title for each in changes] == ["A third headline"] * channels
        return len(captured)

    queries(1)
    assert queries(20) == queries(1)


def test_a_post_that_cannot_follow_keeps_none_of_the_others_from_it(monkeypatch):
    # The broken one comes last, when all others are decided: they are decided anew.
    well, waits, gone, broken = [make_channel(name=name) for name in ("Well", "Waits", "Gone", "B")]
    article = make_article()
    made = Delivery.objects.filter(page_id_then=article.pk)
    made.filter(channel__in=[broken, well]).update(state=DeliveryState.SENT, remote_id="1")
    made.filter(channel=gone).update(state=DeliveryState.CANCELLED, reason=wording.WITHDRAWN)
    article.title = "Another headline"
    article.save()
    change_of = following.change_of

    def changing(**named):
        if named["wish"].channel == broken:
            raise ValueError("Nothing can be said.")
        return change_of(**named)

    monkeypatch.setattr(following, "change_of", changing)

    assert queue_change(page_id=article.pk, now=clock.now()) == 2

    assert not made.filter(channel=broken, operation="update").exists()
    assert made.get(channel=well, operation="update").title == "Another headline"
    assert made.get(channel=waits).title == "Another headline"
    revived = made.get(channel=gone)
    assert (revived.title, revived.state) == ("Another headline", DeliveryState.WAITING)


def test_channels_whose_posts_say_the_same_share_one_that_is_composed_once(monkeypatch):
    composed: list[object] = []
    compose = stories.compose

    def composing(**named):
        composed.append(named["channel"])
        return compose(**named)

    monkeypatch.setattr(stories, "compose", composing)
    for name in ("One", "Two", "Three"):
        make_channel(name=name)
    other = make_channel(name="Other")
    for language in ("fr", "en"):
        ChannelTemplate.objects.create(
            channel=other, language=language, text="Lisez : {title} {url}"
        )
    shorter = make_channel(name="Shorter", identity={"limits": {"text": 70}})

    make_article(title="Un titre qui ne tient pas tout entier à côté de l’adresse, hélas")

    assert len(composed) == 3
    texts = {each.channel_id: each.post["text"] for each in Delivery.objects.all()}
    assert texts[other.pk].startswith("Lisez : ")
    assert "…" in texts[shorter.pk]
    # Composed alone, each says the same.
    for each in Delivery.objects.select_related("channel"):
        before = each.post
        story = story_of(page_id=each.page_id, now=each.made_at)
        say_again(delivery=each, story=story, wish=Wish(channel=each.channel, choice=None))
        assert each.post == before
