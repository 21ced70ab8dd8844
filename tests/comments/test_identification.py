"""From where a comment came is kept under seal, and opened on a legal request only."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from legal_cases import NOW, make_colleague, make_comment, make_reader

from obole.accounts.middleware import CONFIRMED_AT
from obole.accounts.models import User
from obole.comments.actions.identifying import (
    Question,
    answer_legal_request,
    forget_identification,
    keep_identification,
)
from obole.comments.models import Comment, IdentificationRecord, LegalRequest
from obole.foundation import clock

pytestmark = pytest.mark.django_db

QUESTION = Question(
    authority="Tribunal judiciaire de Valence", reference="26/00123", scope="Article 6-II LCEN"
)


@pytest.fixture
def comment(newsroom) -> Comment:
    """Give a comment whose origin is kept."""
    comment = make_comment(reader=make_reader(name="Odile", email="odile@example.org"))
    keep_identification(
        comment=comment, address="203.0.113.7", port=51820, user_agent="Firefox", now=NOW
    )
    return comment


def ask(comment: Comment, user: User, *, now=NOW) -> dict:
    answer = answer_legal_request(question=QUESTION, comment_id=comment.pk, user=user, now=now)
    return json.loads(answer.exported)


def test_the_row_says_nothing_to_whoever_has_the_database(comment):
    row = IdentificationRecord.objects.values().get()

    assert "203.0.113.7" not in str(row)
    assert "odile" not in str(row).lower()
    assert row["expires_at"] == NOW + timedelta(days=365)


def test_a_legal_request_is_answered_and_written_down(comment):
    user = make_colleague("answer_legal_comment")

    answer = answer_legal_request(question=QUESTION, comment_id=comment.pk, user=user, now=NOW)

    (record,) = json.loads(answer.exported)["identification"]
    request = LegalRequest.objects.get()
    assert record["address"] == "203.0.113.7"
    assert (record["port"], record["user_agent"]) == (51820, "Firefox")
    assert (record["name"], record["email"]) == ("Odile", "odile@example.org")
    assert (request.user, request.authority) == (user, QUESTION.authority)
    assert request.exported_digest == hashlib.sha256(answer.exported.encode()).hexdigest()


def test_nobody_else_may_answer_one(comment):
    with pytest.raises(PermissionDenied):
        ask(comment, make_colleague("moderate_comment"))

    assert not LegalRequest.objects.exists()


def test_what_expired_is_not_handed_out_and_is_deleted(comment):
    user, later = make_colleague("answer_legal_comment"), NOW + timedelta(days=365)

    assert ask(comment, user, now=later - timedelta(seconds=1))["identification"] != []
    assert ask(comment, user, now=later)["identification"] == []
    assert forget_identification(now=later - timedelta(seconds=1)) == 0
    assert forget_identification(now=later) == 1
    assert not IdentificationRecord.objects.exists()


def logged_in(user: User, *, is_confirmed: bool = True) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    if is_confirmed:
        session = client.session
        session[CONFIRMED_AT] = clock.now().timestamp()
        session.save()
    return client


FORM = {
    "authority": QUESTION.authority,
    "reference": QUESTION.reference,
    "scope": QUESTION.scope,
}


def test_the_desk_asks_for_the_password_before_it_opens_the_form(comment):
    client = logged_in(make_colleague("answer_legal_comment"), is_confirmed=False)
    url = reverse("comments_legal_request")

    asked = client.get(url, secure=True)
    posted = client.post(url, {**FORM, "comment": comment.pk}, secure=True)

    for response in (asked, posted):
        assert response.status_code == 302
        assert response.url.startswith(reverse("confirm_password"))
    assert not LegalRequest.objects.exists()


def test_the_desk_hands_out_a_file_that_it_does_not_keep(comment):
    client = logged_in(make_colleague("answer_legal_comment"))

    response = client.post(
        reverse("comments_legal_request"), {**FORM, "comment": comment.pk}, secure=True
    )

    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in response.headers["Cache-Control"]
    assert response.json()["identification"][0]["address"] == "203.0.113.7"
    listed = client.get(reverse("comments_legal_requests"), secure=True)
    assert QUESTION.reference in listed.text
    assert "203.0.113.7" not in listed.text


def test_the_form_refuses_a_comment_that_does_not_exist(comment):
    client = logged_in(make_colleague("answer_legal_comment"))

    page = client.post(reverse("comments_legal_request"), {**FORM, "comment": 9_999}, secure=True)

    assert page.status_code == 200
    assert not LegalRequest.objects.exists()


@pytest.mark.parametrize("name", ["comments_legal_requests", "comments_legal_request"])
def test_moderators_do_not_see_legal_requests(comment, name):
    client = logged_in(make_colleague("moderate_comment"))

    assert client.get(reverse(name), secure=True).url == reverse("wagtailadmin_home")
