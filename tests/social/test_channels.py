"""Channels that lose their log-in, are throttled, fail, cost money, ask, wait, or are removed."""

from datetime import timedelta
from itertools import pairwise
from unittest.mock import patch

import pytest
from django.test import override_settings
from factories import make_user
from networking import (
    KIND,
    FakeConnection,
    fake_network,
    make_channel,
    make_published_article,
    run_until_quiet,
)

from obole.foundation import clock
from obole.foundation.models import OutgoingMail
from obole.foundation.worker import run_ready_tasks
from obole.social.actions import channels, deciding, reading_figures
from obole.social.actions.queueing import queue_article
from obole.social.actions.refreshing import check_credentials, refresh_tokens
from obole.social.actions.resting import reopen_budgets
from obole.social.actions.sending import send_due
from obole.social.models import Channel, Delivery, RemoteFigures, SocialSettings
from obole.social.networks.credentials import credentials_of, sealed_credentials
from obole.social.rules.network import (
    Credentials,
    Figures,
    LoginLost,
    NotSent,
    Rejected,
    WrongCredentials,
)
from obole.social.rules.vocabulary import ChannelState, DeliveryState, LateNews

TOKEN = "s3cret-token-of-a-channel"


@pytest.fixture
def network():
    with fake_network() as found:
        yield found


@pytest.fixture(autouse=True)
def _alarms(newsroom):
    settings = SocialSettings.for_site(newsroom.site)
    settings.alarm_emails = "desk@example.org"
    settings.save()


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_a_lost_login_stops_the_channel_with_one_mail_and_loses_nothing(network):
    channel = make_channel()
    for _ in range(3):
        make_published_article()
    network.is_logged_in = False

    run_until_quiet(now=clock.now())
    run_ready_tasks()

    channel.refresh_from_db()
    assert channel.state == ChannelState.NEEDS_LOGIN
    assert states() == [DeliveryState.WAITING] * 3
    assert network.count("create") == 0
    assert OutgoingMail.objects.count() == 1

    network.is_logged_in = True
    channels.connect_channel(
        network=KIND,
        name=channel.name,
        credentials={"token": TOKEN},
        options={},
        channel=channel,
        by=make_user(),
        now=clock.now(),
    )
    run_until_quiet(now=clock.now())

    assert len(network.posts) == 3
    assert states() == [DeliveryState.SENT] * 3


def test_a_token_that_can_be_renewed_is_renewed_once_and_the_post_goes():
    renewed = Credentials(values={"token": TOKEN, "refresh": ""})
    with fake_network(changes={"refreshes": True}, renews=renewed) as network:
        old = sealed_credentials({"token": "old", "refresh": "kept"})
        channel = make_channel(sealed_credentials=old)
        make_published_article()
        network.is_logged_in = False

        send_due(now=clock.now())

    channel.refresh_from_db()
    assert states() == [DeliveryState.SENT]
    assert network.count("refresh") == 1
    assert credentials_of(channel).values == {"token": TOKEN, "refresh": "kept"}


def test_a_failure_to_renew_that_passes_disconnects_nobody():
    with fake_network(changes={"refreshes": True}) as network:
        channel = make_channel()
        make_published_article()
        network.is_logged_in = False
        network.plan("refresh", "refuse-connection")

        send_due(now=clock.now())

    channel.refresh_from_db()
    assert channel.state == ChannelState.ACTIVE
    assert states() == [DeliveryState.WAITING]


def test_throttling_rests_the_channel_as_long_as_told_and_is_no_try(network):
    channel = make_channel()
    for _ in range(3):
        make_published_article()
    network.plan("create", "throttle")
    now = clock.now()

    send_due(now=now)
    send_due(now=now + timedelta(seconds=60))

    assert network.count("create") == 1
    assert set(Delivery.objects.values_list("attempts_made", flat=True)) == {0}
    channel.refresh_from_db()
    assert timedelta(seconds=89) < channel.rests_until - now < timedelta(seconds=95)
    run_until_quiet(now=now)
    assert len(network.posts) == 3


def test_a_network_that_throttles_for_no_time_at_all_is_asked_ever_more_seldom(network):
    channel = make_channel()
    make_published_article()
    network.plan("create", *["throttle-for-nothing"] * 20)
    now = clock.now()

    end = run_until_quiet(now=now)

    channel.refresh_from_db()
    assert timedelta(hours=2) < end - now < timedelta(hours=6)
    assert (len(network.posts), channel.throttled_in_row) == (1, 0)


def test_five_failures_open_the_breaker_of_one_channel_and_a_harmless_call_closes_it(network):
    broken, healthy = make_channel(), make_channel()
    for _ in range(6):
        make_published_article()
    network.plan("create", *["refuse-connection"] * 5)
    now = clock.now()

    send_due(now=now)
    run_ready_tasks()

    broken.refresh_from_db()
    healthy.refresh_from_db()
    assert broken.rests_until is not None
    assert healthy.rests_until is None
    assert healthy.deliveries.filter(state=DeliveryState.SENT).count() == 6
    assert OutgoingMail.objects.count() == 1
    network.plan("check", "refuse-connection")
    run_until_quiet(now=now)
    assert set(states()) == {DeliveryState.SENT}
    assert network.count("check") == 2
    assert len(network.posts) == 12


def test_a_channel_spends_no_more_than_its_month_allows():
    with fake_network(cost=20) as network:
        channel = make_channel(monthly_budget_cents=50)
        for _ in range(4):
            make_published_article()
        network.plan("create", "refuse-connection")

        run_until_quiet(now=clock.now())

    channel.refresh_from_db()
    assert len(network.posts) == 2
    assert channel.state == ChannelState.OVER_BUDGET
    assert list(channel.spent.values()) == [40]
    assert states().count(DeliveryState.WAITING) == 2


def test_a_part_of_a_thread_costs_what_its_own_words_cost():
    with fake_network(cost=20) as network:
        channel = make_channel()
        make_published_article()
        delivery = Delivery.objects.get()
        delivery.post["parts"] = ["Deux", "Trois"]
        delivery.post["first_comment"] = delivery.post["url"]
        delivery.save()

        run_until_quiet(now=clock.now())

        channel.refresh_from_db()
        assert len(network.posts) == 4
        assert list(channel.spent.values()) == [20 + 2 + 2 + 20]


def test_many_articles_at_once_keep_their_distance_even_after_an_outage(network):
    channel = make_channel(spacing_seconds=60, late_news=LateNews.POST)
    now = clock.now()
    for _ in range(5):
        make_published_article()
    planned = list(Delivery.objects.order_by("send_at").values_list("send_at", flat=True))
    assert [round((after - before).total_seconds()) for before, after in pairwise(planned)] == [
        60
    ] * 4

    # Everything is overdue: it still goes one by one.
    later = now + timedelta(hours=1)
    send_due(now=later)
    assert len(network.posts) == 1
    send_due(now=later + timedelta(seconds=30))
    assert len(network.posts) == 1
    send_due(now=later + timedelta(seconds=90))
    assert len(network.posts) == 2
    channel.refresh_from_db()
    assert channel.last_sent_at > later


@pytest.mark.parametrize(
    ("late_news", "state"),
    [
        (LateNews.POST, DeliveryState.SENT),
        (LateNews.ASK, DeliveryState.ASKING),
        (LateNews.DROP, DeliveryState.DROPPED),
    ],
)
def test_late_news_goes_asks_or_is_dropped(network, late_news, state):
    make_channel(late_news=late_news, late_after_hours=2)
    make_published_article()

    send_due(now=clock.now() + timedelta(hours=3))

    assert states() == [state]


def test_what_somebody_must_release_waits_for_it_and_then_goes_however_late(network):
    make_channel(needs_approval=True, late_after_hours=1)
    make_published_article()
    run_until_quiet(now=clock.now())
    assert (states(), network.calls) == ([DeliveryState.ASKING], [])

    later = clock.now() + timedelta(days=3)
    deciding.release(delivery=Delivery.objects.get(), by=make_user(), now=later)
    send_due(now=later)

    assert states() == [DeliveryState.SENT]
    assert Delivery.objects.get().attempts.filter(phase="person").count() == 1


def test_a_channel_that_is_removed_sends_nothing_more_and_keeps_its_log(network):
    channel = make_channel(sealed_credentials=sealed_credentials({"token": TOKEN}))
    make_published_article()
    send_due(now=clock.now())
    make_published_article()

    channels.remove_channel(channel=channel, by=make_user(), now=clock.now())
    make_published_article()
    run_until_quiet(now=clock.now())

    assert states() == [DeliveryState.SENT, DeliveryState.CANCELLED]
    channel.refresh_from_db()
    assert channel.sealed_credentials == ""


def test_pausing_everything_holds_all_and_resuming_lets_it_go(network):
    make_channel()
    make_published_article()
    person = make_user()

    channels.pause_everything(by=person)
    assert send_due(now=clock.now()) == 0
    channels.resume_everything(by=person)
    send_due(now=clock.now())

    assert states() == [DeliveryState.SENT]


@pytest.mark.parametrize("is_all", [True, False])
def test_a_pause_holds_what_is_being_prepared(network, is_all):
    channel, person = make_channel(), make_user()
    make_published_article()
    network.plan("prepare", "slow")
    network.meanwhile = lambda: (
        channels.pause_everything(by=person)
        if is_all
        else channels.pause(channel=channel, by=person)
    )

    send_due(now=clock.now())

    assert (network.posts, states()) == ({}, [DeliveryState.WAITING])


@override_settings(SOCIAL_DRY_RUN=True)
def test_a_copy_of_a_site_sends_nothing(network):
    make_channel()
    make_published_article()

    run_until_quiet(now=clock.now())

    assert (network.calls, states()) == ([], [DeliveryState.DROPPED])


def test_another_account_is_not_connected_in_the_place_of_one_that_has_posted(network):
    channel = make_channel()
    make_published_article()
    send_due(now=clock.now())
    network.handle = "@somebody-else"

    with pytest.raises(WrongCredentials):
        channels.connect_channel(
            network=KIND,
            name="Other",
            credentials={"token": TOKEN},
            options={},
            channel=channel,
            by=make_user(),
            now=clock.now(),
        )

    assert Channel.objects.get().name == channel.name


def test_an_account_that_was_renamed_is_connected_anew(network):
    network.number = "4711"
    channel = connect()
    make_published_article()
    send_due(now=clock.now())

    network.handle = "@renamed"
    connect(channel)

    assert Channel.objects.get().identity["handle"] == "@renamed"
    network.handle, network.number = "@somebody-else", "4712"
    with pytest.raises(WrongCredentials):
        connect(Channel.objects.get())


def test_a_channel_that_somebody_paused_stays_so_when_it_is_connected_anew(network):
    channel = connect()
    channels.pause(channel=channel, by=make_user())
    paused = Channel.objects.get()

    connect(paused)

    again = Channel.objects.get()
    assert (again.state, again.state_reason) == (ChannelState.PAUSED, paused.state_reason)


def test_a_channel_whose_network_was_away_sends_when_it_is_connected_anew(network):
    channel = connect()
    Channel.objects.update(network="gone")
    make_published_article()
    send_due(now=clock.now())
    assert Channel.objects.get().state == ChannelState.PAUSED

    Channel.objects.update(network=KIND)
    connect(channel)

    assert Channel.objects.get().state == ChannelState.ACTIVE


def test_an_article_of_long_ago_is_no_news(network):
    make_channel()
    article = make_published_article(live=False)
    article.first_published_at = article.published_at = clock.now() - timedelta(days=30)
    article.save()
    article.save_revision().publish()

    queue_article(page_id=article.pk, now=clock.now())

    assert states() == []


def test_tokens_are_renewed_and_accounts_asked_by_the_hour():
    renewed = Credentials(values={"token": TOKEN})
    with fake_network(changes={"refreshes": True}, renews=renewed):
        channel = make_channel()

        assert refresh_tokens(now=clock.now()) == 1
        assert check_credentials(now=clock.now()) == 1

    channel.refresh_from_db()
    assert channel.identity["handle"] == "@gazette"
    assert channel.lease_token == ""
    assert TOKEN not in channel.sealed_credentials


def test_what_happens_to_a_channel_while_others_are_asked_is_seen():
    with fake_network(changes={"refreshes": True}) as network:
        make_channel()
        removed = make_channel(sealed_credentials=sealed_credentials({"token": TOKEN}))
        network.renews = Credentials(values={"token": "renewed"})
        network.plan("refresh", "slow")
        network.meanwhile = lambda: channels.remove_channel(
            channel=removed, by=make_user(), now=clock.now()
        )

        assert refresh_tokens(now=clock.now()) == 1

    removed.refresh_from_db()
    assert (removed.sealed_credentials, removed.lease_token) == ("", "")
    assert network.count("refresh") == 1


@pytest.mark.parametrize("failure", [Rejected, LoginLost])
def test_a_network_that_refuses_while_it_is_connected_says_why(network, failure):
    def refuse() -> None:
        raise failure("This application is on trial.")

    network.plan("check", "slow")
    network.meanwhile = refuse

    with pytest.raises(WrongCredentials, match="on trial"):
        connect()


def test_an_answer_of_another_shape_while_it_is_connected_is_no_crash(network):
    network.plan("check", "slow")
    network.meanwhile = lambda: [].token

    with pytest.raises(NotSent):
        connect()


def connect(channel: Channel | None = None) -> Channel:
    return channels.connect_channel(
        network=KIND,
        name="Fake",
        credentials={"token": TOKEN},
        options={},
        channel=channel,
        by=make_user(),
        now=clock.now(),
    )


def test_what_no_database_keeps_is_left_out_of_what_a_network_says_of_itself(network):
    network.handle = "@gaz\x00ette\ud800"

    connect()

    assert Channel.objects.get().identity["handle"] == "@gazette"


@pytest.mark.parametrize(
    ("root", "kept"),
    [("https://fake.example/", True), ("javascript:x//", False), (" data:text/html,", False)],
)
def test_only_addresses_of_the_web_are_kept_of_what_a_network_says(network, root, kept):
    network.root = root
    connect()
    make_published_article()

    send_due(now=clock.now())

    identity, delivery = Channel.objects.get().identity, Delivery.objects.get()
    said = [identity["url"], identity["avatar_url"], delivery.remote_url]
    assert [bool(each) for each in said] == [kept] * 3
    assert delivery.state == DeliveryState.SENT


def test_a_budget_that_no_post_fits_into_stops_the_channel_once_a_month():
    with fake_network(cost=20):
        channel = make_channel(monthly_budget_cents=10)
        make_published_article()
        send_due(now=clock.now())

    assert reopen_budgets(now=clock.now()) == 0
    channel.refresh_from_db()
    assert channel.state == ChannelState.OVER_BUDGET
    assert reopen_budgets(now=clock.now() + timedelta(days=32)) == 1


def test_figures_of_all_posts_are_read_in_turn_whatever_one_of_them_answers(network):
    make_channel()
    for _ in range(3):
        make_published_article()
    send_due(now=clock.now())
    odd = Figures(likes="many", shares=10**12, replies=-1)
    read = reading_figures.read_figures

    network.plan("figures", "refuse-connection")
    assert read(now=clock.now()) == 2
    with patch.object(reading_figures, "MOST_AT_ONCE", 1):
        assert read(now=clock.now()) == 1
        assert RemoteFigures.objects.count() == 3
        with patch.object(FakeConnection, "figures", lambda _self, _remote: odd):
            assert read(now=clock.now()) == 1

    counted = RemoteFigures.objects.order_by("-read_at").first()
    assert (counted.likes, counted.shares, counted.replies) == (0, 2**31 - 1, 0)
