"""Appeals in the desk: they are listed, and somebody else decides."""

import pytest
from django.test import Client
from django.urls import reverse
from factories import make_article
from legal_cases import NOW, REASONS, make_colleague, make_comment

from obole.accounts.models import User
from obole.comments.actions import deciding
from obole.comments.actions.appealing import appeal
from obole.comments.actions.stating import state_reasons
from obole.comments.models import Appeal
from obole.comments.rules.states import State

pytestmark = pytest.mark.django_db


@pytest.fixture
def decider(newsroom) -> User:
    """Give a moderator."""
    return make_colleague("moderate_comment")


@pytest.fixture
def made(decider) -> Appeal:
    """Give an appeal against what the moderator decided."""
    comment = make_comment(page_id=make_article().pk)
    decision = deciding.remove(comment_id=comment.pk, user=decider, now=NOW, reasons=REASONS)
    statement = state_reasons(decision_id=decision.pk, now=NOW)
    return appeal(statement=statement, text="C’était une citation.", now=NOW)


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def answer(user: User, made: Appeal, outcome: str = "reversed"):
    url = reverse("comments_appeal", args=[made.pk])
    return desk(user).post(url, {"outcome": outcome, "answer": "Oui."}, secure=True, follow=True)


def test_the_list_leads_to_the_appeal(made):
    client = desk(make_colleague("moderate_comment"))
    url = reverse("comments_appeal", args=[made.pk])

    assert url in client.get(reverse("comments_appeals"), secure=True).text
    page = client.get(url, secure=True).text
    assert "C’était une citation." in page
    assert '<input type="radio" name="outcome"' in page


def test_the_comment_leads_to_its_appeal_and_the_appeal_to_the_comment(made):
    client = desk(make_colleague("moderate_comment"))
    appeal_url = reverse("comments_appeal", args=[made.pk])
    case_url = reverse("comments_case", args=[made.decision.comment_id])

    assert f'href="{appeal_url}"' in client.get(case_url, secure=True).text
    assert f'href="{case_url}"' in client.get(appeal_url, secure=True).text


def test_whoever_decided_sees_no_form_and_is_refused(made, decider):
    url = reverse("comments_appeal", args=[made.pk])

    assert 'name="outcome"' not in desk(decider).get(url, secure=True).text
    answer(decider, made)

    made.refresh_from_db()
    assert made.decided_at is None


def test_somebody_else_reverses_the_decision(made):
    answer(make_colleague("moderate_comment"), made)

    made.refresh_from_db()
    assert made.outcome == Appeal.Outcome.REVERSED
    assert made.decision.comment.state == State.PUBLISHED


def test_an_appeal_that_a_colleague_decided_meanwhile_is_left_alone(made):
    answer(make_colleague("moderate_comment"), made, "upheld")

    page = answer(make_colleague("moderate_comment"), made)

    made.refresh_from_db()
    assert page.status_code == 200
    assert made.outcome == Appeal.Outcome.UPHELD


def test_only_moderators_see_appeals(made):
    refused = desk(make_colleague()).get(reverse("comments_appeals"), secure=True)

    assert refused.url == reverse("wagtailadmin_home")
