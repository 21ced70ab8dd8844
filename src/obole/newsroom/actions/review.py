"""The review of articles: a journalist writes, an editor approves."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask

from obole.accounts.roles import Role
from obole.newsroom.models import HomePage

# Who may approve. An administrator steps in when no editor is there.
APPROVING_ROLES = [Role.EDITOR, Role.ADMINISTRATOR]


@transaction.atomic
def set_up_workflow() -> None:
    """Give the tree of each language the review; a tree that has a workflow keeps its own.

    Call it after `set_up_roles` and `set_up_site`.
    """
    bare = HomePage.objects.filter(workflowpage=None).order_by("path")
    if not bare:
        return
    with translation.override(settings.LANGUAGE_CODE):
        workflow = _review()
    for home in bare:
        WorkflowPage.objects.create(workflow=workflow, page=home.page_ptr)


def _review() -> Workflow:
    used = Workflow.objects.filter(active=True, workflow_pages__page__depth=2).order_by("pk")
    workflow: Workflow | None = used.first()
    if workflow is not None:
        return workflow
    task = GroupApprovalTask.objects.create(name=_("Review by an editor"))
    task.groups.set(Group.objects.filter(name__in=[role.value for role in APPROVING_ROLES]))
    workflow = Workflow(name=_("Review"))
    workflow.save()
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow
