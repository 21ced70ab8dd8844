"""`obole doctor`: each look finds what is wrong and says what to do."""

import dataclasses
import os
import smtplib
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from django.db.utils import OperationalError
from django.utils import timezone
from django_tasks import TaskResultStatus
from factories import make_article
from wagtail.models import Page

from obole.foundation.facts import run_reaction
from obole.foundation.models import BackgroundTask, ScheduledRun, WorkerPulse
from obole.ledger.models import BooksCheck
from obole.ledger.models.guards import install_guards
from obole.ledger.rules.faults import Fault, Wrong
from obole.pages.models import Publication
from obole.project.health import Verdict, books, data, examination, examine, machine, work
from obole.project.schedule import SCHEDULE

NOW = timezone.now()


@pytest.fixture
def environment(tmp_path):
    (tmp_path / "var/secrets").mkdir(parents=True, mode=0o700)
    (tmp_path / "var/secrets").chmod(0o700)
    key = tmp_path / "var/secrets/secret-key"
    key.write_text("k" * 40)
    key.chmod(0o600)
    return dataclasses.replace(settings.ENVIRONMENT, site=tmp_path, address="http://localhost:8000")


def verdicts(findings):
    return [finding.verdict for finding in findings]


def test_a_well_folder_needs_nothing(environment):
    findings = list(machine.secrets(environment, NOW)) + list(machine.address(environment, NOW))

    assert set(verdicts(findings)) == {Verdict.OK}


def test_a_secret_that_others_can_read_is_a_failure(environment):
    key = environment.var / "secrets/secret-key"
    key.chmod(0o644)

    (finding,) = machine.secrets(environment, NOW)

    assert finding.verdict is Verdict.FAIL
    assert finding.advice == f"Run: chmod go= {key}"


@pytest.mark.parametrize(
    ("free", "verdict"),
    [(5_000_000_000, Verdict.OK), (500_000_000, Verdict.WARN), (5_000_000, Verdict.FAIL)],
)
def test_space_is_judged(environment, monkeypatch, free, verdict):
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: SimpleNamespace(free=free))

    assert verdicts(machine.folder(environment, NOW))[-1] is verdict


def test_a_folder_that_cannot_be_written_is_a_failure_not_a_crash(environment, monkeypatch):
    def refuse(*_, **__):
        raise OSError(30, "Read-only file system", str(environment.var))

    monkeypatch.setattr(machine, "write_durably", refuse)
    monkeypatch.setattr(examination, "EXAMINATION", [machine.folder])

    (finding,) = examine(environment=environment, now=NOW)

    assert finding.verdict is Verdict.FAIL
    assert "mount it writable" in finding.advice


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"address": "https://example.org", "behind_proxy": True}, Verdict.OK),
        ({"address": "https://example.org"}, Verdict.FAIL),
        ({"address": "http://example.org"}, Verdict.WARN),
    ],
)
def test_the_address_must_fit_the_way_of_serving(environment, changes, verdict):
    (finding,) = machine.address(dataclasses.replace(environment, **changes), NOW)

    assert finding.verdict is verdict


def test_a_clock_before_the_sites_own_files_is_wrong(environment):
    (finding,) = machine.clock_and_time_zone(environment, datetime(2026, 2, 1, tzinfo=UTC))

    assert finding.verdict is Verdict.FAIL


def test_without_a_mail_server_it_is_told_where_mails_go(environment):
    (finding,) = machine.mail(environment, NOW)

    assert finding.verdict is Verdict.WARN
    assert str(environment.var / "mail") in finding.seen


def test_a_mail_server_that_refuses_is_told_without_the_password(environment, monkeypatch):
    class Refusing:
        def __init__(self, *_, **__):
            raise smtplib.SMTPAuthenticationError(535, b"no")

    monkeypatch.setattr(machine.smtplib, "SMTP_SSL", Refusing)
    with_mail = dataclasses.replace(environment, mail_url="smtps://me:hunter2@mail.example.org")

    (finding,) = machine.mail(with_mail, NOW)

    assert finding.verdict is Verdict.FAIL
    assert "hunter2" not in str(finding)


@pytest.mark.django_db
def test_whole_databases_are_well(environment):
    assert set(verdicts(data.database(environment, NOW))) == {Verdict.OK}


def test_pending_migrations_are_a_failure(environment, monkeypatch):
    monkeypatch.setattr(data.databases, "pending_migrations", lambda: ["pages.0002_more"])

    (finding,) = data.migrations(environment, NOW)

    assert (finding.verdict, finding.seen) == (Verdict.FAIL, "1 are pending")


@pytest.mark.django_db
def test_without_a_worker_it_is_told_to_start_the_site(environment):
    (finding,) = work.workers(environment, NOW)

    assert finding.verdict is Verdict.WARN
    assert "obole serve" in finding.advice


@pytest.mark.django_db
def test_a_line_of_the_schedule_that_failed_or_is_late_is_a_failure(environment):
    WorkerPulse.objects.create(
        id="w", host="h", process_id=os.getpid(), started_at=NOW, last_seen_at=NOW
    )
    failed, late, *others = SCHEDULE
    ScheduledRun.objects.create(
        name=failed.name, last_started_at=NOW, last_error="Traceback\nValueError: no"
    )
    ScheduledRun.objects.create(name=late.name, last_started_at=NOW - timedelta(hours=1))
    for line in others:
        ScheduledRun.objects.create(name=line.name, last_started_at=NOW)

    findings = list(work.workers(environment, NOW))

    assert verdicts(findings) == [Verdict.OK, Verdict.FAIL, Verdict.FAIL] + [Verdict.OK] * len(
        others
    )
    assert "ValueError: no" in findings[1].seen


@pytest.mark.django_db
def test_tasks_that_gave_up_are_counted(environment):
    run_reaction.enqueue(reaction="somebody.did", event={})
    BackgroundTask.objects.update(status=TaskResultStatus.FAILED)

    (finding,) = work.tasks(environment, NOW)

    assert (finding.verdict, finding.seen) == (Verdict.WARN, "1 gave up")


def test_a_live_page_that_was_never_announced_is_told(newsroom, environment):
    article = make_article()
    Publication.objects.filter(page=article).delete()
    Page.objects.filter(pk=article.pk).update(last_published_at=NOW - timedelta(hours=1))

    (finding,) = work.publications(environment, NOW)

    assert finding.verdict is Verdict.WARN
    assert "1 live pages were not announced" in finding.seen


def test_a_page_under_embargo_is_no_missed_announcement(newsroom, environment):
    article = make_article()
    Publication.objects.filter(page=article).delete()
    type(article).objects.filter(pk=article.pk).update(
        last_published_at=NOW - timedelta(hours=1), embargo_until=NOW + timedelta(days=1)
    )

    assert verdicts(work.publications(environment, NOW)) == [Verdict.OK]


def test_a_database_that_does_not_answer_is_one_line(environment, monkeypatch):
    def fail(*_):
        raise OperationalError("database is locked")
        yield

    monkeypatch.setattr(examination, "EXAMINATION", [fail])

    (finding,) = examine(environment=environment, now=NOW)

    assert finding.verdict is Verdict.FAIL
    assert "locked by another program" in finding.advice


def test_books_that_can_be_changed_or_do_not_agree_are_a_failure(newsroom, environment):
    assert verdicts(books.books(environment, NOW)) == [Verdict.FAIL, Verdict.WARN]

    install_guards(connection)
    BooksCheck.objects.create(checked_at=NOW, entries=3)
    assert verdicts(books.books(environment, NOW)) == [Verdict.OK]

    gap = Fault(wrong=Wrong.GAP, number=2)
    BooksCheck.objects.create(checked_at=NOW, entries=3, problems=[gap.to_json()])
    (finding,) = books.books(environment, NOW)
    assert finding.verdict is Verdict.FAIL
    assert "entry 2" in finding.seen
