"""The desk's page of background tasks that gave up."""

from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django_tasks import TaskResultStatus
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from obole.foundation.models import BackgroundTask
from obole.foundation.tasks import NotGivenUp, dismiss, try_again

# The ignored types below: Wagtail's admin has none that mypy could follow.
PERMISSION = "foundation.retry_backgroundtask"


class ErrorColumn(Column):  # type: ignore[misc]
    """What went wrong, with the traceback behind a click."""

    cell_template_name = "foundation/error_cell.html"


class DecisionColumn(Column):  # type: ignore[misc]
    """The two buttons."""

    cell_template_name = "foundation/decision_cell.html"


class GivenUpTasksView(ReportView):  # type: ignore[misc]
    """Lists the tasks that failed at every attempt, the latest first."""

    model = BackgroundTask
    permission_policy = ModelPermissionPolicy(BackgroundTask)
    permission_required = "retry"
    page_title = gettext_lazy("Background tasks that gave up")
    header_icon = "warning"
    index_url_name = "foundation_given_up_tasks"
    index_results_url_name = "foundation_given_up_tasks_results"
    no_results_message = gettext_lazy("No background task has given up.")
    columns = [
        Column("work", label=gettext_lazy("Task")),
        DateColumn("finished_at", label=gettext_lazy("Gave up")),
        ErrorColumn("last_error", label=gettext_lazy("What went wrong")),
        DecisionColumn("pk", label=""),
    ]

    def get_queryset(self) -> QuerySet[BackgroundTask]:
        """Return the tasks to list."""
        given_up = BackgroundTask.objects.filter(status=TaskResultStatus.FAILED)
        return cast("QuerySet[BackgroundTask]", given_up.order_by("-finished_at", "pk"))


@require_POST
@permission_required(PERMISSION, raise_exception=True)
def try_task_again(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Give one task all its attempts anew."""
    assert request.user.pk is not None
    try:
        task = try_again(task_id=task_id, user_id=request.user.pk)
    except NotGivenUp:
        messages.warning(request, _("Somebody has already decided about this task."))
    else:
        messages.success(request, _("%(task)s is tried again now.") % {"task": task.work})
    return redirect("foundation_given_up_tasks")


@require_POST
@permission_required(PERMISSION, raise_exception=True)
def dismiss_task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Take one task off the list for good."""
    assert request.user.pk is not None
    try:
        task = dismiss(task_id=task_id, user_id=request.user.pk)
    except NotGivenUp:
        messages.warning(request, _("Somebody has already decided about this task."))
    else:
        messages.success(
            request, _("%(task)s is dismissed: it stays undone.") % {"task": task.work}
        )
    return redirect("foundation_given_up_tasks")
