"""The calendar of posts by month and by week: the same posts, moved by dragging or by a form."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from factories import Newsroom, make_article, make_user
from networking import make_channel

from obole.accounts.roles import Role
from obole.foundation import clock
from obole.social.actions.queueing import queue_on
from obole.social.models import Channel, Delivery
from obole.social.queries.calendar import moment_of, month_of, week_of

MONDAY = date(2031, 3, 24)


@pytest.fixture
def editor(newsroom: Newsroom) -> Client:
    client = Client()
    client.force_login(make_user(role=Role.EDITOR))
    return client


@pytest.fixture
def board(newsroom: Newsroom) -> Channel:
    return make_channel(network="noticeboard", name="Tableau", is_default=False)


def waiting(channel: Channel, at: datetime) -> Delivery:
    article = make_article(title="Les nuits de torche")
    delivery = queue_on(article=article, channel=channel, now=clock.now())
    assert delivery is not None
    delivery.send_at = delivery.news_at = at
    delivery.save(update_fields=["send_at", "news_at"])
    return delivery


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute))


def test_a_week_shows_what_the_month_shows_by_the_hour(editor: Client, board: Channel) -> None:
    # On the last day, the clocks go forward.
    posts = [waiting(board, at(MONDAY + timedelta(days=number), 23, 40)) for number in range(7)]
    waiting(board, at(MONDAY + timedelta(days=7), 0))
    other = make_channel(network="noticeboard", is_default=False)
    waiting(other, at(MONDAY, 8))

    week = week_of(MONDAY, channel_id=board.pk)

    assert [each for day in week for each in day.posts] == posts
    month = {day.date: day.posts for row in month_of(date(2031, 3, 1)) for day in row}
    assert {day.date: day.posts for day in week_of(MONDAY)} == {
        day.date: month[day.date] for day in week
    }
    page = editor.get(reverse("social_week"), {"day": "2031-03-26"}).content.decode()
    assert page.count("Les nuits de torche") >= len(posts)
    assert 'datetime="2031-03-24"' in page


def test_a_post_dropped_on_an_hour_keeps_its_minutes(editor: Client, board: Channel) -> None:
    post = waiting(board, at(MONDAY, 8, 15))
    target = MONDAY + timedelta(days=6)

    answer = editor.post(
        reverse("social_move_day", args=[post.pk]),
        {"day": target.isoformat(), "hour": "17", "shows": "week", "channel": str(board.pk)},
    )

    post.refresh_from_db()
    assert moment_of(post) == at(target, 17, 15)
    assert answer.url == f"{reverse('social_week')}?day={target}&channel={board.pk}#post-{post.pk}"


def test_a_post_moved_by_its_form_goes_at_the_time_that_was_written(
    editor: Client, board: Channel
) -> None:
    post = waiting(board, at(MONDAY, 8, 15))
    url = reverse("social_move_day", args=[post.pk])

    editor.post(url, {"day": MONDAY.isoformat(), "time": "19:05", "hour": ""})
    post.refresh_from_db()
    assert post.send_at == at(MONDAY, 19, 5)

    # Dropped on a day of the month, it keeps its time.
    editor.post(url, {"day": "2031-04-02"})
    post.refresh_from_db()
    assert post.send_at == at(date(2031, 4, 2), 19, 5)


@pytest.mark.parametrize("wrong", [{}, {"day": "hier"}, {"day": "2031-04-02", "hour": "25"}])
def test_a_place_that_is_none_moves_nothing(
    editor: Client, board: Channel, wrong: dict[str, str]
) -> None:
    post = waiting(board, at(MONDAY, 8))

    editor.post(reverse("social_move_day", args=[post.pk]), wrong)

    post.refresh_from_db()
    assert post.send_at == at(MONDAY, 8)


@pytest.mark.parametrize("day", ["", "hier", "0001-01-01", "9999-12-31", "2028-02-29"])
@pytest.mark.parametrize("name", ["social_calendar", "social_week"])
def test_any_day_can_be_asked_for(editor: Client, newsroom: Newsroom, name: str, day: str) -> None:
    assert editor.get(reverse(name), {"day": day, "channel": "x"}).status_code == 200


@pytest.mark.parametrize("channel", ["9" * 30, "9" * 5000, "-1", "x", "²"])
@pytest.mark.parametrize("screen", ["social_calendar", "social_week"])
def test_an_odd_channel_is_none(editor: Client, screen: str, channel: str) -> None:
    assert editor.get(reverse(screen), {"channel": channel}).status_code == 200
