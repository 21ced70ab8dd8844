from datetime import UTC, datetime, timedelta

import pytest

from obole.foundation.models import ScheduledRun, WorkerPulse
from obole.foundation.schedule import Scheduled, run_due
from obole.foundation.tasks import beat, sign_off

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def every_minute(name, run):
    return Scheduled(name=name, every=MINUTE, run=run)


def explode():
    raise ValueError("boom")


def test_a_line_runs_when_its_hour_has_come_and_not_before():
    rung = []
    schedule = [every_minute("ring", lambda: rung.append("ring"))]

    ran = [
        run_due(schedule=schedule, worker_id="a", now=NOON + seconds)
        for seconds in (timedelta(), timedelta(seconds=59), MINUTE, MINUTE * 2)
    ]

    assert ran == [["ring"], [], ["ring"], ["ring"]]
    assert len(rung) == 3


def test_while_no_hour_has_come_one_query_tells(django_assert_num_queries):
    schedule = [every_minute(f"line {number}", lambda: None) for number in range(20)]
    run_due(schedule=schedule, worker_id="a", now=NOON)

    with django_assert_num_queries(1):
        assert run_due(schedule=schedule, worker_id="a", now=NOON) == []


def test_two_schedulers_run_a_line_once():
    rung = []
    schedule = [every_minute("ring", lambda: rung.append("ring"))]

    for worker_id in ("a", "b"):
        run_due(schedule=schedule, worker_id=worker_id, now=NOON)

    assert rung == ["ring"]


def test_a_line_that_fails_does_not_stop_the_others():
    rung = []
    schedule = [every_minute("explode", explode), every_minute("ring", lambda: rung.append(1))]

    run_due(schedule=schedule, worker_id="a", now=NOON)

    assert rung == [1]
    assert "ValueError: boom" in ScheduledRun.objects.get(name="explode").last_error
    assert ScheduledRun.objects.get(name="ring").last_error == ""


def test_a_line_that_failed_runs_again_at_its_next_hour_and_forgets_the_error():
    schedule = [every_minute("repair", explode)]
    run_due(schedule=schedule, worker_id="a", now=NOON)

    ran = run_due(schedule=[every_minute("repair", int)], worker_id="a", now=NOON + MINUTE)

    assert ran == ["repair"]
    assert ScheduledRun.objects.get().last_error == ""


def test_a_line_that_still_runs_elsewhere_is_not_started_again():
    beat(worker_id="slow", now=NOON)
    nested = []

    def run_for_long():
        schedule = [every_minute("long", lambda: nested.append("again"))]
        nested.append(run_due(schedule=schedule, worker_id="other", now=NOON + MINUTE * 5))

    run_due(schedule=[every_minute("long", run_for_long)], worker_id="slow", now=NOON)

    assert nested == [[]]


def test_a_line_whose_worker_died_runs_again():
    beat(worker_id="dead", now=NOON)
    ScheduledRun.objects.create(name="ring", held_by="dead", last_started_at=NOON)
    schedule = [every_minute("ring", int)]
    while_held = run_due(schedule=schedule, worker_id="alive", now=NOON + MINUTE)
    sign_off(worker_id="dead")

    after = run_due(schedule=schedule, worker_id="alive", now=NOON + MINUTE)

    assert (while_held, after) == ([], ["ring"])
    assert not WorkerPulse.objects.exists()


def test_a_clock_that_was_wrong_by_a_day_delays_nothing():
    schedule = [every_minute("ring", int)]
    run_due(schedule=schedule, worker_id="a", now=NOON + timedelta(days=1))

    assert run_due(schedule=schedule, worker_id="a", now=NOON) == ["ring"]


def test_two_machines_whose_clocks_differ_a_little_run_a_line_once():
    schedule = [every_minute("ring", int)]
    run_due(schedule=schedule, worker_id="a", now=NOON)

    assert run_due(schedule=schedule, worker_id="b", now=NOON - timedelta(seconds=2)) == []
