"""X edits posts for half an hour, of accounts that pay for it; the others stay as they are.

Against a stand-in that encodes our reading of docs.x.com.
"""

from datetime import timedelta

import pytest
from closed_apis import NUMBERS, XApi
from closed_posts import a_marker, a_post, deliver
from closed_stages import staged
from factories import make_article, publish
from networking import ALL_ABILITIES, fake_network, make_channel

from obole.foundation import clock
from obole.social.actions.queueing import queue_change
from obole.social.actions.sending import send_due
from obole.social.models import Delivery
from obole.social.networks.registry import abilities_of
from obole.social.networks.x import KIND
from obole.social.rules.network import NotOffered, Prepared, Rejected, Uncertain
from obole.social.rules.vocabulary import Operation


class EditingX(XApi):
    """Each edit is a new post, which knows those that it replaced."""

    minutes_left = 20

    def __init__(self):
        super().__init__()
        self.history: dict[str, list[str]] = {}

    def answer(self, request):
        steps = request.path.split("/")[2:]
        if request.method == "GET" and steps[0] == "tweets":
            return self.read(steps[1])
        edited = request.fields.get("edit_options", {}).get("previous_post_id")
        if request.method == "POST" and edited:
            return self.edited(edited, request.fields["text"])
        return super().answer(request)

    def read(self, number):
        chain = self.history.setdefault(number, [number])
        post = self.posts.get(number) or {"text": "an older version"}
        until = clock.now() + timedelta(minutes=self.minutes_left)
        controls = {
            "is_edit_eligible": True,
            "editable_until": f"{until:%Y-%m-%dT%H:%M:%S}.000Z",
            "edits_remaining": 6 - len(chain),
        }
        shortened = post["text"].rpartition(" ")[0].replace("&", "&amp;") + " https://t.co/x1"
        known = {"id": number, "text": shortened, "edit_history_tweet_ids": chain}
        return 200, {"data": {**known, "edit_controls": controls}}, {}

    def edited(self, before, text):
        chain = self.history[before]
        assert chain[-1] == before, "Only the newest version is edited."
        made = str(next(NUMBERS))
        chain.append(made)
        self.history[made] = chain
        self.posts[made] = {"text": text}
        self.posts.pop(before, None)
        return 201, {"data": {"id": made, "text": text}}, {}


@pytest.fixture
def stage(monkeypatch):
    with staged(KIND, monkeypatch) as found:
        found.stand_in.api = EditingX()
        yield found


def posted(stage, network):
    marker = a_marker()
    return marker, deliver(network, a_post(marker), marker)


def change(stage, network, remote, marker, text="Rectifié & précisé"):
    return network.update(remote, a_post(marker, text=text), Prepared(), marker=a_marker())


def test_an_edit_has_a_new_number_and_the_next_one_edits_that(stage):
    network = stage.network(edits="yes")
    marker, remote = posted(stage, network)

    first = change(stage, network, remote, marker)
    second = change(stage, network, remote, marker, text="Rectifié encore")

    assert len({remote.id, first.id, second.id}) == 3
    assert [each["text"] for each in stage.api.posts.values()] == [f"Rectifié encore {marker.url}"]


def test_an_edit_whose_answer_was_lost_is_done_once(stage):
    network = stage.network(edits="yes")
    marker, remote = posted(stage, network)
    stage.stand_in.plan(None, "answer-lost")

    with pytest.raises(Uncertain):
        change(stage, network, remote, marker)
    again = change(stage, network, remote, marker)

    assert stage.api.history[remote.id] == [remote.id, again.id]


def test_after_half_an_hour_an_edit_is_refused_before_it_is_asked_for(stage):
    network = stage.network(edits="yes")
    marker, remote = posted(stage, network)
    stage.api.minutes_left = -1

    with pytest.raises(Rejected):
        change(stage, network, remote, marker)

    assert stage.stand_in.seen[-1].method == "GET"


def test_an_account_edits_only_where_somebody_said_so(stage):
    network = stage.network()
    marker, remote = posted(stage, network)

    with pytest.raises(NotOffered):
        change(stage, network, remote, marker)


@pytest.mark.django_db
def test_what_a_channel_can_change_is_known_without_its_secrets():
    pays = make_channel(network=KIND, options={"edits": "yes"})
    others = make_channel(network=KIND)

    assert abilities_of(pays).can_update
    assert abilities_of(pays).updates_for_seconds == 1_800
    assert not abilities_of(others).can_update


@pytest.mark.parametrize(("minutes", "changes"), [(29, 1), (31, 0)])
@pytest.mark.usefixtures("newsroom")
def test_a_change_that_comes_too_late_leaves_the_post_and_troubles_nobody(minutes, changes):
    with fake_network(abilities=ALL_ABILITIES, changes={"updates_for_seconds": 1_800}) as network:
        make_channel()
        article = make_article()
        send_due(now=clock.now())
        sent_at = Delivery.objects.get().ended_at
        Delivery.objects.update(ended_at=sent_at - timedelta(minutes=minutes))

        article.title = "Un autre titre"
        publish(article)
        queue_change(page_id=article.pk, now=clock.now())
        send_due(now=clock.now())

        assert Delivery.objects.filter(operation=Operation.UPDATE).count() == changes
        assert network.count("update") == changes
