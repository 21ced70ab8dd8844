"""People decide what no program can: each decision once, with their name."""

import pytest
from factories import make_user
from networking import fake_network, make_channel, make_published_article, run_until_quiet

from obole.foundation import clock
from obole.social.actions import deciding
from obole.social.actions.deciding import NotPossible
from obole.social.actions.sending import send_due
from obole.social.models import Delivery
from obole.social.rules.vocabulary import DeliveryState

pytestmark = pytest.mark.usefixtures("newsroom")


@pytest.fixture
def blind():
    """Give a network where nobody can look, and a post whose answer was lost."""
    with fake_network(changes={"can_find": False}) as network:
        make_channel()
        make_published_article()
        network.plan("create", "drop-answer")
        run_until_quiet(now=clock.now())
        yield network


def test_where_nobody_can_look_a_lost_answer_is_a_question_and_never_a_second_post(blind):
    assert Delivery.objects.get().state == DeliveryState.NEEDS_HUMAN
    assert blind.count("create") == 1


def test_seen_it_is_sent_with_the_name_of_who_saw_it(blind):
    person = make_user()

    deciding.i_see_it(delivery=Delivery.objects.get(), by=person, now=clock.now())
    run_until_quiet(now=clock.now())

    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.SENT
    assert delivery.attempts.get(phase="person").by == str(person)
    assert len(blind.posts) == 1


def test_not_seen_it_is_sent_again_by_word_and_not_by_a_bare_retry(blind):
    delivery = Delivery.objects.get()
    with pytest.raises(NotPossible):
        deciding.retry(delivery=delivery, by=make_user(), now=clock.now())

    deciding.send_again(delivery=delivery, by=make_user(), now=clock.now())
    run_until_quiet(now=clock.now())

    assert blind.count("create") == 2
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_of_two_people_the_second_is_told_that_it_is_decided(blind):
    delivery = Delivery.objects.get()
    deciding.i_see_it(delivery=delivery, by=make_user(), now=clock.now())

    for decide in (deciding.i_see_it, deciding.send_again, deciding.drop, deciding.release):
        with pytest.raises(NotPossible):
            decide(delivery=delivery, by=make_user(), now=clock.now())


def test_a_refused_post_is_retried_with_what_the_article_says_now():
    with fake_network(refuses="Too rude.") as network:
        make_channel()
        article = make_published_article(title="Avant")
        run_until_quiet(now=clock.now())
        assert Delivery.objects.get().reason == "Too rude."
        article.title = "Après"
        article.save_revision().publish()
        network.refuses = ""

        deciding.retry(delivery=Delivery.objects.get(), by=make_user(), now=clock.now())
        send_due(now=clock.now())

    assert ["Après" in post.text for post in network.roots] == [True]


def test_what_is_taken_back_does_not_go():
    with fake_network() as network:
        make_channel()
        make_published_article()

        deciding.cancel(delivery=Delivery.objects.get(), by=make_user(), now=clock.now())
        run_until_quiet(now=clock.now())

    assert network.calls == []
    assert Delivery.objects.get().state == DeliveryState.CANCELLED


@pytest.mark.parametrize("seen", [1, 2], ids=["middle", "last"])
def test_a_part_of_a_thread_that_somebody_saw_does_not_end_the_rest(seen):
    with fake_network(changes={"can_find": False}) as network:
        make_channel()
        make_published_article()
        delivery = Delivery.objects.get()
        delivery.post["parts"] = ["Deux", "Trois"]
        delivery.save()
        network.plan("comment", *[""] * (seen - 1), "drop-answer")
        run_until_quiet(now=clock.now())
        root = Delivery.objects.get().remote_url

        address = "https://fake.example/seen"
        deciding.i_see_it(
            delivery=Delivery.objects.get(), by=make_user(), now=clock.now(), url=address
        )
        run_until_quiet(now=clock.now())

        texts = [each.text for each in network.posts.values()]
    delivery = Delivery.objects.get()
    assert texts[1:] == ["Deux", "Trois"]
    assert (delivery.state, delivery.remote_url) == (DeliveryState.SENT, root)
    assert delivery.steps[seen - 1]["url"] == address
