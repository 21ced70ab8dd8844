"""The foundation's page in the desk: Reports > Background tasks that gave up."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from obole.foundation.desk_menu import MenuLine, register_lines
from obole.foundation.views import PERMISSION, GivenUpTasksView, dismiss_task, try_task_again


@hooks.register("register_admin_urls")
def task_urls() -> list[URLPattern]:
    """Return the addresses of the report."""
    report = "reports/background-tasks/"
    return [
        path(report, GivenUpTasksView.as_view(), name="foundation_given_up_tasks"),
        path(
            f"{report}results/",
            GivenUpTasksView.as_view(results_only=True),
            name="foundation_given_up_tasks_results",
        ),
        path(
            f"{report}<uuid:task_id>/try-again/", try_task_again, name="foundation_try_task_again"
        ),
        path(f"{report}<uuid:task_id>/dismiss/", dismiss_task, name="foundation_dismiss_task"),
    ]


register_lines(
    MenuLine("foundation_given_up_tasks", _("Background tasks"), "warning", 1100, PERMISSION),
    hook="register_reports_menu_item",
)


@hooks.register("register_permissions")
def task_permissions() -> QuerySet[Permission]:
    """Return what the form of groups offers."""
    return Permission.objects.filter(
        content_type__app_label="foundation", codename="retry_backgroundtask"
    )
