"""Whoever waits for answers hears of them: only they, only of what is published, once an hour."""

from datetime import timedelta

import pytest
from commenting import MOMENT, make_comment, make_reader, make_trusted_reader
from django.test import Client
from django_tasks_db.models import DBTaskResult
from factories import Newsroom, make_article

from obole.comments.actions.following import follow_answers, tell_of_answer, tell_waiting
from obole.comments.actions.showing import hide
from obole.comments.models import Comment, Follow
from obole.comments.rules.states import State
from obole.foundation.models import OutgoingMail
from obole.newsroom.models import ArticlePage

HOUR = timedelta(hours=1)


@pytest.fixture
def article(newsroom: Newsroom) -> ArticlePage:
    return make_article(title="Le budget")


@pytest.fixture
def followed(article: ArticlePage) -> Comment:
    comment = make_comment(article=article, reader=make_trusted_reader(email="ana@example.org"))
    follow_answers(comment=comment, now=MOMENT)
    return comment


def answer(comment: Comment, **fields: object) -> Comment:
    article = ArticlePage.objects.get(pk=comment.thread_id)
    return make_comment(article=article, parent=comment, **fields)


def test_an_answer_is_told_with_the_way_to_it_and_the_way_out(followed: Comment) -> None:
    given = answer(followed, author_name="Yann", body="Page *41*, <b>voir</b>.")

    assert tell_of_answer(comment_id=given.pk, now=MOMENT) == 1

    told = OutgoingMail.objects.get()
    assert told.recipient == "ana@example.org"
    assert "Le budget" in told.subject
    assert "> Page 41" in told.text
    assert f"/c/to/{given.pk}/" in told.text
    ending = f"/c/follow/{Follow.objects.get().secret}/"
    assert ending in told.text
    assert told.headers["List-Unsubscribe"].endswith(f"{ending}>")
    assert told.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert str(followed.thread_id) in told.headers["List-Id"]
    assert told.headers["References"] == told.headers["In-Reply-To"]


def test_a_second_answer_within_the_hour_waits_and_is_told_then(followed: Comment) -> None:
    first, second = answer(followed), answer(followed)
    tell_of_answer(comment_id=first.pk, now=MOMENT)
    third = answer(followed, body="La troisième réponse, plus tard.")

    assert tell_of_answer(comment_id=third.pk, now=MOMENT + HOUR / 2) == 0
    assert tell_waiting(now=MOMENT + HOUR / 2) == 0
    assert tell_waiting(now=MOMENT + HOUR) == 1
    assert tell_waiting(now=MOMENT + 3 * HOUR) == 0

    earlier, later = OutgoingMail.objects.order_by("pk")
    assert f"/c/to/{second.pk}/" in earlier.text
    assert f"/c/to/{third.pk}/" in later.text
    assert f"/c/to/{first.pk}/" not in later.text


def test_the_same_answer_is_told_once(followed: Comment) -> None:
    given = answer(followed)

    tell_of_answer(comment_id=given.pk, now=MOMENT)
    tell_of_answer(comment_id=given.pk, now=MOMENT + 2 * HOUR)

    assert OutgoingMail.objects.count() == 1


def test_two_followed_comments_of_a_thread_are_one_mail(
    article: ArticlePage, followed: Comment
) -> None:
    other = make_comment(article=article, reader=followed.reader)
    follow_answers(comment=other, now=MOMENT)
    answers = [answer(followed), answer(other)]

    assert tell_waiting(now=MOMENT) == 1

    assert all(f"/c/to/{given.pk}/" in OutgoingMail.objects.get().text for given in answers)


def test_what_is_not_published_is_told_to_nobody(followed: Comment) -> None:
    held = answer(followed, state=State.HELD)
    gone = answer(followed)
    hide(comment=gone, state=State.REMOVED)

    for comment in (held, gone):
        assert tell_of_answer(comment_id=comment.pk, now=MOMENT) == 0
    assert tell_waiting(now=MOMENT + HOUR) == 0


def test_nobody_is_told_of_their_own_answer_nor_of_answers_to_others(followed: Comment) -> None:
    own = answer(followed, reader=followed.reader)
    answer(own)

    assert tell_of_answer(comment_id=own.pk, now=MOMENT) == 0
    assert tell_waiting(now=MOMENT) == 0


def test_an_address_that_nobody_has_proven_gets_no_mail(article: ArticlePage) -> None:
    comment = make_comment(article=article, reader=make_reader())
    follow_answers(comment=comment, now=MOMENT)
    given = answer(comment)

    assert tell_of_answer(comment_id=given.pk, now=MOMENT) == 0
    comment.reader.email_proven_at = MOMENT
    comment.reader.save()
    assert tell_waiting(now=MOMENT) == 1


def test_comments_of_an_article_that_is_withdrawn_are_told_to_nobody(
    article: ArticlePage, followed: Comment
) -> None:
    given = answer(followed)
    article.unpublish()

    assert tell_of_answer(comment_id=given.pk, now=MOMENT) == 0


def test_opening_the_link_shows_a_button_and_pressing_it_ends_the_mails(
    client: Client, followed: Comment
) -> None:
    path = f"/c/follow/{Follow.objects.get().secret}/"

    opened = client.get(path)
    assert "<button" in opened.content.decode()
    assert Follow.objects.filter(ended_at=None).exists()

    pressed = client.post(path)
    assert pressed.status_code == 200
    assert "<button" not in pressed.content.decode()
    assert not Follow.objects.filter(ended_at=None).exists()
    assert tell_waiting(now=MOMENT) == 0


def test_a_mail_program_ends_them_in_one_click_without_a_cookie_and_twice(
    followed: Comment,
) -> None:
    client = Client(enforce_csrf_checks=True)
    path = f"/c/follow/{Follow.objects.get().secret}/"

    for _ in range(2):
        clicked = client.post(path, {"List-Unsubscribe": "One-Click"})
        assert clicked.status_code == 200
    assert not Follow.objects.filter(ended_at=None).exists()
    assert client.post("/c/follow/nothing/").status_code == 404


def test_what_was_ended_can_begin_anew(followed: Comment) -> None:
    follow = Follow.objects.get()
    Follow.objects.update(ended_at=MOMENT)

    assert follow_answers(comment=followed, now=MOMENT + HOUR) == follow
    assert Follow.objects.filter(ended_at=None).count() == 1


def test_a_published_answer_is_told_by_a_task_of_its_own(followed: Comment) -> None:
    given = answer(followed)

    tasks = [task.args_kwargs["kwargs"] for task in DBTaskResult.objects.order_by("pk")]
    assert any(
        task.get("reaction", "").endswith("notify_followers")
        and task["event"]["payload"]["comment_id"] == given.pk
        for task in tasks
    )
    assert not OutgoingMail.objects.exists()
