"""What is promised of each network holds, sent as articles are sent (guarantees.py is the table).

Whatever is lost, refused or killed at any step: a post stands exactly once; or at most once, and
a person is asked; or repeating does no harm. Against stand-ins (places.py).
"""

import re
from pathlib import Path

import pytest
from closed_servers import FAULTS, KILLS, Canned
from django.db import transaction
from factories import make_picture, make_user
from guarantees import PROMISES, Promise, promise_of
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from networking import make_published_article, run_until_quiet
from places import PLACES, Place, standing

from obole.foundation import clock
from obole.newsroom.models import ArticlePage
from obole.social.actions import deciding
from obole.social.actions.queueing import queue_change, queue_on, queue_withdrawal
from obole.social.actions.sending import send_due
from obole.social.models import Delivery
from obole.social.networks.catalogue import kinds, label_of
from obole.social.networks.noticeboard import KIND as NOTICE_BOARD
from obole.social.networks.registry import FACTORIES
from obole.social.rules.vocabulary import DeliveryState

DOCS = Path(__file__).parents[2] / "docs/explanation/how-posts-go-out.md"
LINE = r"^\| ([^|]+) \| ([^|]*) \| ([^|]*) \| ([^|]+) \|$"
WIRED = sorted(set(PLACES) - {NOTICE_BOARD})
ACCIDENTS = (*FAULTS, *KILLS)
AT_THE_CALL = (
    "request-lost",
    "answer-lost",
    "503-before",
    "503-after",
    "half-written",
    *KILLS,
)
CONTAINED = ("instagram", "threads")

pytestmark = pytest.mark.usefixtures("newsroom")


def promised_at(place: Place) -> Promise:
    return PROMISES[place.network][-1]


def places_of(wanted: Promise) -> list[str]:
    return [name for name in WIRED if promised_at(PLACES[name]) is wanted]


@pytest.fixture
def article():
    return make_published_article(title="La digue (nord) a cédé", picture=make_picture())


@pytest.fixture
def place(request, monkeypatch):
    with standing(request.param, monkeypatch) as opened:
        yield opened


def sent(place, article) -> Delivery:
    """Send the article through a new channel until nothing is due any more."""
    channel = place.connect()
    queued = queue_on(article=article, channel=channel, now=clock.now())
    run_until_quiet(now=clock.now())
    queued.refresh_from_db()
    return queued


def test_the_table_of_promises_is_that_of_the_documentation_and_of_the_abilities():
    lines = re.findall(LINE, DOCS.read_text(), re.MULTILINE)
    told = {cells[0]: tuple(each.strip() for each in cells[1:]) for cells in lines}

    assert set(PROMISES) == set(kinds()) == {each.network for each in PLACES.values()}
    for kind, (key, look, promised) in PROMISES.items():
        assert promise_of(FACTORIES[kind].abilities) is promised, kind
        assert told[str(label_of(kind))] == (key or "–", look or "–", promised), kind


@pytest.mark.parametrize("place", WIRED, indirect=True)
def test_one_accident_at_the_call_itself_keeps_the_promise(place, article):
    for fault in AT_THE_CALL:
        with transaction.atomic():
            place.renew()
            place.server.plan_for_posts(fault)

            delivery = sent(place, article)

            assert not place.server.faults_of_posts, fault
            _check(place, delivery)
            transaction.set_rollback(True)


@settings(
    # Of each of twenty places.
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    anywhere=st.lists(st.sampled_from((*ACCIDENTS, None)), max_size=5),
    at_call=st.lists(st.sampled_from(ACCIDENTS), max_size=2),
)
# The breaker opens, and the channel is tried before it goes on.
@example(anywhere=["request-lost"] * 5, at_call=[])
@pytest.mark.parametrize("place", WIRED, indirect=True)
def test_faults_at_any_step_make_one_post_or_ask_a_person(place, article, anywhere, at_call):
    with transaction.atomic():
        place.renew()
        place.server.plan(*anywhere)
        place.server.plan_for_posts(*at_call)

        _check(place, sent(place, article))
        transaction.set_rollback(True)


def _check(place, delivery: Delivery) -> None:
    if promised_at(place.place) is not Promise.HARMLESS:
        # `sending` is committed before anything is asked for that cannot be taken back. Where it
        # harms nobody to be told twice, a channel is also tried by telling.
        assert set(place.posted_in) <= {DeliveryState.SENDING}
    stands = place.api.standing(delivery.key)
    if promised_at(place.place) is Promise.ASKS and delivery.state != DeliveryState.SENT:
        assert delivery.state == DeliveryState.NEEDS_HUMAN
        assert stands <= 1
    else:
        assert (delivery.state, stands) == (DeliveryState.SENT, 1)


@pytest.mark.parametrize("fault", ["answer-lost", "half-written", "503-after", "killed-after"])
@pytest.mark.parametrize("place", places_of(Promise.ASKS), indirect=True)
def test_a_person_who_sees_it_ends_the_question_without_a_second_post(place, article, fault):
    place.server.plan_for_posts(fault)
    delivery = sent(place, article)
    assert (delivery.state, place.api.standing(delivery.key)) == (DeliveryState.NEEDS_HUMAN, 1)

    deciding.i_see_it(delivery=delivery, by=make_user(), now=clock.now())
    run_until_quiet(now=clock.now())

    delivery.refresh_from_db()
    assert (delivery.state, place.api.standing(delivery.key)) == (DeliveryState.SENT, 1)


@pytest.mark.parametrize("fault", ["request-lost", "503-before", "killed-before"])
@pytest.mark.parametrize("place", places_of(Promise.ASKS), indirect=True)
def test_a_person_who_does_not_see_it_has_it_sent_again(place, article, fault):
    place.server.plan_for_posts(fault)
    delivery = sent(place, article)
    assert (delivery.state, place.api.standing(delivery.key)) == (DeliveryState.NEEDS_HUMAN, 0)

    deciding.send_again(delivery=delivery, by=make_user(), now=clock.now())
    run_until_quiet(now=clock.now())

    delivery.refresh_from_db()
    assert (delivery.state, place.api.standing(delivery.key)) == (DeliveryState.SENT, 1)


@pytest.mark.parametrize("place", places_of(Promise.HARMLESS), indirect=True)
def test_what_is_told_again_is_the_same_thing(place, article):
    place.server.plan("answer-lost", "killed-after", "503-after")

    delivery = sent(place, article)

    assert delivery.state == DeliveryState.SENT
    assert len(place.server.seen) > 3
    assert place.api.standing(delivery.key) == 1
    bodies = {(each.headers.get("webhook-id"), each.body) for each in place.server.seen}
    assert len(bodies) == len(place.api.posts)


def lost(place, article) -> Delivery:
    """Send the article; whoever is told hears it, and the answer is lost."""
    channel = place.connect()
    place.server.plan("answer-lost")
    queued = queue_on(article=article, channel=channel, now=clock.now())
    send_due(now=clock.now())
    queued.refresh_from_db()
    assert queued.state == DeliveryState.WAITING
    return queued


def withdraw(article) -> None:
    ArticlePage.objects.filter(pk=article.pk).update(live=False)
    queue_withdrawal(page_id=article.pk, now=clock.now())


@pytest.mark.parametrize("place", places_of(Promise.HARMLESS), indirect=True)
def test_who_may_have_been_told_of_an_article_is_told_that_it_is_withdrawn(place, article):
    delivery = lost(place, article)
    heard = len(place.server.seen)

    withdraw(article)
    run_until_quiet(now=clock.now())

    removal = Delivery.objects.get(operation="delete")
    assert removal.state == DeliveryState.SENT
    assert len(place.server.seen) > heard
    if place.place.network == "webhook":
        kinds_told = [(kind, number) for _id, kind, number in place.api.told]
        assert kinds_told == [("published", delivery.key), ("deleted", delivery.key)]
        assert place.api.posts == {}
    if place.place.network == "indexnow":
        assert [each["told"] for each in place.api.posts.values()] == [2]


@pytest.mark.parametrize("place", ["webhook"], indirect=True)
def test_nobody_is_told_of_the_withdrawal_of_what_was_never_told(place, article):
    channel = place.connect()
    place.server.plan(Canned(400, "no"))
    queue_on(article=article, channel=channel, now=clock.now())
    send_due(now=clock.now())
    heard = len(place.server.seen)

    withdraw(article)
    run_until_quiet(now=clock.now())

    assert len(place.server.seen) == heard
    assert not Delivery.objects.filter(operation="delete").exists()


@pytest.mark.parametrize("comes_back", ["before the removal", "after it"])
@pytest.mark.parametrize("place", ["webhook"], indirect=True)
def test_who_was_told_of_a_withdrawal_hears_that_the_article_is_back(place, article, comes_back):
    lost(place, article)
    withdraw(article)
    if comes_back == "after it":
        run_until_quiet(now=clock.now())

    ArticlePage.objects.filter(pk=article.pk).update(live=True, title="De retour")
    queue_change(page_id=article.pk, now=clock.now())
    run_until_quiet(now=clock.now())

    assert ["De retour" in each["text"] for each in place.api.posts.values()] == [True]


@pytest.mark.parametrize("place", CONTAINED, indirect=True)
def test_a_container_is_made_before_sending_and_released_while_sending(place, article):
    delivery = sent(place, article)

    made = "POST media" if place.place.network == "instagram" else "POST threads"
    steps = [each for each in place.states if each[0].startswith("POST")]
    assert steps == [(made, DeliveryState.WAITING), (f"{made}_publish", DeliveryState.SENDING)]
    assert delivery.prepared["container"]


@pytest.mark.parametrize("fault", ["answer-lost", "killed-after", "503-before"])
@pytest.mark.parametrize("place", CONTAINED, indirect=True)
def test_a_container_is_made_once_and_used_again(place, article, fault):
    place.server.plan_for_posts(fault)

    delivery = sent(place, article)

    assert len(place.api.containers) == 1
    assert delivery.remote_id in place.api.posts


@pytest.mark.parametrize("place", CONTAINED, indirect=True)
def test_an_expired_container_is_prepared_anew_and_posted_once(place, article):
    channel = place.connect()
    queued = queue_on(article=article, channel=channel, now=clock.now())
    queued.prepared = {"user": "777", "container": "k1"}
    queued.save(update_fields=["prepared"])
    place.api.containers["k1"] = {"standing": "EXPIRED"}

    run_until_quiet(now=clock.now())

    queued.refresh_from_db()
    assert (queued.state, place.api.standing(queued.key)) == (DeliveryState.SENT, 1)


@pytest.mark.parametrize("place", ["instagram", "pinterest"], indirect=True)
def test_an_article_without_a_picture_is_refused_with_words(place):
    delivery = sent(place, make_published_article())

    assert delivery.state == DeliveryState.REJECTED
    assert "without a picture" in delivery.reason
