"""The foundation's page in the desk: Reports > Background tasks that gave up."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from obole.foundation.views import PERMISSION, GivenUpTasksView, dismiss_task, try_task_again


class GivenUpTasksMenuItem(MenuItem):
    """Shown to those who may decide about tasks."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this user sees the item."""
        return request.user.has_perm(PERMISSION)


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
    return GivenUpTasksMenuItem(
        _("Background tasks"),
        reverse("foundation_given_up_tasks"),
        name="background-tasks",
        icon_name="warning",
        order=1100,
    )


@hooks.register("register_permissions")
def task_permissions() -> QuerySet[Permission]:
    """Return what the form of groups offers."""
    return Permission.objects.filter(
        content_type__app_label="foundation", codename="retry_backgroundtask"
    )
