"""A reader proves an address, is remembered, and has what is theirs."""

import json
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from commenting import make_comment, make_reader, make_trusted_reader
from django.test import Client
from factories import Newsroom, make_article

from obole.comments.actions.linking import ask_again, send_link
from obole.comments.models import Comment, Proof, Reader
from obole.comments.rules.states import State
from obole.comments.views.memory import COOKIE
from obole.foundation import clock
from obole.foundation.models import OutgoingMail
from obole.newsroom.models import ArticlePage


@pytest.fixture
def article(newsroom: Newsroom) -> ArticlePage:
    return make_article()


@pytest.fixture
def unproven(article: ArticlePage) -> Comment:
    reader = make_reader(email="nour@example.org")
    comment = make_comment(
        article=article, reader=reader, state=State.UNPROVEN, created_at=clock.now()
    )
    ask_again(comment=comment, now=clock.now())
    return comment


def link_in_mail(kind: str) -> str:
    text = OutgoingMail.objects.latest("pk").text
    found = re.search(rf"/c/{kind}/[\w-]+/", text)
    assert found is not None, text
    return found[0]


def test_opening_the_link_proves_nothing(client: Client, unproven: Comment) -> None:
    path = link_in_mail("proof")

    opened = client.get(path)

    assert "<button" in opened.content.decode()
    assert unproven.body in opened.content.decode()
    assert opened.headers["Cache-Control"] == "no-store"
    assert Reader.objects.get().email_proven_at is None


def test_pressing_the_button_lets_the_comment_go_on(client: Client, unproven: Comment) -> None:
    path = link_in_mail("proof")

    pressed = client.post(path)

    unproven.refresh_from_db()
    assert pressed.status_code == 200
    assert unproven.state == State.HELD
    assert unproven.reader.email_proven_at is not None
    assert COOKIE not in pressed.cookies
    again = client.post(path)
    assert again.status_code == 200
    assert "/c/me/" in again.content.decode()


def test_who_ticks_the_box_is_remembered_below_c_alone(
    client: Client, unproven: Comment, article: ArticlePage
) -> None:
    pressed = client.post(link_in_mail("proof"), {"remember": "on"})

    cookie = pressed.cookies[COOKIE]
    assert cookie["path"] == "/c/"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == timedelta(days=90).total_seconds()
    name = json.loads(client.get(f"/c/{article.pk}/token/").content)["name"]
    assert name == unproven.reader.name


def test_signing_out_everywhere_forgets_every_browser(
    client: Client, unproven: Comment, article: ArticlePage
) -> None:
    client.post(link_in_mail("proof"), {"remember": "on"})

    Reader.objects.update(sign_ins=1)

    assert json.loads(client.get(f"/c/{article.pk}/token/").content)["name"] is None


def test_a_link_is_over_when_its_time_is(
    client: Client, unproven: Comment, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = link_in_mail("proof")
    later = clock.now() + timedelta(hours=49)
    monkeypatch.setattr("obole.comments.views.proofs.clock", SimpleNamespace(now=lambda: later))

    assert client.post(path).status_code == 200
    assert Reader.objects.get().email_proven_at is None
    assert client.post("/c/proof/nothing/").status_code == 200


def test_the_same_is_said_whether_anybody_has_the_address(
    client: Client, newsroom: Newsroom
) -> None:
    make_trusted_reader(email="ana@example.org")

    known = client.post("/c/me/", {"email": "ANA@example.org"})
    unknown = client.post("/c/me/", {"email": "nobody@example.org"})

    assert known.content == unknown.content
    assert [each.recipient for each in OutgoingMail.objects.all()] == ["ana@example.org"]


def test_a_letter_box_is_not_filled(client: Client, newsroom: Newsroom) -> None:
    make_trusted_reader(email="ana@example.org")

    answers = [client.post("/c/me/", {"email": "ana@example.org"}) for _ in range(5)]

    assert [each.status_code for each in answers] == [200, 200, 200, 429, 429]
    assert OutgoingMail.objects.count() == 3


def test_what_is_no_address_is_said(client: Client, newsroom: Newsroom) -> None:
    for email in ("", "nobody", "x" * 400):
        answer = client.post("/c/me/", {"email": email})
        assert 'role="alert"' in answer.content.decode()


@pytest.fixture
def own(client: Client, article: ArticlePage) -> str:
    reader = make_trusted_reader(email="ana@example.org", name="Ana")
    make_comment(article=article, reader=reader, body="Ce que j'ai écrit.")
    make_comment(article=article, body="Ce qu'une autre a écrit.")
    send_link(email="ana@example.org", now=clock.now())
    return link_in_mail("me")


def test_a_reader_sees_their_comments_and_no_other_s(client: Client, own: str) -> None:
    text = client.get(own).content.decode()

    assert "Ce que j" in text
    assert "une autre" not in text


def test_a_reader_takes_their_data_along(client: Client, own: str) -> None:
    answer = client.post(own, {"do": "export"})

    assert answer.headers["Content-Type"].startswith("application/json")
    assert "attachment" in answer.headers["Content-Disposition"]
    data = json.loads(answer.content)
    assert data["reader"]["email"] == "ana@example.org"
    assert [each["text"] for each in data["comments"]] == ["Ce que j'ai écrit."]


def test_a_reader_is_erased_only_when_sure(client: Client, own: str) -> None:
    client.post(own, {"do": "erase"})
    assert Reader.objects.filter(email="ana@example.org").exists()

    erased = client.post(own, {"do": "erase", "sure": "on"})

    assert erased.status_code == 200
    assert not Reader.objects.filter(email="ana@example.org").exists()
    assert not Comment.objects.filter(body__contains="Ce que j").exists()
    assert client.get(own).status_code == 200
    assert "Ana" not in client.get(own).content.decode()


def test_a_reader_is_remembered_by_the_mailed_link(
    client: Client, own: str, article: ArticlePage
) -> None:
    client.post(own, {"do": "remember"})
    assert json.loads(client.get(f"/c/{article.pk}/token/").content)["name"] == "Ana"

    client.post(own, {"do": "forget"})
    assert json.loads(client.get(f"/c/{article.pk}/token/").content)["name"] is None


def test_the_link_of_a_comment_opens_nobody_s_data(client: Client, unproven: Comment) -> None:
    secret = link_in_mail("proof").split("/")[3]

    text = client.get(f"/c/me/{secret}/").content.decode()

    assert unproven.body not in text
    assert Proof.objects.get().used_at is None


def test_a_receipt_sends_the_mail_once_more(client: Client, unproven: Comment) -> None:
    from obole.comments.actions.secrecy import secret_digest

    Comment.objects.update(secret_digest=secret_digest("mine"))

    client.post("/c/mine/mine/", {"do": "link"})

    assert OutgoingMail.objects.count() == 2
