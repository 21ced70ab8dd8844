"""Reports, decisions, house rules and figures in a real browser: without a script, and clean."""

from collections.abc import Callable

import pytest
from checkers import axe_violations, nu_errors
from django.core import mail
from django.test import Client
from django_window import ORIGIN, answered_by_django
from factories import make_article, make_user
from legal_cases import NOW, REASONS, address_in, make_comment, make_reader
from playwright.sync_api import Page

from obole.comments.actions import deciding
from obole.comments.actions.appealing import decide_appeal
from obole.comments.actions.ruling import found_house_rules
from obole.comments.actions.stating import GRACE, mail_statements
from obole.comments.models import Appeal, Comment, Notice
from obole.comments.rules.states import State
from obole.foundation import clock
from obole.foundation.worker import run_ready_tasks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def comment(newsroom) -> Comment:
    """Give a published comment of a newsroom with house rules."""
    found_house_rules(now=NOW)
    return make_comment(page_id=make_article().pk, reader=make_reader(language="fr"))


@pytest.fixture
def window(browse) -> Callable[..., Page]:
    """Open windows whose requests Django answers."""
    return lambda **options: answered_by_django(browse(ORIGIN, **options))


def send_report(page: Page, comment: Comment) -> None:
    page.goto(f"/c/{comment.pk}/report/")
    page.locator("[name=kind][value=rules]").check()
    page.locator("[name=explanation]").fill("Le dernier mot est une injure.")
    page.locator("[name=good_faith]").check()
    page.locator(".report-form button").click()
    page.wait_for_url("**/c/reports/**")


def test_a_reader_without_javascript_reports_a_comment_and_reads_the_answer(window, comment):
    page = window(javascript=False)

    send_report(page, comment)
    notice = Notice.objects.get()
    assert page.locator("#answer").count() == 0
    deciding.keep(comment_id=comment.pk, user=make_user(), now=notice.received_at)
    run_ready_tasks()
    page.reload()

    assert notice.explanation == "Le dernier mot est une injure."
    assert page.locator("#answer").is_visible()


def removed(comment: Comment) -> str:
    """Remove the comment, and return the path that its author is mailed."""
    deciding.remove(comment_id=comment.pk, user=make_user(), now=NOW, reasons=REASONS)
    run_ready_tasks()
    mail_statements(now=clock.now() + GRACE)
    run_ready_tasks()
    return address_in(mail.outbox[-1].body)


def test_an_author_without_javascript_reads_the_reasons_and_appeals(window, comment):
    page = window(javascript=False)

    page.goto(removed(comment))
    assert page.get_by_text(REASONS.explanation).is_visible()
    page.locator("[name=text]").fill("C’était une citation.")
    page.locator(".appeal-form button").click()
    page.locator("#appeal").wait_for()
    decide_appeal(
        appeal_id=Appeal.objects.get().pk,
        user=make_user(),
        outcome=Appeal.Outcome.REVERSED,
        answer="Vous avez raison.",
        now=clock.now(),
    )
    page.reload()

    assert page.get_by_text("Vous avez raison.").is_visible()
    comment.refresh_from_db()
    assert comment.state == State.PUBLISHED


def test_the_pages_are_accessible_and_valid(window, comment):
    page = window()
    refused = Client().post(f"/c/{comment.pk}/report/", {"kind": "law"}, secure=True).text
    complaints, texts = [], {"refused report": refused}

    def look(path: str) -> None:
        page.goto(path)
        complaints.extend(axe_violations(page))
        texts[path] = Client().get(path, secure=True).text

    look(f"/c/{comment.pk}/report/")
    page.locator(".report-form button").evaluate("button => button.form.noValidate = true")
    page.locator(".report-form button").click()
    complaints.extend(axe_violations(page))
    send_report(page, comment)
    complaints.extend(axe_violations(page))
    look(removed(comment))
    for path in ("/c/rules/", "/c/rules/1/", "/c/transparency/", "/en/c/transparency/"):
        look(path)

    assert complaints == []
    assert nu_errors(texts) == []
