"""What is not kept for ever, what a reader gets of it, and how they are forgotten."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from factories import make_article, make_user
from legal_cases import NOW, REASONS, decide, make_comment, make_notice, make_reader

from obole.comments.actions import deciding, retention
from obole.comments.actions.appealing import appeal
from obole.comments.actions.erasing import ErasedBefore, erase_reader
from obole.comments.actions.identifying import keep_identification
from obole.comments.actions.identities import Identity, sealed
from obole.comments.actions.stating import state_reasons
from obole.comments.models import (
    Appeal,
    Comment,
    CommentSignal,
    Decision,
    Follow,
    IdentificationRecord,
    Notice,
    Reader,
    Revision,
    Statement,
)
from obole.comments.models.guards import install_guards
from obole.comments.queries.chains import broken_links
from obole.comments.queries.reader_data import data_of
from obole.comments.rules.states import State
from obole.comments.rules.verdicts import Ground, Measure, Reasons

pytestmark = pytest.mark.django_db

YEAR = timedelta(days=365)
A_MOMENT = timedelta(seconds=1)


@pytest.fixture
def article(newsroom):
    """Give an article to write below."""
    return make_article()


def texts_of(comment: Comment) -> tuple[str, str]:
    comment.refresh_from_db()
    return comment.body, comment.html


def test_a_rejected_text_goes_after_a_year_with_all_that_was_made_of_it(article):
    comment = make_comment(page_id=article.pk, state=State.HELD)
    Revision.objects.create(comment=comment, body="Avant.", replaced_at=NOW)
    CommentSignal.objects.create(
        comment=comment, name="banned-word", severity="hold", evidence=["mot"], made_at=NOW
    )
    deciding.reject(comment_id=comment.pk, user=make_user(), now=NOW, reasons=REASONS)

    assert retention.purge_rejected(now=NOW + YEAR - A_MOMENT) == 0
    assert retention.purge_rejected(now=NOW + YEAR) == 1
    assert retention.purge_rejected(now=NOW + YEAR) == 0

    assert texts_of(comment) == ("", "")
    assert not comment.revisions.exists()
    assert comment.signals.get().evidence == []


def test_a_published_text_stays(article):
    comment = make_comment(page_id=article.pk)

    retention.purge(now=NOW + 10 * YEAR)

    assert texts_of(comment)[0] != ""


def test_reasons_go_after_a_year_and_the_record_is_still_provable(article):
    install_guards(connection)
    comment = make_comment(page_id=article.pk)
    old = deciding.remove(comment_id=comment.pk, user=make_user(), now=NOW, reasons=REASONS)
    statement = state_reasons(decision_id=old.pk, now=NOW)
    made = appeal(statement=statement, text="Non.", now=NOW)
    Appeal.objects.filter(pk=made.pk).update(decided_at=NOW, answer="Si.")
    young = decide(now=NOW + YEAR)

    assert retention.purge_reasons(now=NOW + YEAR - A_MOMENT) == 0
    assert retention.purge_reasons(now=NOW + YEAR) == 1
    assert retention.purge_reasons(now=NOW + YEAR) == 0

    assert Decision.objects.get(pk=old.pk).facts == ""
    assert Statement.objects.get().text == ""
    assert (Appeal.objects.get().text, Appeal.objects.get().answer) == ("", "")
    assert Decision.objects.get(pk=young.pk).facts == REASONS.facts
    assert list(broken_links(now=NOW + YEAR)) == []


def test_what_nobody_proved_in_two_days_goes_with_its_reader(article):
    stranger = make_reader(email_proven_at=None)
    comment = make_comment(page_id=article.pk, reader=stranger, state=State.UNPROVEN)

    assert retention.purge_unproven(now=NOW + timedelta(hours=48) - A_MOMENT) == 0
    assert retention.purge_unproven(now=NOW + timedelta(hours=48)) == 1
    assert retention.purge_unproven(now=NOW + timedelta(hours=48)) == 0

    assert texts_of(comment) == ("", "")
    assert (comment.reader, comment.author_name) == (None, "")
    assert not Reader.objects.filter(pk=stranger.pk).exists()


def test_a_known_reader_stays_when_one_comment_was_not_proven(article):
    reader = make_reader()
    make_comment(page_id=article.pk, reader=reader, state=State.UNPROVEN)

    retention.purge_unproven(now=NOW + timedelta(hours=48))

    assert Reader.objects.filter(pk=reader.pk).exists()


def test_who_reported_is_forgotten_a_year_after_the_answer(article):
    comment = make_comment(page_id=article.pk)
    identity = sealed(Identity(name="Odile", email="odile@example.org"))
    answered = make_notice(comment, sealed_identity=identity, decided_at=NOW)
    waiting = make_notice(comment, sealed_identity=identity)

    assert retention.forget_identities(now=NOW + YEAR - A_MOMENT) == 0
    assert retention.forget_identities(now=NOW + YEAR) == 1

    assert Notice.objects.get(pk=answered.pk).sealed_identity == ""
    assert Notice.objects.get(pk=waiting.pk).sealed_identity == identity


def test_one_run_purges_a_portion(article, monkeypatch):
    monkeypatch.setattr(retention, "PURGED_AT_ONCE", 2)
    for _ in range(3):
        make_comment(page_id=article.pk, state=State.UNPROVEN)

    assert retention.purge(now=NOW + YEAR).unproven == 2
    assert retention.purge(now=NOW + YEAR).unproven == 1


def follow(comment: Comment) -> None:
    Follow.objects.create(
        reader=comment.reader,
        thread=comment.thread,
        comment=comment,
        secret=f"secret-{comment.pk}",
        made_at=NOW,
    )


def test_a_reader_gets_everything_that_is_known_of_them(article):
    reader = make_reader(name="Odile", email="odile@example.org")
    comment = make_comment(page_id=article.pk, reader=reader, body="Mon avis.")
    make_comment(page_id=article.pk, body="Celui d’une autre.")
    follow(comment)
    decision = decide(comment=comment, user=make_user(last_name="Secret"))
    state_reasons(decision_id=decision.pk, now=NOW)

    data = data_of(reader=reader)

    written = json.dumps(data, ensure_ascii=False)
    assert data["reader"]["email"] == "odile@example.org"
    assert [each["text"] for each in data["comments"]] == ["Mon avis."]
    assert data["decisions"][0]["explanation"] == REASONS.explanation
    assert REASONS.facts in data["decisions"][0]["statement_of_reasons"]
    assert data["follows"][0]["comment"] == comment.pk
    assert "Secret" not in written
    assert "Celui d’une autre" not in written


def test_who_is_erased_leaves_a_tombstone_that_keeps_the_answers(article):
    reader = make_reader()
    comment = make_comment(page_id=article.pk, reader=reader)
    answer = make_comment(parent=comment)
    follow(comment)
    keep_identification(comment=comment, address="203.0.113.7", port=1, user_agent="", now=NOW)

    erasure = erase_reader(reader=reader, now=NOW)

    assert texts_of(comment) == ("", "")
    assert (comment.state, comment.is_shown) == (State.WITHDRAWN, True)
    assert (comment.author_name, comment.reader, comment.source_digest) == ("", None, "")
    answer.refresh_from_db()
    assert answer.state == State.PUBLISHED
    reader.refresh_from_db()
    assert (reader.email, reader.name, reader.erased_at) == (None, "", NOW)
    assert not reader.follows.exists()
    assert erasure.decision.measure == Measure.ERASE
    assert (erasure.erased, erasure.kept) == (1, 0)
    assert IdentificationRecord.objects.count() == 1
    assert comment.thread.__class__.objects.get(pk=article.pk).published_count == 1


@pytest.mark.parametrize("state", [State.HELD, State.UNPROVEN, State.REJECTED, State.SPAM])
def test_comments_that_nobody_sees_are_erased_too(article, state):
    reader = make_reader()
    comment = make_comment(page_id=article.pk, reader=reader, state=state)

    erase_reader(reader=reader, now=NOW)

    assert texts_of(comment) == ("", "")
    assert comment.queue == ""
    assert comment.state == (state if state in (State.REJECTED, State.SPAM) else State.WITHDRAWN)


def test_what_somebody_reported_or_was_found_illegal_is_kept_until_its_time(article):
    reader = make_reader()
    reported = make_comment(page_id=article.pk, reader=reader)
    make_notice(reported)
    illegal = make_comment(page_id=article.pk, reader=reader)
    deciding.remove(
        comment_id=illegal.pk,
        user=make_user(),
        now=NOW,
        reasons=Reasons(ground=Ground.ILLEGAL, legal_ground="Article 24"),
    )

    erasure = erase_reader(reader=reader, now=NOW)

    assert erasure.kept == 2
    assert texts_of(reported)[0] != ""
    assert reported.state == State.WITHDRAWN
    assert texts_of(illegal)[0] != ""
    retention.purge(now=NOW + YEAR)
    assert texts_of(illegal)[0] == ""


def test_nobody_is_erased_twice(article):
    reader = make_reader()
    erase_reader(reader=reader, now=NOW)

    with pytest.raises(ErasedBefore):
        erase_reader(reader=reader, now=NOW)
