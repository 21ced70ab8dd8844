"""Posts follow their articles: changes, corrections, withdrawals, and what comes back."""

from datetime import timedelta

import pytest
from factories import make_user, publish
from networking import fake_network, make_channel, make_published_article, run_until_quiet
from wagtail.models import PageViewRestriction

from obole.foundation import clock
from obole.newsroom.models import ArticlePage, Correction
from obole.social.actions import deciding, steering, wording
from obole.social.actions.queueing import queue_article, queue_change, queue_withdrawal
from obole.social.actions.sending import send_due
from obole.social.models import Delivery
from obole.social.rules.network import NotSent
from obole.social.rules.vocabulary import DeliveryState, Following, Operation

pytestmark = pytest.mark.usefixtures("newsroom")


@pytest.fixture
def network():
    with fake_network() as found:
        yield found


def states(operation: Operation) -> list[str]:
    rows = Delivery.objects.filter(operation=operation).order_by("pk")
    return list(rows.values_list("state", flat=True))


def change(article: ArticlePage, **fields: object) -> ArticlePage:
    fresh = ArticlePage.objects.get(pk=article.pk)
    for name, value in fields.items():
        setattr(fresh, name, value)
    return publish(fresh)


def test_a_new_headline_changes_the_post_and_makes_no_second_one(network):
    make_channel()
    article = make_published_article(title="Avant")
    send_due(now=clock.now())

    change(article, title="Après")
    run_until_quiet(now=clock.now())

    assert len(network.posts) == 1
    assert "Après" in network.roots[0].text
    assert network.roots[0].edits == 1


def test_a_comma_in_the_text_changes_no_post(network):
    make_channel()
    article = make_published_article()
    send_due(now=clock.now())

    change(article, body=[("paragraph", "<p>Une virgule, de plus.</p>")])
    run_until_quiet(now=clock.now())

    assert network.count("update") == 0
    assert states(Operation.UPDATE) == []


def test_a_change_before_the_post_was_sent_is_in_the_post(network):
    make_channel()
    article = make_published_article(title="Avant")

    change(article, title="Après")
    run_until_quiet(now=clock.now())

    assert network.calls == ["prepare", "create"]
    assert "Après" in network.roots[0].text


def test_of_several_changes_the_newest_is_sent_once(network):
    make_channel()
    article = make_published_article()
    send_due(now=clock.now())

    for title in ("Un", "Deux", "Trois"):
        article = change(article, title=title)
    run_until_quiet(now=clock.now())

    assert network.count("update") == 1
    assert "Trois" in network.roots[0].text


def test_a_correction_is_an_answer_where_posts_cannot_change():
    with fake_network(changes={"updates_by_reply": True}) as network:
        make_channel()
        article = make_published_article()
        send_due(now=clock.now())

        fresh = ArticlePage.objects.get(pk=article.pk)
        fresh.corrections.add(Correction(text="Le vote a eu lieu mardi."))
        publish(fresh)
        run_until_quiet(now=clock.now())

        answers = [post for post in network.posts.values() if post.above]
    assert [post.above for post in answers] == [network.roots[0].id]
    assert "mardi" in answers[0].text


def test_an_answer_whose_answer_was_lost_is_never_posted_twice():
    with fake_network(changes={"updates_by_reply": True}) as network:
        make_channel()
        article = make_published_article()
        send_due(now=clock.now())
        network.plan("update", "drop-request")

        change(article, title="Après")
        run_until_quiet(now=clock.now())

    assert network.count("update") == 1
    assert states(Operation.UPDATE) == [DeliveryState.NEEDS_HUMAN]


def test_a_withdrawn_article_takes_its_post_away_with_all_answers():
    with fake_network(changes={"updates_by_reply": True}) as network:
        make_channel()
        article = make_published_article()
        send_due(now=clock.now())
        change(article, title="Après")
        run_until_quiet(now=clock.now())
        assert len(network.posts) == 2

        ArticlePage.objects.get(pk=article.pk).unpublish()
        run_until_quiet(now=clock.now())

    assert network.posts == {}
    assert states(Operation.DELETE) == [DeliveryState.SENT]


def test_a_deleted_article_takes_its_post_away(network):
    make_channel()
    article = make_published_article()
    send_due(now=clock.now())

    ArticlePage.objects.get(pk=article.pk).delete()
    run_until_quiet(now=clock.now())

    assert network.posts == {}
    assert Delivery.objects.filter(page=None).count() == 2


def test_an_article_withdrawn_before_its_post_went_leaves_nothing_and_comes_back(network):
    make_channel()
    article = make_published_article()

    ArticlePage.objects.get(pk=article.pk).unpublish()
    run_until_quiet(now=clock.now())
    assert (network.calls, states(Operation.CREATE)) == ([], [DeliveryState.CANCELLED])

    change(article, title="De retour")
    run_until_quiet(now=clock.now())
    assert ["De retour" in post.text for post in network.roots] == [True]


def test_an_article_that_comes_back_after_its_post_was_taken_away_is_posted_anew(network):
    make_channel()
    article = make_published_article()
    send_due(now=clock.now())
    ArticlePage.objects.get(pk=article.pk).unpublish()
    run_until_quiet(now=clock.now())

    change(article, title="De retour")
    run_until_quiet(now=clock.now())

    assert len(network.posts) == 1
    assert len(network.deleted) == 1
    assert list(Delivery.objects.filter(operation="create").values_list("share", flat=True)) == [
        0,
        1,
    ]


def test_an_article_back_before_its_post_was_taken_away_keeps_it(network):
    make_channel()
    article = make_published_article()
    send_due(now=clock.now())

    ArticlePage.objects.get(pk=article.pk).unpublish()
    change(article, title=article.title)
    run_until_quiet(now=clock.now())

    assert (len(network.posts), network.deleted) == (1, [])
    assert states(Operation.DELETE) == [DeliveryState.CANCELLED]


def test_a_withdrawal_while_the_answer_is_open_waits_for_the_look(network):
    make_channel()
    article = make_published_article()
    network.plan("create", "drop-answer")
    send_due(now=clock.now())
    assert states(Operation.CREATE) == [DeliveryState.UNKNOWN]

    ArticlePage.objects.get(pk=article.pk).unpublish()
    run_until_quiet(now=clock.now())

    assert network.posts == {}
    assert network.calls[-2:] == ["find", "delete"]


@pytest.mark.parametrize("following", Following)
def test_a_channel_follows_asks_or_does_not(network, following):
    make_channel(follow_edits=following, follow_withdrawals=following)
    article = make_published_article()
    send_due(now=clock.now())

    change(article, title="Après")
    run_until_quiet(now=clock.now())
    ArticlePage.objects.get(pk=article.pk).unpublish()
    run_until_quiet(now=clock.now())

    expected = {
        Following.ALWAYS: ([DeliveryState.SENT], [DeliveryState.SENT]),
        Following.ASK: ([DeliveryState.CANCELLED], [DeliveryState.ASKING]),
        Following.NEVER: ([], []),
    }[following]
    assert (states(Operation.UPDATE), states(Operation.DELETE)) == expected


def test_the_same_fact_twice_changes_nothing(network):
    make_channel()
    article = make_published_article()
    queue_article(page_id=article.pk, now=clock.now())
    send_due(now=clock.now())

    queue_article(page_id=article.pk, now=clock.now())
    queue_change(page_id=article.pk, now=clock.now())
    queue_withdrawal(page_id=article.pk, now=clock.now())
    queue_withdrawal(page_id=article.pk, now=clock.now())

    assert Delivery.objects.count() == 2


def test_a_network_that_deletes_nothing_leaves_the_deletion_to_a_person():
    with fake_network(changes={"can_delete": False}) as network:
        make_channel()
        article = make_published_article()
        send_due(now=clock.now())
        ArticlePage.objects.get(pk=article.pk).unpublish()
        run_until_quiet(now=clock.now() + timedelta(minutes=1))

    assert len(network.posts) == 1
    assert states(Operation.DELETE) == [DeliveryState.NEEDS_HUMAN]


def withdraw(article: ArticlePage) -> None:
    ArticlePage.objects.get(pk=article.pk).unpublish()


@pytest.mark.parametrize("fault", ["refuse-connection", "throttle"])
def test_an_article_withdrawn_while_its_post_is_being_sent_is_not_sent_again(network, fault):
    make_channel()
    article = make_published_article()
    network.plan("create", "slow")

    def meanwhile() -> None:
        withdraw(article)
        raise NotSent("Not now.", is_throttled=fault == "throttle")

    network.meanwhile = meanwhile

    send_due(now=clock.now())
    run_until_quiet(now=clock.now())

    assert network.created == []
    assert states(Operation.CREATE) == [DeliveryState.CANCELLED]
    change(article, title="De retour")
    run_until_quiet(now=clock.now())
    assert ["De retour" in post.text for post in network.roots] == [True]


def test_a_refused_post_of_a_withdrawn_article_is_not_sent_by_trying_again():
    with fake_network(refuses="Too rude.") as network:
        make_channel()
        article = make_published_article()
        run_until_quiet(now=clock.now())
        withdraw(article)
        network.refuses = ""

        deciding.retry(delivery=Delivery.objects.get(), by=make_user(), now=clock.now())
        run_until_quiet(now=clock.now())

    assert network.posts == {}


def test_an_article_that_only_some_may_read_by_now_is_not_announced(network):
    make_channel()
    article = make_published_article()
    wall = PageViewRestriction.objects.create(page=article, restriction_type="login")

    run_until_quiet(now=clock.now())
    post = Delivery.objects.get()
    assert (network.calls, post.state, post.reason) == ([], DeliveryState.ASKING, wording.WALLED)

    wall.delete()
    deciding.release(delivery=post, by=make_user(), now=clock.now())
    run_until_quiet(now=clock.now())
    assert len(network.posts) == 1


def test_what_somebody_took_away_stays_away_when_the_article_changes(network):
    channel = make_channel()
    article = make_published_article()
    send_due(now=clock.now())
    person = make_user()
    steering.withdraw_now(page_id=article.pk, channel=channel, by=person, now=clock.now())

    change(article, title="Encore")
    run_until_quiet(now=clock.now())
    change(article, title="Et encore")
    run_until_quiet(now=clock.now())

    assert network.posts == {}
    assert Delivery.objects.get(operation="delete").attempts.get(phase="person").by == str(person)


def test_a_post_that_nobody_took_away_yet_is_kept_when_the_article_comes_back():
    with fake_network(changes={"can_delete": False}) as network:
        make_channel()
        article = make_published_article()
        send_due(now=clock.now())
        withdraw(article)
        run_until_quiet(now=clock.now())

        change(article, title="De retour")
        run_until_quiet(now=clock.now())

    assert ["De retour" in post.text for post in network.roots] == [True]
    assert states(Operation.DELETE) == [DeliveryState.CANCELLED]


@pytest.mark.parametrize("is_sent", [False, True], ids=["taken back", "taken away"])
def test_a_post_that_stands_is_corrected_and_withdrawn_below_a_share_that_does_not(
    network, is_sent
):
    channel = make_channel()
    article = make_published_article()
    send_due(now=clock.now())
    where = {"page_id": article.pk, "channel": channel}
    steering.post_now(**where, now=clock.now())
    if is_sent:
        send_due(now=clock.now())
    steering.withdraw_now(**where, by=make_user(), now=clock.now())

    change(article, title="Après")
    run_until_quiet(now=clock.now())
    assert ["Après" in post.text for post in network.roots] == [True]

    steering.withdraw_now(**where, by=make_user(), now=clock.now())
    run_until_quiet(now=clock.now())
    assert network.posts == {}
