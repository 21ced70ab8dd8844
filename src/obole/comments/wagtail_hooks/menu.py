"""The menu "Comments", with how many wait. Other files of this room put their lines into it."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from obole.comments.queries.queue import waiting_count_for_menu
from obole.comments.views.desk_permissions import PERMISSION

# Whoever registers this hook has a line in the menu.
REGISTER_ITEM = "register_comments_menu_item"

comments_menu = Menu(
    register_hook_name=REGISTER_ITEM, construct_hook_name="construct_comments_menu"
)


class ModeratorsMenuItem(MenuItem):
    """Shown to those who may decide about comments."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this person moderates."""
        return request.user.has_perm(PERMISSION)


class CommentsMenuItem(SubmenuMenuItem):
    """The whole menu; for moderators, its name says how many wait."""

    def render_component(self, request: HttpRequest) -> Any:
        """Return what the side bar draws."""
        component = super().render_component(request)
        if request.user.has_perm(PERMISSION) and (count := waiting_count_for_menu()):
            component.label = _("Comments (%(count)s)") % {"count": count}
        return component


@hooks.register("register_admin_menu_item")
def comments_menu_item() -> MenuItem:
    """Return the menu."""
    return CommentsMenuItem(
        gettext_lazy("Comments"),
        comments_menu,
        name="comments",
        icon_name="comment",
        order=120,
    )


@hooks.register(REGISTER_ITEM)
def queue_menu_item() -> MenuItem:
    """Return the line of what waits."""
    return ModeratorsMenuItem(
        gettext_lazy("What waits"),
        reverse("comments_queue"),
        name="comments-queue",
        icon_name="tasks",
        order=10,
    )


@hooks.register(REGISTER_ITEM)
def readers_menu_item() -> MenuItem:
    """Return the line of readers."""
    return ModeratorsMenuItem(
        gettext_lazy("Readers"),
        reverse("comments_readers"),
        name="comments-readers",
        icon_name="group",
        order=20,
    )


@hooks.register(REGISTER_ITEM)
def decisions_menu_item() -> MenuItem:
    """Return the line of the record."""
    return ModeratorsMenuItem(
        gettext_lazy("Decisions"),
        reverse("comments_decisions"),
        name="comments-decisions",
        icon_name="list-ul",
        order=30,
    )


@hooks.register(REGISTER_ITEM)
def figures_menu_item() -> MenuItem:
    """Return the line of the figures."""
    return ModeratorsMenuItem(
        gettext_lazy("Figures"),
        reverse("comments_figures"),
        name="comments-figures",
        icon_name="table",
        order=40,
    )


@hooks.register("register_permissions")
def moderation_permissions() -> QuerySet[Permission]:
    """Return what the form of groups offers."""
    return Permission.objects.filter(
        content_type__app_label="comments", codename="moderate_comment"
    )
