import contextlib

import bells
import pytest
from bells import BellRung
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from obole.foundation import facts
from obole.foundation.facts import NotInTable, Subscription, WrongTable, emit
from obole.foundation.models import BackgroundTask
from obole.foundation.worker import run_ready_tasks


class Refused(Exception):
    pass


@pytest.mark.django_db
def test_what_follows_now_runs_at_once_and_what_follows_later_is_a_task(table):
    table([bells.ANSWERED])

    emit(BellRung(bell="Marie"))

    assert bells.heard == ["noted Marie"]
    assert [row.work for row in BackgroundTask.objects.all()] == ["bells.answer_bell"]


@pytest.mark.django_db
def test_a_worker_runs_what_follows_later(table):
    table([bells.ANSWERED])
    emit(BellRung(bell="Marie"))

    run_ready_tasks()

    assert bells.heard == ["noted Marie", "answered Marie"]
    assert DBTaskResult.objects.successful().count() == 1


@pytest.mark.django_db
def test_each_later_reaction_is_a_task_of_its_own(table):
    table([Subscription(event=BellRung, later=[bells.pull_rope, bells.answer_bell])])
    bells.ropes_break.append(True)
    emit(BellRung(bell="Marie"))

    run_ready_tasks()

    assert bells.heard == ["pulled Marie", "answered Marie"]


@pytest.mark.django_db(transaction=True)
def test_a_fact_of_a_transaction_that_is_rolled_back_leaves_nothing(table):
    table([bells.ANSWERED])

    with contextlib.suppress(Refused), transaction.atomic():
        emit(BellRung(bell="Marie"))
        raise Refused

    assert not DBTaskResult.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_a_transaction_is_refused(table):
    table([bells.ANSWERED])

    with pytest.raises(AssertionError, match="outside a transaction"):
        emit(BellRung(bell="Marie"))

    assert bells.heard == []


@pytest.mark.django_db
def test_a_fact_that_the_table_does_not_know_is_refused(table):
    table([])

    with pytest.raises(NotInTable, match="BellRung"):
        emit(BellRung(bell="Marie"))


@pytest.mark.django_db
def test_only_what_the_table_lists_is_called(table):
    table([bells.ANSWERED])

    with pytest.raises(NotInTable, match=r"os\.system"):
        facts.run_reaction.call(reaction="os.system", event=BellRung(bell="Marie").to_json())


def test_an_event_with_two_lines_is_refused(table):
    with pytest.raises(WrongTable, match="BellRung has two lines"):
        table([bells.ANSWERED, bells.PULLED])


def test_a_reaction_that_has_no_address_is_refused(table):
    with pytest.raises(WrongTable, match="lambda"):
        table([Subscription(event=BellRung, later=[lambda event: None])])


def test_a_wrong_table_leaves_the_one_before_in_force(table):
    table([bells.ANSWERED])

    with pytest.raises(WrongTable):
        table([bells.PULLED, bells.PULLED])

    assert facts.subscriptions() == [bells.ANSWERED]
