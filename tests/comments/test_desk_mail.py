"""Mails to moderators, and deciding from one without a log-in."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from commenting import MOMENT, make_comment
from desk_work import make_house_rules, make_notice, text_of
from django.test import Client
from django.urls import reverse
from factories import Newsroom, make_article, make_user

from obole.accounts.models import User
from obole.accounts.roles import Role
from obole.comments.actions import alerting, deciding, revising
from obole.comments.actions.mail_links import LINK_LASTS, UnusableLink, link_token, open_link
from obole.comments.models import Comment, Decision, DeskPreferences, Notice
from obole.comments.rules.states import Queue, State
from obole.foundation import clock
from obole.foundation.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house(newsroom: Newsroom) -> None:
    make_house_rules()


@pytest.fixture
def moderator() -> User:
    return make_user(role=Role.MODERATOR)


def held(**fields: object) -> Comment:
    return make_comment(article=make_article(), state=State.HELD, **fields)


def page_of(user: User, comment: Comment) -> str:
    token = link_token(user=user, comment=comment, now=clock.now())
    return reverse("comments_by_mail:decide", args=[token])


def test_a_legal_notice_is_mailed_at_once_to_whoever_moderates(moderator: User) -> None:
    make_user(role=Role.JOURNALIST)
    unwilling = make_user(role=Role.EDITOR)
    DeskPreferences.objects.create(user=unwilling, wants_mails=False)
    notice = make_notice(held(body="Quel menteur."))

    for _twice in range(2):
        alerting.tell_of_notice(notice_id=notice.pk, now=MOMENT)

    mail = OutgoingMail.objects.get()
    assert mail.recipient == moderator.email
    assert "> C’est une injure." in mail.text
    assert "> Quel menteur." in mail.text


def test_a_flood_of_notices_on_one_comment_is_one_mail(moderator: User) -> None:
    comment = held()
    first, second = make_notice(comment), make_notice(comment)

    for notice in (first, second):
        alerting.tell_of_notice(notice_id=notice.pk, now=MOMENT)

    assert OutgoingMail.objects.count() == 1


def test_a_report_that_names_the_house_rules_alone_waits_in_the_desk(moderator: User) -> None:
    notice = make_notice(held(), kind=Notice.Kind.RULES)

    assert alerting.tell_of_notice(notice_id=notice.pk, now=MOMENT) == 0
    assert not OutgoingMail.objects.exists()


def test_what_waits_longer_than_one_wants_is_mailed_once_in_that_time(moderator: User) -> None:
    DeskPreferences.objects.create(user=moderator, mail_after_hours=6)
    held(queued_at=MOMENT, body="J’attends.")
    slot = MOMENT + timedelta(hours=12)

    assert alerting.tell_of_overdue(now=MOMENT + timedelta(hours=5)) == 0
    for minutes in (0, 20, 40):
        alerting.tell_of_overdue(now=slot + timedelta(minutes=minutes))
    assert OutgoingMail.objects.count() == 1

    alerting.tell_of_overdue(now=slot + timedelta(hours=6))
    assert OutgoingMail.objects.count() == 2
    assert "> J’attends." in OutgoingMail.objects.order_by("pk")[0].text


def test_a_link_of_a_mail_leads_to_a_page_that_decides(moderator: User) -> None:
    comment = held(queue=Queue.LEGAL)
    notice = make_notice(comment)
    alerting.tell_of_notice(notice_id=notice.pk, now=clock.now())
    text = OutgoingMail.objects.get().text
    addresses = re.findall(r"https?://\S+by-mail/\S+", text)
    assert len(addresses) == 2
    url = urlsplit(addresses[1])

    client = Client()
    asked = client.get(f"{url.path}?{url.query}", secure=True)
    assert asked.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in asked.headers["Cache-Control"]
    assert comment.body in text_of(asked)
    answer = client.post(url.path, {"word": "reject", "clause": "2"}, secure=True)

    assert answer.status_code == 200
    decision = Decision.objects.get()
    assert (decision.measure, decision.clause) == ("reject", "2")
    assert decision.user_id_then == moderator.pk


def test_to_look_at_the_page_changes_nothing(moderator: User) -> None:
    comment = held()

    Client().get(page_of(moderator, comment), secure=True)

    seen = Comment.objects.get(pk=comment.pk)
    assert (seen.state, seen.first_seen_at) == (State.HELD, None)


@pytest.mark.parametrize("word", ["spam", "restore", "", "ban"])
def test_a_link_approves_or_rejects_and_does_nothing_else(moderator: User, word: str) -> None:
    comment = held()

    Client().post(page_of(moderator, comment), {"word": word}, secure=True)

    assert Comment.objects.get(pk=comment.pk).state == State.HELD


def test_a_link_opens_nothing_else_of_the_desk(moderator: User) -> None:
    client = Client()
    client.get(page_of(moderator, held()), secure=True)

    answer = client.get(reverse("comments_queue"), secure=True)

    assert answer.status_code == 302
    assert "login" in answer.url


def test_a_link_is_used_up_by_a_decision(moderator: User) -> None:
    comment = held()
    url = page_of(moderator, comment)
    client = Client()
    client.post(url, {"word": "approve"}, secure=True)

    again = client.post(url, {"word": "reject"}, secure=True)

    assert again.status_code == 200
    assert Comment.objects.get(pk=comment.pk).state == State.PUBLISHED
    assert Decision.objects.count() == 1


def test_a_link_does_not_decide_about_a_text_that_came_later(moderator: User) -> None:
    comment = held()
    url = page_of(moderator, comment)
    Comment.objects.filter(pk=comment.pk).update(body="Autre chose.", edited_at=clock.now())

    Client().post(url, {"word": "approve"}, secure=True)

    assert Comment.objects.get(pk=comment.pk).state == State.HELD


def test_a_link_dies_with_time_password_permission_and_account(moderator: User) -> None:
    comment, now = held(), clock.now()

    def token() -> str:
        return link_token(user=User.objects.get(pk=moderator.pk), comment=comment, now=now)

    link = token()
    assert open_link(token=link, now=now + LINK_LASTS).is_waiting
    with pytest.raises(UnusableLink):
        open_link(token=link, now=now + LINK_LASTS + timedelta(seconds=1))
    with pytest.raises(UnusableLink):
        open_link(token=link[:-1] + ("a" if link[-1] != "a" else "b"), now=now)

    moderator.set_password("encre-papier-rotative")
    moderator.save()
    with pytest.raises(UnusableLink):
        open_link(token=link, now=now)

    link = token()
    moderator.groups.clear()
    with pytest.raises(UnusableLink):
        open_link(token=link, now=now)

    User.objects.filter(pk=moderator.pk).update(is_active=False, is_superuser=True)
    with pytest.raises(UnusableLink):
        open_link(token=token(), now=now)


def test_a_dead_link_is_said_in_words(newsroom: Newsroom) -> None:
    answer = Client().get(reverse("comments_by_mail:decide", args=["nothing:at:all"]), secure=True)

    assert answer.status_code == 410
    assert reverse("comments_queue") in text_of(answer)


def test_a_decision_from_a_mail_is_undone_in_the_desk(moderator: User) -> None:
    comment = held()
    Client().post(page_of(moderator, comment), {"word": "reject"}, secure=True)

    deciding.undo(decision_id=Decision.objects.get().pk, user=moderator, now=clock.now())

    assert Comment.objects.get(pk=comment.pk).state == State.HELD


def test_a_withdrawn_comment_is_not_brought_back_by_a_link(moderator: User) -> None:
    comment = held()
    url = page_of(moderator, comment)
    revising.withdraw_comment(comment=comment)

    Client().post(url, {"word": "approve"}, secure=True)

    assert Comment.objects.get(pk=comment.pk).state == State.WITHDRAWN
