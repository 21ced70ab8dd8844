"""A threat to somebody's life: an authority is told with one button, and the author is not."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from commenting import MOMENT, make_comment, make_reader
from desk_work import at_desk, look, press, text_of
from factories import Newsroom, make_article, make_user

from obole.accounts.roles import Role
from obole.comments.actions import deciding
from obole.comments.actions.authorities import AlreadyAlerted, alert_authority
from obole.comments.models import Comment, CommentSettings, Decision, Statement
from obole.comments.queries.chains import broken_links
from obole.comments.queries.reader_data import data_of
from obole.comments.queries.transparency import figures_of
from obole.comments.rules.states import State
from obole.comments.rules.verdicts import Measure, Reasons
from obole.foundation.models import OutgoingMail
from obole.foundation.worker import run_ready_tasks

pytestmark = pytest.mark.django_db

POLICE = "parquet@example.org"
SUSPICION = "Il nomme une adresse et une heure."


@dataclass(frozen=True)
class Threat:
    comment: Comment
    newsroom: Newsroom


@pytest.fixture
def threat(newsroom: Newsroom) -> Threat:
    """Give a comment that waits, in a newsroom that has agreed on nothing with the police."""
    comment = make_comment(
        article=make_article(title="La mairie"),
        state=State.HELD,
        reader=make_reader(email="auteur@example.org"),
        body="Demain à huit heures je tire.",
    )
    return Threat(comment, newsroom)


@pytest.fixture
def agreed(threat: Threat) -> Threat:
    """Give the same, with an address of the police."""
    CommentSettings.objects.create(site=threat.newsroom.site, authority_email=POLICE)
    return threat


def confirm(threat: Threat, who: Any = Role.MODERATOR, **fields: str) -> Any:
    said = {"suspicion": SUSPICION, **fields}
    return press(at_desk(who), "comments_authority", threat.comment.pk, **said)


def test_the_case_leads_to_a_page_that_asks_once_more(agreed: Threat) -> None:
    client = at_desk()

    case = text_of(look(client, "comments_case", agreed.comment.pk))
    page = text_of(look(client, "comments_authority", agreed.comment.pk))

    assert f"/comments/{agreed.comment.pk}/authority/" in case
    assert POLICE in page
    assert "je tire" in page
    assert not Decision.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_the_authority_is_mailed_what_it_needs(agreed: Threat) -> None:
    user = make_user(role=Role.MODERATOR, email="moderatrice@example.org")

    confirm(agreed, user)

    mail = OutgoingMail.objects.get()
    assert mail.recipient == POLICE
    assert mail.headers["Reply-To"] == "moderatrice@example.org"
    for needed in (SUSPICION, "> Demain à huit heures je tire.", "La mairie", "2022/2065"):
        assert needed in mail.text
    assert "auteur@example.org" not in mail.text


def test_the_record_holds_who_told_whom_and_is_whole(agreed: Threat) -> None:
    confirm(agreed)

    decision = Decision.objects.get()
    assert decision.measure == Measure.ALERT
    assert (decision.facts, decision.explanation) == (SUSPICION, POLICE)
    assert decision.comment_id == agreed.comment.pk
    assert not decision.is_automated_decision
    assert list(broken_links(now=MOMENT)) == []


def test_without_an_address_the_page_says_whom_to_call_and_that_is_recorded(
    threat: Threat,
) -> None:
    page = text_of(look(at_desk(), "comments_authority", threat.comment.pk))
    confirm(threat)

    assert "112" in page
    assert "internet-signalement.gouv.fr" in page
    assert "prévenez vous-même l’autorité" in page
    assert "Cela part à l’autorité" not in page
    assert Decision.objects.get().explanation == ""
    assert not OutgoingMail.objects.exists()


def test_nothing_happens_without_a_suspicion_or_a_right(agreed: Threat) -> None:
    empty = confirm(agreed, suspicion=" ")
    stranger = confirm(agreed, Role.JOURNALIST)

    assert empty.status_code == 200
    assert stranger.status_code == 403 or not stranger.redirect_chain[-1][0].endswith("authority/")
    assert not Decision.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_an_authority_is_told_once(agreed: Threat) -> None:
    confirm(agreed)
    page = text_of(look(at_desk(), "comments_authority", agreed.comment.pk))
    confirm(agreed)

    assert "<textarea" not in page
    assert Decision.objects.count() == 1
    assert OutgoingMail.objects.count() == 1
    with pytest.raises(AlreadyAlerted):
        alert_authority(
            comment_id=agreed.comment.pk, suspicion=SUSPICION, user=make_user(), now=MOMENT
        )


def test_the_author_learns_nothing_of_it(agreed: Threat) -> None:
    confirm(agreed)
    run_ready_tasks()

    author = agreed.comment.reader
    assert author is not None
    assert list(OutgoingMail.objects.values_list("recipient", flat=True)) == [POLICE]
    assert not Statement.objects.exists()
    assert data_of(reader=author)["decisions"] == []
    made_at = Decision.objects.get().made_at
    figures = figures_of(bounds=(made_at, made_at + timedelta(days=1)), year=made_at.year)
    assert (figures.decisions, figures.measures) == (0, ())


def test_the_comment_still_waits_and_its_decision_can_be_undone(agreed: Threat) -> None:
    user = make_user(role=Role.MODERATOR)
    comment_id = agreed.comment.pk
    removed = deciding.reject(comment_id=comment_id, user=user, now=MOMENT, reasons=Reasons())
    alert = alert_authority(comment_id=comment_id, suspicion=SUSPICION, user=user, now=MOMENT)

    with pytest.raises(deciding.TooLateToUndo):
        deciding.undo(decision_id=alert.pk, user=user, now=MOMENT)
    deciding.undo(decision_id=removed.pk, user=user, now=MOMENT)

    agreed.comment.refresh_from_db()
    assert agreed.comment.state == State.HELD
