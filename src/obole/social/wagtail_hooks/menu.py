"""The menu "Social networks". Other files of this room put their lines into it."""

from typing import Final

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from obole.foundation.desk_menu import MenuLine, register_lines
from obole.social.views.desk_permissions import RELEASE, SEE

REGISTER_ITEM: Final = "register_social_menu_item"

social_menu = Menu(register_hook_name=REGISTER_ITEM, construct_hook_name="construct_social_menu")


@hooks.register("register_admin_menu_item")
def social_menu_item() -> MenuItem:
    """Return the menu; it hides itself where none of its lines is shown."""
    return SubmenuMenuItem(
        _("Social networks"), social_menu, name="social", icon_name="globe", order=125
    )


register_lines(
    MenuLine("social_channels", _("Channels"), "globe", 10, SEE),
    MenuLine("social_log", _("Log of posts"), "list-ul", 20, SEE),
    MenuLine("social_calendar", _("Calendar of posts"), "calendar", 30, SEE),
    MenuLine("social_evergreens", _("Shared again"), "rotate", 40, SEE),
    MenuLine("social_bulk", _("Post old articles"), "doc-full", 50, RELEASE),
    MenuLine("social_figures", _("Figures of posts"), "table", 60, SEE),
    hook=REGISTER_ITEM,
)


@hooks.register("insert_global_admin_js")
def script() -> SafeString:
    """Return the script of these screens."""
    return format_html('<script src="{}"></script>', static("social/desk/desk.js"))


@hooks.register("insert_global_admin_css")
def styles() -> SafeString:
    """Return their style sheet."""
    return format_html('<link rel="stylesheet" href="{}">', static("social/desk/desk.css"))
