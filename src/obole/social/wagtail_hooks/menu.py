"""The menu "Social networks". Other files of this room put their lines into it."""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from obole.social.views.desk_permissions import RELEASE, SEE

REGISTER_ITEM: Final = "register_social_menu_item"

social_menu = Menu(register_hook_name=REGISTER_ITEM, construct_hook_name="construct_social_menu")


class PermittedMenuItem(MenuItem):
    """Shown to those who may open what it leads to."""

    def __init__(self, *arguments: object, permission: str, **named: object) -> None:
        super().__init__(*arguments, **named)
        self._permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this person sees the item."""
        return request.user.has_perm(self._permission)


@hooks.register("register_admin_menu_item")
def social_menu_item() -> MenuItem:
    """Return the menu; it hides itself where none of its lines is shown."""
    return SubmenuMenuItem(
        _("Social networks"), social_menu, name="social", icon_name="globe", order=125
    )


# Name of the address, label, icon, place and permission.
_LINES: Final = (
    ("social_channels", _("Channels"), "globe", 10, SEE),
    ("social_log", _("Log of posts"), "list-ul", 20, SEE),
    ("social_calendar", _("Calendar of posts"), "calendar", 30, SEE),
    ("social_evergreens", _("Shared again"), "rotate", 40, SEE),
    ("social_bulk", _("Post old articles"), "doc-full", 50, RELEASE),
    ("social_figures", _("Figures of posts"), "table", 60, SEE),
)


def _line(name: str, label: Any, icon: str, place: int, permission: str) -> Callable[[], MenuItem]:
    def item() -> MenuItem:
        return PermittedMenuItem(
            label,
            reverse_lazy(name),
            name=name.replace("_", "-"),
            icon_name=icon,
            order=place,
            permission=permission,
        )

    return item


for _each in _LINES:
    hooks.register(REGISTER_ITEM, _line(*_each))


@hooks.register("insert_global_admin_js")
def script() -> SafeString:
    """Return the script of these screens."""
    return format_html('<script src="{}"></script>', static("social/desk/desk.js"))


@hooks.register("insert_global_admin_css")
def styles() -> SafeString:
    """Return their style sheet."""
    return format_html('<link rel="stylesheet" href="{}">', static("social/desk/desk.css"))
