"""The foundation's page in the desk: Reports > Background tasks that gave up."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from obole.foundation.desk_menu import PermittedMenuItem
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


@hooks.register("register_reports_menu_item")
def given_up_tasks_menu_item() -> MenuItem:
    """Return the line of the Reports menu."""
    return PermittedMenuItem(
        _("Background tasks"),
        reverse("foundation_given_up_tasks"),
        name="background-tasks",
        icon_name="warning",
        order=1100,
        permission=PERMISSION,
    )


@hooks.register("register_permissions")
def task_permissions() -> QuerySet[Permission]:
    """Return what the form of groups offers."""
    return Permission.objects.filter(
        content_type__app_label="foundation", codename="retry_backgroundtask"
    )
