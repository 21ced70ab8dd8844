"""Statements of reasons: whoever a decision restricts is told why, and another person decides."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.db import transaction
from django.test import Client
from factories import make_article, make_user
from legal_cases import NOW, REASONS, address_in, decide, make_comment, make_notice, make_reader

from obole.comments.actions import appealing, deciding
from obole.comments.actions.ruling import found_house_rules
from obole.comments.actions.stating import GRACE, NO_ADDRESS, mail_statements, state_reasons
from obole.comments.models import Appeal, Decision, Notice, Reader, Statement
from obole.comments.queries.statements import paragraphs_of
from obole.comments.rules.states import Standing, State
from obole.comments.rules.verdicts import Ground, Measure, Origin
from obole.foundation import clock
from obole.foundation.models import OutgoingMail
from obole.foundation.worker import run_ready_tasks
from obole.newsroom.models import ArticlePage

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(newsroom: object) -> ArticlePage:
    """Give an article of a newsroom with house rules."""
    found_house_rules(now=NOW)
    return make_article(title="La route du col")


def state(decision: Decision) -> Statement | None:
    return state_reasons(decision_id=decision.pk, now=NOW)


def text_of(decision: Decision) -> str:
    statement = state(decision)
    assert statement is not None
    return statement.text.replace("\u202f", " ").replace("\u00a0", " ")


def run_tasks() -> None:
    """Do what follows from decisions, and what follows when nobody has undone them soon."""
    run_ready_tasks()
    mail_statements(now=clock.now() + GRACE)
    run_ready_tasks()


def let_grace_pass() -> int:
    return mail_statements(now=NOW + GRACE)


@pytest.fixture
def post_office(settings) -> Iterator[list[EmailMessage]]:
    """Give what a real mail server receives."""
    received: list[EmailMessage] = []

    class Handler:
        async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802
            received.append(message_from_bytes(envelope.content, policy=policy.default))
            return "250 OK"

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(Handler(), hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield received
    server.stop()


def test_a_removal_is_explained_in_the_language_of_its_author(article):
    comment = make_comment(page_id=article.pk, reader=make_reader(language="en"))

    text = text_of(decide(comment=comment, user=make_user()))

    assert "removed the comment that you wrote on 14 March 2026 below “La route du col”" in text
    assert f"> {comment.body}" in text
    assert REASONS.facts in text
    assert "Nobody had reported it" in text
    assert "clause 2 of the house rules, version 1" in text
    assert "Insult nobody, harass nobody." in text
    assert REASONS.explanation in text
    assert "No automatic means were used" in text
    assert "within six months" in text
    assert "/c/decisions/" in text


def test_a_page_shows_what_is_cited_as_quotations():
    paragraphs = paragraphs_of("Removed.\n\n> Two\n> lines.\n\nWhy > not.")

    assert [(each.text, each.is_quoted) for each in paragraphs] == [
        ("Removed.", False),
        ("Two\nlines.", True),
        ("Why > not.", False),
    ]
    assert paragraphs_of("") == []


def test_a_french_author_reads_the_clause_in_french(article):
    comment = make_comment(page_id=article.pk, reader=make_reader(language="fr"))

    text = text_of(decide(comment=comment, user=make_user()))

    assert "N’insultez personne, ne harcelez personne." in text


def test_the_clause_is_that_of_the_version_that_was_cited(article):
    from obole.comments.actions.ruling import write_house_rules
    from obole.comments.rules.house_rules import FIRST_RULES

    decision = decide(
        comment=make_comment(page_id=article.pk, reader=make_reader(language="en")),
        user=make_user(),
    )
    changed = replace(FIRST_RULES.clauses[1], text_en="Be kind.")
    write_house_rules(text=replace(FIRST_RULES, clauses=(changed,)), after=1, now=NOW)

    assert "Insult nobody" in text_of(decision)


def test_a_report_a_law_and_automatic_means_are_said(article):
    comment = make_comment(page_id=article.pk, reader=make_reader(language="en"))
    make_notice(comment, kind=Notice.Kind.LAW)
    illegal = replace(
        REASONS, ground=Ground.ILLEGAL, clause="", legal_ground="Loi du 29 juillet 1881, art. 24"
    )

    by_person = text_of(decide(comment=comment, user=make_user(), reasons=illegal))
    by_rule = text_of(decide(Measure.HIDE, comment=comment, reasons=illegal))

    assert "Somebody had reported it to us." in by_person
    assert "illegal under: Loi du 29 juillet 1881, art. 24" in by_person
    assert "An automatic rule decided; no person has looked at it yet." in by_rule


def test_an_authority_that_drew_attention_is_said(article):
    comment = make_comment(page_id=article.pk, reader=make_reader(language="en"))

    text = text_of(decide(comment=comment, reasons=replace(REASONS, origin=Origin.AUTHORITY)))

    assert "A public authority had drawn our attention to it." in text


def test_a_suspension_says_when_it_ends(article):
    reader = make_reader(language="en")

    text = text_of(
        decide(Measure.SUSPEND, reader=reader, user=make_user(), ends_at=NOW + timedelta(days=7))
    )

    assert "You cannot comment on the site for now. The decision ends on 21 March 2026." in text


@pytest.mark.parametrize("measure", [Measure.SPAM, Measure.PUBLISH, Measure.KEEP, Measure.LIFT])
def test_spam_and_what_restricts_nobody_is_not_explained(article, measure):
    assert state(decide(measure, comment=make_comment(page_id=article.pk))) is None
    assert not OutgoingMail.objects.exists()


def test_an_author_without_an_address_is_not_written_to_and_that_is_recorded(article):
    comment = make_comment(page_id=article.pk, reader=make_reader(email=None))

    statement = state(decide(comment=comment))

    assert statement is not None
    assert (statement.sent_by, statement.not_sent_because) == (Statement.Way.NONE, NO_ADDRESS)
    assert not OutgoingMail.objects.exists()


def test_the_second_statement_of_a_decision_is_the_first(article):
    decision = decide(comment=make_comment(page_id=article.pk))

    assert state(decision) == state(decision)
    assert (let_grace_pass(), let_grace_pass()) == (1, 0)
    assert OutgoingMail.objects.count() == 1


def test_the_reasons_stand_at_once_and_are_mailed_some_minutes_later(article):
    statement = state(decide(comment=make_comment(page_id=article.pk)))

    assert mail_statements(now=NOW + GRACE - timedelta(seconds=1)) == 0
    assert not OutgoingMail.objects.exists()
    assert let_grace_pass() == 1
    assert OutgoingMail.objects.get().text == statement.text
    statement.refresh_from_db()
    assert statement.mailed_at == NOW + GRACE


@pytest.mark.parametrize("is_heard", [True, False])
def test_what_is_undone_within_the_grace_is_never_mailed(article, is_heard):
    comment, user = make_comment(page_id=article.pk), make_user()
    removed = deciding.remove(comment_id=comment.pk, user=user, now=NOW, reasons=REASONS)
    statement = state(removed)
    undone = deciding.undo(decision_id=removed.pk, user=user, now=NOW + timedelta(minutes=1))
    if is_heard:
        # What follows from the undoing may come before or after the hour of the mail.
        state(undone)

    assert let_grace_pass() == 0
    state(undone)

    assert not OutgoingMail.objects.exists()
    statement.refresh_from_db()
    assert (statement.sent_by, statement.not_sent_because) == (
        Statement.Way.NONE,
        Statement.TAKEN_BACK,
    )


def test_what_another_colleague_restores_within_the_grace_is_never_mailed(article):
    comment = make_comment(page_id=article.pk)
    state(deciding.remove(comment_id=comment.pk, user=make_user(), now=NOW, reasons=REASONS))

    state(deciding.restore(comment_id=comment.pk, user=make_user(), now=NOW, reasons=REASONS))

    assert let_grace_pass() == 0
    assert not OutgoingMail.objects.exists()


def test_who_was_erased_within_the_grace_is_not_written_to(article):
    comment = make_comment(page_id=article.pk)
    state(decide(comment=comment))
    Reader.objects.filter(pk=comment.reader_id).update(email=None)

    assert let_grace_pass() == 0
    assert Statement.objects.get().not_sent_because == NO_ADDRESS


def test_what_was_undone_before_anybody_was_told_is_not_told(article):
    comment, user = make_comment(page_id=article.pk), make_user()
    removed = deciding.remove(comment_id=comment.pk, user=user, now=NOW, reasons=REASONS)
    undone = deciding.undo(decision_id=removed.pk, user=user, now=NOW)

    assert (state(removed), state(undone)) == (None, None)
    assert not OutgoingMail.objects.exists()


def test_who_was_told_of_a_restriction_is_told_when_it_is_taken_back(article):
    comment, user = make_comment(page_id=article.pk), make_user()
    removed = deciding.remove(comment_id=comment.pk, user=user, now=NOW, reasons=REASONS)
    state(removed)
    let_grace_pass()

    state(deciding.undo(decision_id=removed.pk, user=user, now=NOW))

    assert OutgoingMail.objects.filter(key__startswith="reversal:").count() == 1


def test_the_reasons_of_a_decision_reach_a_real_mail_box(post_office, article):
    comment = make_comment(page_id=article.pk, reader=make_reader(language="en"))

    deciding.remove(comment_id=comment.pk, user=make_user(), now=NOW, reasons=REASONS)
    run_tasks()

    (received,) = post_office
    assert received["To"] == comment.reader.email
    assert received["Subject"] == "Your comment was removed"
    assert REASONS.explanation in received.get_content()
    page = Client().get(address_in(received.get_content()), secure=True)
    assert page.status_code == 200
    assert "Insult nobody" in page.text


@pytest.fixture
def removed(article, client) -> tuple[Decision, str]:
    """Give a removal by a colleague, and the path that its author was mailed."""
    comment = make_comment(page_id=article.pk, reader=make_reader(language="en"))
    user = make_user(email="decider@example.org")
    decision = deciding.remove(comment_id=comment.pk, user=user, now=NOW, reasons=REASONS)
    run_tasks()
    assert len(mail.outbox) == 1
    return decision, address_in(mail.outbox[0].body)


def post_appeal(path: str, text: str = "It quoted the mayor."):
    return Client().post(path, {"text": text}, secure=True)


def test_the_page_of_a_decision_is_for_its_reader_alone(removed):
    _, path = removed

    page = Client().get(path, secure=True)

    assert page.headers["Cache-Control"] == "no-store"
    assert 'name="robots" content="noindex"' in page.text
    assert Client().get(f"{path[:-4]}abc/", secure=True).status_code == 404


def test_a_decision_is_appealed_against_once(removed):
    _, path = removed

    first, second = post_appeal(path), post_appeal(path, "Once more.")

    assert (first.status_code, second.status_code) == (303, 409)
    assert Appeal.objects.get().text == "It quoted the mayor."
    assert "It quoted the mayor." in Client().get(path, secure=True).text


def test_an_empty_appeal_is_asked_for_its_reasons(removed):
    _, path = removed

    page = post_appeal(path, " ")

    assert page.status_code == 200
    assert "Say why the decision is wrong." in page.text
    assert not Appeal.objects.exists()


def test_nobody_appeals_after_six_months(removed):
    decision, path = removed
    Statement.objects.update(made_at=decision.statement.made_at - timedelta(days=185))

    assert "six months in which one can appeal are over" in Client().get(path, secure=True).text
    assert post_appeal(path).status_code == 409
    assert not Appeal.objects.exists()


def test_whoever_decided_does_not_decide_about_the_appeal(removed):
    decision, path = removed
    post_appeal(path)
    decider = make_user().__class__.objects.get(pk=decision.user_id_then)

    with pytest.raises(appealing.SamePerson):
        answer_appeal(decider, Appeal.Outcome.UPHELD)

    assert Appeal.objects.get().decided_at is None


def answer_appeal(user, outcome: Appeal.Outcome, answer: str = "We read it again.") -> Appeal:
    return appealing.decide_appeal(
        appeal_id=Appeal.objects.get().pk, user=user, outcome=outcome, answer=answer, now=NOW
    )


def test_another_person_reverses_a_decision_and_the_comment_stands_again(removed):
    decision, path = removed
    post_appeal(path)
    mail.outbox.clear()

    appeal = answer_appeal(make_user(), Appeal.Outcome.REVERSED)
    run_tasks()

    decision.comment.refresh_from_db()
    assert decision.comment.state == State.PUBLISHED
    assert appeal.new_decision.measure == Measure.RESTORE
    (letter,) = mail.outbox
    assert "the decision is reversed" in letter.body
    assert "We read it again." in letter.body
    assert "the decision is reversed" in Client().get(path, secure=True).text


def test_an_appeal_that_fails_is_answered_and_changes_nothing(removed):
    _, path = removed
    post_appeal(path)
    mail.outbox.clear()

    appeal = answer_appeal(make_user(), Appeal.Outcome.UPHELD)
    run_tasks()

    assert appeal.new_decision is None
    assert Decision.objects.count() == 1
    assert "the decision stands" in mail.outbox[0].body


def test_an_appeal_is_decided_once(removed):
    _, path = removed
    post_appeal(path)
    answer_appeal(make_user(), Appeal.Outcome.UPHELD)

    with pytest.raises(appealing.AppealDecided):
        answer_appeal(make_user(), Appeal.Outcome.REVERSED)


def test_a_ban_that_is_reversed_is_lifted_unless_another_followed(article):
    reader = make_reader()
    ban = ban_of(reader)
    appeal_against(ban)
    answer_appeal(make_user(), Appeal.Outcome.REVERSED)
    assert Reader.objects.get(pk=reader.pk).standing == Standing.NORMAL

    Appeal.objects.all().delete()
    first, second = ban_of(reader), ban_of(reader)
    appeal_against(first)
    appeal = answer_appeal(make_user(), Appeal.Outcome.REVERSED)

    assert appeal.new_decision.measure == Measure.LIFT
    assert Reader.objects.get(pk=reader.pk).standing == Standing.BANNED
    assert second.pk < appeal.new_decision.pk


def ban_of(reader: Reader) -> Decision:
    return deciding.set_standing(
        reader_id=reader.pk, standing=Standing.BANNED, user=make_user(), now=NOW, reasons=REASONS
    )


def appeal_against(decision: Decision) -> Appeal:
    statement = state(decision)
    assert statement is not None
    with transaction.atomic():
        return appealing.appeal(statement=statement, text="I did nothing.", now=NOW)
