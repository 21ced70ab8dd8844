from datetime import timedelta

import bells
import pytest
from bells import BellRung
from django_tasks import TaskResultStatus

from obole.foundation import clock
from obole.foundation.facts import emit
from obole.foundation.models import BackgroundTask, WorkerPulse
from obole.foundation.rules import ATTEMPT_LIMIT
from obole.foundation.tasks import (
    KEEP_SUCCESSFUL,
    LEASE_SECONDS,
    Lookout,
    NotGivenUp,
    beat,
    prune_finished_tasks,
    rescue_tasks,
    sign_off,
    try_again,
)
from obole.foundation.worker import run_ready_tasks

pytestmark = pytest.mark.django_db


class Watch:
    """A monotonic clock that the test winds."""

    def __init__(self):
        self.seconds = 1000.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def waiting_task(table):
    """A reaction that waits for a worker, and that fails while `bells.ropes_break` is set."""
    table([bells.PULLED])
    emit(BellRung(bell="Marie"))
    return BackgroundTask.objects.get()


def let_time_pass(row):
    BackgroundTask.objects.filter(pk=row.pk).update(run_after=clock.now())


def fail_until_given_up(row):
    bells.ropes_break.append(True)
    for _ in range(ATTEMPT_LIMIT):
        let_time_pass(row)
        run_ready_tasks()
    bells.ropes_break.clear()
    row.refresh_from_db()


def claim(row, *, worker_id):
    beat(worker_id=worker_id, now=clock.now())
    row.claim(worker_id)


def test_a_task_that_fails_waits_before_its_next_attempt(waiting_task):
    bells.ropes_break.append(True)

    run_ready_tasks()
    run_ready_tasks()

    waiting_task.refresh_from_db()
    assert bells.heard == ["pulled Marie"]
    assert waiting_task.status == TaskResultStatus.READY
    assert waiting_task.run_after > clock.now() + timedelta(seconds=5)
    assert waiting_task.last_error == "bells.BrokenRope: the rope of Marie broke"


def test_a_task_that_failed_is_run_again_and_can_succeed(waiting_task):
    bells.ropes_break.append(True)
    run_ready_tasks()
    bells.ropes_break.clear()
    let_time_pass(waiting_task)

    run_ready_tasks()

    waiting_task.refresh_from_db()
    assert bells.heard == ["pulled Marie", "pulled Marie"]
    assert waiting_task.status == TaskResultStatus.SUCCESSFUL
    assert waiting_task.traceback == ""


def test_a_task_gives_up_at_the_limit(waiting_task):
    fail_until_given_up(waiting_task)
    run_ready_tasks()

    assert bells.heard == ["pulled Marie"] * ATTEMPT_LIMIT
    assert waiting_task.status == TaskResultStatus.FAILED
    assert waiting_task.finished_at is not None


def test_a_task_that_gave_up_gets_all_its_attempts_anew(waiting_task):
    fail_until_given_up(waiting_task)

    try_again(task_id=waiting_task.pk, user_id=1)
    run_ready_tasks()

    waiting_task.refresh_from_db()
    assert waiting_task.status == TaskResultStatus.SUCCESSFUL
    assert len(waiting_task.worker_ids) == 1


def test_a_task_that_has_not_given_up_cannot_be_tried_again(waiting_task):
    with pytest.raises(NotGivenUp):
        try_again(task_id=waiting_task.pk, user_id=1)


def test_a_vanished_worker_loses_its_task_after_a_lease(waiting_task, watch):
    claim(waiting_task, worker_id="gone")
    lookout = Lookout(monotonic=watch)
    at_first = rescue_tasks(lookout=lookout)
    watch.seconds += LEASE_SECONDS - 1
    just_before = rescue_tasks(lookout=lookout)
    watch.seconds += 1

    at_last = rescue_tasks(lookout=lookout)

    waiting_task.refresh_from_db()
    assert (at_first, just_before, at_last) == (0, 0, 1)
    assert waiting_task.status == TaskResultStatus.READY
    assert waiting_task.last_error.endswith("WorkerVanished: Worker gone vanished.")
    assert not WorkerPulse.objects.exists()


def test_a_living_worker_keeps_its_task_however_long_it_takes(waiting_task, watch):
    claim(waiting_task, worker_id="alive")
    lookout = Lookout(monotonic=watch)

    rescued = []
    for _ in range(10):
        beat(worker_id="alive", now=clock.now())
        rescued.append(rescue_tasks(lookout=lookout))
        watch.seconds += LEASE_SECONDS - 1

    assert rescued == [0] * 10


def test_a_clock_that_jumps_costs_no_worker_its_task(waiting_task, watch):
    claim(waiting_task, worker_id="alive")
    lookout = Lookout(monotonic=watch)
    rescue_tasks(lookout=lookout)
    WorkerPulse.objects.update(last_seen_at=clock.now() - timedelta(days=1))

    assert rescue_tasks(lookout=lookout) == 0


def test_a_task_of_a_worker_that_nobody_knows_is_taken_back_at_once(waiting_task, watch):
    waiting_task.claim("unknown")

    assert rescue_tasks(lookout=Lookout(monotonic=watch)) == 1


def test_a_task_that_kills_its_worker_each_time_gives_up(waiting_task, watch):
    for attempt in range(ATTEMPT_LIMIT):
        waiting_task.claim(f"victim {attempt}")
        rescue_tasks(lookout=Lookout(monotonic=watch))
        waiting_task.refresh_from_db()

    assert waiting_task.status == TaskResultStatus.FAILED


def test_a_worker_that_wakes_up_too_late_does_not_overwrite_the_new_owner(waiting_task, watch):
    claim(waiting_task, worker_id="sleeper")
    sleeper = BackgroundTask.objects.get()
    rescue_tasks(lookout=(lookout := Lookout(monotonic=watch)))
    watch.seconds += LEASE_SECONDS
    rescue_tasks(lookout=lookout)
    owner = BackgroundTask.objects.get()
    claim(owner, worker_id="owner")

    sleeper.set_successful(None)

    owner.refresh_from_db()
    assert owner.status == TaskResultStatus.RUNNING
    assert owner.worker_ids == ["sleeper", "owner"]


def test_a_worker_that_signs_off_is_forgotten():
    beat(worker_id="tired", now=clock.now())

    sign_off(worker_id="tired")

    assert not WorkerPulse.objects.exists()


def test_old_successes_are_deleted_and_what_gave_up_stays(table):
    table([bells.PULLED])
    for bell in ("new", "old", "given up"):
        emit(BellRung(bell=bell))
    new, old, given_up = BackgroundTask.objects.order_by("enqueued_at")
    run_ready_tasks()
    long_ago = clock.now() - KEEP_SUCCESSFUL - timedelta(minutes=1)
    BackgroundTask.objects.filter(pk__in=[old.pk, given_up.pk]).update(finished_at=long_ago)
    BackgroundTask.objects.filter(pk=given_up.pk).update(status=TaskResultStatus.FAILED)

    deleted = prune_finished_tasks()

    assert deleted == 1
    assert set(BackgroundTask.objects.all()) == {new, given_up}
