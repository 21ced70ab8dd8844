"""Two editors publish one article in the same moment."""

import contextlib
import threading

import pytest
from django.db import connection
from networking import fake_network, make_channel, make_published_article

from obole.foundation import clock
from obole.social.actions import queueing
from obole.social.models import Delivery
from obole.social.rules.vocabulary import DeliveryState

# On SQLite the second waits until the first has committed: the two never meet.
MEETING_SECONDS = 2
PATIENCE_SECONDS = 30


@pytest.mark.django_db(transaction=True)
def test_each_channel_gets_one_post_and_nobody_an_error(newsroom, monkeypatch):
    article = make_published_article()
    for name in ("One", "Other"):
        make_channel(name=name)
    both = threading.Barrier(2)
    seen = queueing.hours_taken

    def meet(**named):
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(MEETING_SECONDS)
        return seen(**named)

    monkeypatch.setattr(queueing, "hours_taken", meet)
    results = []

    def publish():
        try:
            results.append(queueing.queue_article(page_id=article.pk, now=clock.now()))
        except Exception as error:  # noqa: BLE001 - what went wrong is looked at below
            results.append(error)
        finally:
            connection.close()

    with fake_network():
        editors = [threading.Thread(target=publish) for _ in range(2)]
        for editor in editors:
            editor.start()
        for editor in editors:
            editor.join(PATIENCE_SECONDS)

    assert sorted(results) == [0, 2]
    assert Delivery.objects.count() == 2
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.WAITING}
