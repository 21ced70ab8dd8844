"""The fourth table: what runs by itself."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from factories import make_article

from obole.foundation.models import ScheduledRun
from obole.foundation.schedule import run_due
from obole.project.schedule import SCHEDULE


def run_all(now):
    return run_due(schedule=SCHEDULE, worker_id="w", now=now)


@pytest.mark.django_db
def test_every_line_runs_and_none_fails():
    now = timezone.now()

    names = run_all(now)

    assert names == [line.name for line in SCHEDULE]
    assert not ScheduledRun.objects.exclude(last_error="").exists()


def test_names_are_unique_because_runs_are_found_by_them():
    assert len({line.name for line in SCHEDULE}) == len(SCHEDULE)


def test_what_is_scheduled_goes_live_within_a_minute_of_its_hour(newsroom):
    now = timezone.now()
    article = make_article()
    article.unpublish()
    article.go_live_at = now + timedelta(hours=1)
    article.save_revision().publish()
    # The hour comes: the scheduled revision says so in its content and beside it.
    just_now = now - timedelta(seconds=1)
    revision = article.latest_revision
    revision.content["go_live_at"] = just_now.isoformat()
    revision.approved_go_live_at = just_now
    revision.save()
    assert not type(article).objects.get(pk=article.pk).live

    run_all(now)

    article.refresh_from_db()
    assert article.live


@pytest.mark.django_db
def test_ended_sessions_are_forgotten():
    now = timezone.now()
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(days=1))

    run_all(now)

    assert [session.session_key for session in Session.objects.all()] == ["new"]


def test_the_database_learns_the_sizes_of_its_tables(newsroom):
    make_article()

    run_all(timezone.now())

    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL learns them by itself.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tbl FROM sqlite_stat1")
        known = {table for (table,) in cursor.fetchall()}
    assert {"wagtailcore_page", "newsroom_sectionpage"} <= known
