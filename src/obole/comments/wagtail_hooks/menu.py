"""The menu "Comments", with how many wait. Other files of this room put their lines into it."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from obole.comments.queries.queue import waiting_count_for_menu
from obole.comments.views.desk_permissions import PERMISSION
from obole.foundation.desk_menu import MenuLine, register_lines

# Whoever registers this hook has a line in the menu.
REGISTER_ITEM = "register_comments_menu_item"

comments_menu = Menu(
    register_hook_name=REGISTER_ITEM, construct_hook_name="construct_comments_menu"
)


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


register_lines(
    MenuLine("comments_queue", gettext_lazy("What waits"), "tasks", 10, PERMISSION),
    MenuLine("comments_readers", gettext_lazy("Readers"), "group", 20, PERMISSION),
    MenuLine("comments_decisions", gettext_lazy("Decisions"), "list-ul", 30, PERMISSION),
    MenuLine("comments_figures", gettext_lazy("Figures"), "table", 40, PERMISSION),
    hook=REGISTER_ITEM,
)


@hooks.register("register_permissions")
def moderation_permissions() -> QuerySet[Permission]:
    """Return what the form of groups offers."""
    return Permission.objects.filter(
        content_type__app_label="comments", codename="moderate_comment"
    )
