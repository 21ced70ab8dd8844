"""Anybody reports a comment without an account: acknowledged, seen first, answered."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from factories import make_article, make_user
from legal_cases import NOW, REASONS, address_in, make_comment, make_notice

from obole.comments.actions import deciding, reporting
from obole.comments.actions.answering import answer_notices
from obole.comments.actions.identities import Identity, identity_of
from obole.comments.actions.reporting import Report, report_comment
from obole.comments.actions.ruling import found_house_rules
from obole.comments.actions.seeing import mark_seen
from obole.comments.models import Comment, CommentSettings, CommentSignal, Decision, Notice
from obole.comments.rules.states import Queue, State
from obole.comments.rules.verdicts import Measure, Origin
from obole.foundation.models import OutgoingMail
from obole.foundation.worker import run_ready_tasks
from obole.newsroom.models import ArticlePage

pytestmark = pytest.mark.django_db

RULES = {
    "kind": "rules",
    "clause": "2",
    "explanation": "Le troisième mot est une injure.",
    "good_faith": "on",
}
LAW = {
    **RULES,
    "kind": "law",
    "clause": "",
    "reason": "hate",
    "name": "Odile Martin",
    "email": "odile.martin@example.org",
}


@pytest.fixture
def article(newsroom) -> ArticlePage:
    """Give an article of a newsroom with house rules."""
    found_house_rules(now=NOW)
    return make_article(title="La route du col")


@pytest.fixture
def comment(article) -> Comment:
    """Give a comment that readers see."""
    return make_comment(page_id=article.pk)


def send(comment: Comment, fields: dict[str, str], *, source: str = "192.0.2.1", **options):
    url = reverse("comments:report", args=[comment.pk])
    return Client(REMOTE_ADDR=source).post(url, fields, secure=True, **options)


def report(comment: Comment, *, network: str = "192.0.2.1", **fields):
    said = {
        "kind": Notice.Kind.RULES,
        "reason": "2",
        "explanation": "Une injure.",
        "language": "fr",
        "is_in_good_faith": True,
        **fields,
    }
    return report_comment(comment_id=comment.pk, report=Report(**said), network=network, now=NOW)


def test_the_form_needs_no_account_and_sets_no_cookie(comment):
    page = Client().get(reverse("comments:report", args=[comment.pk]), secure=True)

    assert page.status_code == 200
    assert page.cookies == {}
    assert 'lang="fr"' in page.text
    assert "2. N’insultez personne" in page.text


def test_the_form_speaks_the_language_of_the_article(newsroom):
    from factories import make_section

    english = make_article(section=make_section(home=newsroom.english))

    page = Client().get(
        reverse("comments:report", args=[make_comment(page_id=english.pk).pk]), secure=True
    )

    assert '<html lang="en"' in page.text
    assert "Report a comment" in page.text


def test_what_readers_do_not_see_cannot_be_reported(article):
    held = make_comment(page_id=article.pk, state=State.HELD)

    assert send(held, RULES).status_code == 404
    with pytest.raises(reporting.NotReported):
        report(held)


def test_a_report_under_the_house_rules_brings_the_comment_before_the_desk(comment):
    answer = send(comment, RULES, follow=True)

    comment.refresh_from_db()
    notice = Notice.objects.get()
    assert answer.status_code == 200
    assert (notice.kind, notice.reason) == (Notice.Kind.RULES, "2")
    assert notice.url.endswith(f"/c/to/{comment.pk}/")
    assert (comment.state, comment.queue) == (State.PUBLISHED, Queue.REPORTED)
    assert comment.report_count == 1
    assert CommentSignal.objects.get(comment=comment).name == "reports"


@pytest.mark.parametrize("missing", ["reason", "name", "email"])
def test_a_report_under_the_law_needs_what_the_law_asks_for(comment, missing):
    page = send(comment, {**LAW, missing: ""})

    assert page.status_code == 200
    assert f'href="#report-{missing}"' in page.text
    assert "Odile Martin" in page.text or missing == "name"
    assert not Notice.objects.exists()


@pytest.mark.parametrize("missing", ["kind", "explanation", "good_faith"])
def test_every_report_needs_reasons_and_good_faith(comment, missing):
    page = send(comment, {**RULES, missing: ""})

    assert page.status_code == 200
    assert "field-error" in page.text
    assert not Notice.objects.exists()


def test_sexual_abuse_of_children_is_reported_without_a_name(comment):
    send(comment, {**LAW, "reason": "child-abuse", "name": "", "email": ""})

    assert Notice.objects.get().sealed_identity == ""


def test_a_report_under_the_law_goes_to_the_first_queue_and_is_acknowledged_at_once(comment):
    report(comment)

    send(comment, LAW, source="192.0.2.2")
    run_ready_tasks()

    comment.refresh_from_db()
    notice = Notice.objects.get(kind=Notice.Kind.LAW)
    (letter,) = mail.outbox
    assert comment.queue == Queue.LEGAL
    assert notice.acknowledged_at == notice.received_at
    assert letter.to == ["odile.martin@example.org"]
    assert notice.url in letter.body
    assert Client().get(address_in(letter.body), secure=True).status_code == 200


def test_who_reports_is_kept_under_seal(comment):
    send(comment, LAW)

    notice = Notice.objects.get()
    assert "odile" not in notice.sealed_identity.lower()
    assert identity_of(notice) == Identity(name="Odile Martin", email="odile.martin@example.org")


def test_a_later_report_under_the_rules_does_not_take_a_comment_from_the_legal_queue(comment):
    report(comment, kind=Notice.Kind.LAW)
    queued_at = Comment.objects.get(pk=comment.pk).queued_at

    report(comment, network="192.0.2.2")

    comment.refresh_from_db()
    assert (comment.queue, comment.queued_at) == (Queue.LEGAL, queued_at)


def test_reports_from_several_sources_hide_a_comment_until_a_person_has_looked(comment):
    for number in range(3):
        last = report(comment, network=f"192.0.2.{number}")

    comment.refresh_from_db()
    decision = Decision.objects.get()
    assert last.hides
    assert (comment.state, comment.queue) == (State.HELD, Queue.REPORTED)
    assert decision.measure == Measure.HIDE
    assert decision.is_automated_decision
    assert decision.origin == Origin.NOTICE
    assert not Notice.objects.filter(decided_at__isnull=False).exists()


def test_one_source_hides_nothing_however_often_it_reports(comment):
    for _ in range(5):
        report(comment)

    comment.refresh_from_db()
    assert comment.state == State.PUBLISHED
    assert not Decision.objects.exists()


def test_how_many_reports_hide_a_comment_is_a_setting(comment, newsroom):
    CommentSettings.objects.create(site=newsroom.site, reports_that_hide=1)

    assert report(comment).hides


def test_reports_that_were_answered_hide_nothing_any_more(comment):
    report(comment, network="192.0.2.1")
    report(comment, network="192.0.2.2")
    decide(deciding.keep(comment_id=comment.pk, user=make_user(), now=NOW))

    assert not report(comment, network="192.0.2.3").hides


def decide(decision: Decision) -> Decision:
    answer_notices(decision_id=decision.pk)
    return decision


def test_one_source_reports_only_so_often(comment, monkeypatch):
    from obole.comments.views import reports
    from obole.limits.rules import Limit

    monkeypatch.setattr(reports, "REPORTS", Limit(name="few", most=1, window_seconds=3600))
    send(comment, RULES)

    page = send(comment, RULES)

    assert page.status_code == 429
    assert "Retry-After" in page.headers
    assert RULES["explanation"] in page.text
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    ("verb", "answer"),
    [("remove", "l’a retiré"), ("keep", "le laisse en place"), ("mark_spam", "l’a retiré")],
)
def test_whoever_reported_is_told_what_was_decided(comment, verb, answer, newsroom):
    identity = Identity(name="Odile", email="odile@example.org")
    first = report(comment, kind=Notice.Kind.LAW, identity=identity)
    report(comment, network="192.0.2.2")
    extra = {"reasons": REASONS} if verb == "remove" else {}

    decision = getattr(deciding, verb)(comment_id=comment.pk, user=make_user(), now=NOW, **extra)
    run_ready_tasks()

    answered = [letter for letter in mail.outbox if letter.to == ["odile@example.org"]]
    assert Notice.objects.filter(decision=decision, decided_at=NOW).count() == 2
    assert len(answered) == 2
    page = Client().get(reverse("comments:notice", args=[first.secret]), secure=True)
    assert page.text.count("<p>") >= 3
    assert decision.notice == first.notice


def test_who_is_not_known_reads_the_answer_on_the_page_of_the_report(comment):
    received = report(comment, language="en")
    decide(deciding.keep(comment_id=comment.pk, user=make_user(), now=NOW))

    page = Client().get(reverse("comments:notice", args=[received.secret]), secure=True)

    assert "leaves it in place" in page.text
    assert "A person decided" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_a_report_may_name_no_clause(comment):
    received = report(comment, reason="", language="en")

    page = Client().get(reverse("comments:notice", args=[received.secret]), secure=True)

    assert "Against the house rules</dd>" in page.text


def test_the_page_of_a_report_tells_how_far_it_is(comment):
    received = report(comment, language="en")
    url = reverse("comments:notice", args=[received.secret])
    assert "Received" in Client().get(url, secure=True).text

    mark_seen(comment=comment, user=make_user(), now=NOW)

    assert "Seen by the newsroom" in Client().get(url, secure=True).text
    assert Client().get(f"{url[:-4]}abc/", secure=True).status_code == 404


def test_when_a_person_first_saw_a_comment_and_its_reports_is_kept(comment):
    notice, user = make_notice(comment), make_user()

    mark_seen(comment=comment, user=user, now=NOW)
    mark_seen(comment=comment, user=make_user(), now=NOW + timedelta(hours=1))

    comment.refresh_from_db()
    notice.refresh_from_db()
    assert (comment.first_seen_at, comment.first_seen_by) == (NOW, user)
    assert notice.seen_at == NOW


def test_a_report_that_came_after_a_decision_is_not_answered_by_it(comment):
    decision = deciding.keep(comment_id=comment.pk, user=make_user(), now=NOW)
    late = make_notice(comment, received_at=NOW + timedelta(minutes=1))

    assert answer_notices(decision_id=decision.pk) == 0
    late.refresh_from_db()
    assert late.decided_at is None


def test_reports_wait_again_when_their_answer_is_undone(comment):
    report(comment, identity=Identity(email="odile@example.org"))
    user = make_user()
    removed = decide(deciding.remove(comment_id=comment.pk, user=user, now=NOW, reasons=REASONS))

    decide(deciding.undo(decision_id=removed.pk, user=user, now=NOW))
    assert Notice.objects.get().decided_at is None

    decide(deciding.keep(comment_id=comment.pk, user=user, now=NOW))
    assert OutgoingMail.objects.filter(key__contains=":answer:").count() == 2


def test_a_comment_that_its_author_took_away_is_settled_and_its_text_goes(comment):
    report(comment)
    from obole.comments.actions.showing import hide

    hide(comment=comment, state=State.WITHDRAWN)

    decision = reporting.settle_withdrawn(
        comment_id=comment.pk, user=make_user(), now=NOW, reasons=REASONS
    )
    decide(decision)

    comment.refresh_from_db()
    assert (comment.body, comment.queue, comment.state) == ("", "", State.WITHDRAWN)
    assert Notice.objects.get().decision == decision
    with pytest.raises(reporting.NotReported):
        reporting.settle_withdrawn(comment_id=comment.pk, user=make_user(), now=NOW)
