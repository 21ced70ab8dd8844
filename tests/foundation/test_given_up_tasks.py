from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import translation
from django_tasks import TaskResultStatus

from obole.foundation import clock
from obole.foundation.models import BackgroundTask

pytestmark = pytest.mark.django_db(databases="__all__")


def make_task(*, status=TaskResultStatus.FAILED, reaction="press.print_page"):
    return BackgroundTask.objects.create(
        args_kwargs={"args": [], "kwargs": {"reaction": reaction, "event": {}}},
        task_path="obole.foundation.facts.run_reaction",
        backend_name="default",
        status=status,
        worker_ids=["one", "two"],
        run_after=clock.now(),
        finished_at=clock.now(),
        exception_class_path="press.PaperJam",
        traceback="Traceback (most recent call last):\n  File <press>\npress.PaperJam: <no> paper",
    )


@pytest.fixture
def desk(client):
    """Return a client for whom somebody is logged in, with or without the permission."""

    def log_in(*, may_try_again):
        user = get_user_model().objects.create_user(email="a@example.org", password=uuid4().hex)
        wanted = ["access_admin", *(["retry_backgroundtask"] if may_try_again else [])]
        user.user_permissions.set(Permission.objects.filter(codename__in=wanted))
        client.force_login(user)
        return client

    with translation.override("en"):
        yield log_in


def report_url():
    return reverse("foundation_given_up_tasks")


def try_again_url(task):
    return reverse("foundation_try_task_again", args=[task.pk])


def dismiss_url(task):
    return reverse("foundation_dismiss_task", args=[task.pk])


def test_the_report_lists_what_gave_up_and_why(desk):
    make_task()
    make_task(status=TaskResultStatus.READY, reaction="press.bind_book")

    page = desk(may_try_again=True).get(report_url(), secure=True).content.decode()

    assert "press.print_page" in page
    assert "press.PaperJam: &lt;no&gt; paper" in page
    assert "press.bind_book" not in page


def test_the_report_stands_in_the_menu_of_those_who_may(desk):
    page = desk(may_try_again=True).get(reverse("wagtailadmin_home"), secure=True)

    assert report_url() in page.content.decode()


def test_try_again_makes_the_task_ready(desk):
    task = make_task()

    answer = desk(may_try_again=True).post(try_again_url(task), secure=True, follow=True)

    task.refresh_from_db()
    assert (task.status, task.worker_ids) == (TaskResultStatus.READY, [])
    assert "press.print_page" in str(next(iter(answer.context["messages"])))


def test_a_dismissed_task_is_forgotten_and_the_log_says_by_whom(desk, caplog):
    task = make_task()

    answer = desk(may_try_again=True).post(dismiss_url(task), secure=True, follow=True)

    assert not BackgroundTask.objects.filter(pk=task.pk).exists()
    assert "press.print_page" in str(next(iter(answer.context["messages"])))
    assert f"dismissed by user {get_user_model().objects.get().pk}" in caplog.text
    assert "press.PaperJam: <no> paper" in caplog.text


def test_only_what_gave_up_can_be_dismissed(desk):
    task = make_task(status=TaskResultStatus.READY)

    answer = desk(may_try_again=True).post(dismiss_url(task), secure=True, follow=True)

    assert BackgroundTask.objects.filter(pk=task.pk).exists()
    assert "déjà décidé" in str(next(iter(answer.context["messages"])))


def test_others_dismiss_nothing(desk):
    task = make_task()

    desk(may_try_again=False).post(dismiss_url(task), secure=True)

    assert BackgroundTask.objects.filter(pk=task.pk).exists()


def test_a_second_click_changes_nothing(desk):
    task = make_task(status=TaskResultStatus.RUNNING)

    desk(may_try_again=True).post(try_again_url(task), secure=True)

    task.refresh_from_db()
    assert task.status == TaskResultStatus.RUNNING


def test_looking_at_the_address_changes_nothing(desk):
    task = make_task()

    answer = desk(may_try_again=True).get(try_again_url(task), secure=True)

    assert answer.status_code == 405


def test_others_neither_see_the_report_nor_try_again(desk):
    task = make_task()
    client = desk(may_try_again=False)

    report = client.get(report_url(), secure=True)
    attempt = client.post(try_again_url(task), secure=True)

    task.refresh_from_db()
    assert (report.status_code, attempt.status_code) == (302, 302)
    assert (
        "press.print_page"
        not in client.get(report_url(), secure=True, follow=True).content.decode()
    )
    assert task.status == TaskResultStatus.FAILED
