"""What an editor says of an article on a channel, yes, no, not before, holds whatever happens."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import make_article, make_user, publish
from networking import (
    FakeNetwork,
    fake_network,
    make_channel,
    make_published_article,
    run_until_quiet,
)

from obole.foundation import clock
from obole.newsroom.models import ArticlePage
from obole.social.actions import (
    article_choices,
    deciding,
    drafting,
    holding,
    moving,
    steering,
    wording,
)
from obole.social.actions.sending import send_due
from obole.social.models import NOTHING_SAID, Attempt, Channel, Delivery
from obole.social.rules.network import NotSent
from obole.social.rules.vocabulary import DeliveryState, Following, Operation, Outcome

pytestmark = pytest.mark.usefixtures("newsroom")

LATER = timedelta(hours=5)


@pytest.fixture
def network() -> Iterator[FakeNetwork]:
    with fake_network() as found:
        yield found


def fresh(article: ArticlePage) -> ArticlePage:
    found: ArticlePage = ArticlePage.objects.get(pk=article.pk)
    return found


def on_screen(article: ArticlePage, channel: Channel, **said: Any) -> None:
    choices = {channel: {**NOTHING_SAID, **said}}
    article_choices.save_choices(
        page=fresh(article), choices=choices, by=make_user(), now=clock.now()
    )


def in_editor(article: ArticlePage, channel: Channel, **said: Any) -> None:
    """Say it with the article's draft, and publish that."""
    choices = {channel: {**NOTHING_SAID, **said}}
    page = fresh(article)
    drafting.draft_choices(page=page, choices=choices, by=make_user(), now=clock.now())
    publish(page)


def creation() -> Delivery:
    found: Delivery = Delivery.objects.get(operation=Operation.CREATE)
    return found


@pytest.mark.parametrize("is_sent", [True, False], ids=["sent", "waiting"])
def test_an_article_that_comes_back_is_not_posted_where_an_editor_said_no(
    network: FakeNetwork, is_sent: bool
) -> None:
    channel = make_channel()
    article = make_published_article()
    if is_sent:
        send_due(now=clock.now())
    fresh(article).unpublish()
    run_until_quiet(now=clock.now())

    in_editor(article, channel, is_on=False)
    run_until_quiet(now=clock.now())
    assert network.posts == {}

    in_editor(article, channel, is_on=True)
    run_until_quiet(now=clock.now())
    assert len(network.posts) == 1


@pytest.mark.parametrize("following", [Following.ALWAYS, Following.ASK])
def test_a_no_does_not_call_back_what_is_to_be_taken_away(
    network: FakeNetwork, following: Following
) -> None:
    channel = make_channel(follow_withdrawals=following)
    article = make_published_article()
    send_due(now=clock.now())
    fresh(article).unpublish()

    in_editor(article, channel, is_on=False)

    expected = "waiting" if following == Following.ALWAYS else "asking"
    assert Delivery.objects.get(operation=Operation.DELETE).state == expected
    run_until_quiet(now=clock.now())
    assert len(network.posts) == (0 if following == Following.ALWAYS else 1)
    assert creation().share == 0


@pytest.mark.parametrize("say", [on_screen, in_editor])
def test_a_yes_after_a_no_posts_what_waited(network: FakeNetwork, say: Any) -> None:
    channel = make_channel()
    article = make_published_article()

    say(article, channel, is_on=False)
    run_until_quiet(now=clock.now())
    assert (network.calls, creation().reason) == ([], wording.NOT_HERE)

    say(article, channel, is_on=True, text="Lisez {title}")
    run_until_quiet(now=clock.now())
    assert [post.text.startswith("Lisez") for post in network.roots] == [True]


def test_what_somebody_took_back_by_the_button_stays_away(network: FakeNetwork) -> None:
    channel = make_channel()
    article = make_published_article()
    deciding.cancel(delivery=creation(), by=make_user(), now=clock.now())

    in_editor(article, channel, is_on=False)
    in_editor(article, channel, is_on=True)
    run_until_quiet(now=clock.now())

    assert (network.calls, creation().reason) == ([], wording.CANCELLED)


@pytest.mark.parametrize("say", [on_screen, in_editor])
def test_a_new_hour_moves_what_waits_and_the_calendar_keeps_what_it_moved(
    network: FakeNetwork, say: Any
) -> None:
    # The only post of the channel keeps no distance from itself.
    channel = make_channel(spacing_seconds=3600)
    article = make_published_article()
    chosen, dragged = clock.now() + LATER, clock.now() + 2 * LATER

    say(article, channel, send_at=chosen)
    assert (creation().send_at, creation().news_at) == (chosen, chosen)
    send_due(now=clock.now())
    assert network.calls == []

    moving.move_delivery(delivery=creation(), send_at=dragged, now=clock.now())
    say(article, channel, send_at=chosen, text="Lisez {title}")
    assert creation().send_at == dragged

    say(article, channel)
    assert creation().send_at < chosen
    run_until_quiet(now=clock.now())
    assert len(network.posts) == 1


def test_a_new_hour_moves_nothing_that_may_have_been_sent(network: FakeNetwork) -> None:
    channel = make_channel()
    article = make_published_article()
    before = creation()
    Attempt.objects.create(
        delivery=before,
        number=1,
        outcome=Outcome.UNKNOWN,
        phase="create",
        started_at=clock.now(),
    )

    on_screen(article, channel, send_at=clock.now() + LATER)

    assert creation().send_at == before.send_at


def test_a_new_hour_holds_while_the_post_is_being_prepared(network: FakeNetwork) -> None:
    channel = make_channel()
    article = make_published_article()
    chosen: datetime = clock.now() + LATER
    network.plan("prepare", "slow")
    network.meanwhile = lambda: on_screen(article, channel, send_at=chosen)

    send_due(now=clock.now())
    assert (network.posts, creation().state) == ({}, DeliveryState.WAITING)

    run_until_quiet(now=clock.now())
    assert len(network.posts) == 1


@pytest.mark.parametrize("is_public", [True, False], ids=["public", "draft"])
def test_what_is_said_again_of_twenty_channels_asks_no_more_than_of_one(network, is_public):
    article, by = make_article(live=is_public), make_user()

    def queries(channels: int) -> int:
        choices = {make_channel(): {**NOTHING_SAID, "text": "Lisez."} for _ in range(channels)}
        said = {"page": fresh(article), "choices": choices, "by": by, "now": clock.now()}
        assert len(drafting.draft_choices(**said)) == channels
        with CaptureQueriesContext(connection) as captured:
            assert drafting.draft_choices(**said) == []
        return len(captured)

    assert queries(20) == queries(1)


def test_a_post_dragged_to_another_hour_holds_while_it_is_being_prepared(
    network: FakeNetwork,
) -> None:
    make_channel()
    make_published_article()
    network.plan("prepare", "slow")
    dragged = clock.now() + LATER
    network.meanwhile = lambda: moving.move_delivery(
        delivery=creation(), send_at=dragged, now=clock.now()
    )

    send_due(now=clock.now())

    assert (network.posts, creation().send_at) == ({}, dragged)


def test_words_that_change_while_the_post_is_being_prepared_are_those_that_go(
    network: FakeNetwork,
) -> None:
    channel = make_channel()
    article = make_published_article()
    network.plan("prepare", "slow")
    network.meanwhile = lambda: on_screen(article, channel, text="Lisez {title}")

    run_until_quiet(now=clock.now())

    assert [post.text.startswith("Lisez") for post in network.roots] == [True]


def test_what_changed_since_it_was_read_is_not_begun(network: FakeNetwork) -> None:
    channel = make_channel()
    article = make_published_article()
    as_read = creation()

    on_screen(article, channel, text="Lisez {title}")

    assert holding.claim(delivery=as_read) is None


def _say_no_and_fail(article: ArticlePage, channel: Channel) -> None:
    on_screen(article, channel, is_on=False)
    raise NotSent("Nobody listens there.")


def test_a_no_said_while_a_try_is_under_way_holds_back_the_next(network: FakeNetwork) -> None:
    channel = make_channel()
    article = make_published_article()
    network.plan("create", "slow")
    network.meanwhile = lambda: _say_no_and_fail(article, channel)

    run_until_quiet(now=clock.now())

    assert (network.posts, network.count("create")) == ({}, 1)
    assert (creation().state, creation().reason) == (DeliveryState.CANCELLED, wording.NOT_HERE)


def test_what_somebody_posts_after_a_no_goes(network: FakeNetwork) -> None:
    channel = make_channel()
    article = make_published_article()
    on_screen(article, channel, is_on=False)

    steering.post_now(page_id=article.pk, channel=channel, now=clock.now())
    run_until_quiet(now=clock.now())

    assert len(network.posts) == 1
