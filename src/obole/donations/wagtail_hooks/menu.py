"""The menu "Donations". Whoever registers its hook has a line in it, whatever the app."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

REGISTER_ITEM: Final = "register_donations_menu_item"

donations_menu = Menu(
    register_hook_name=REGISTER_ITEM, construct_hook_name="construct_donations_menu"
)


@hooks.register("register_admin_menu_item")
def donations_menu_item() -> MenuItem:
    """Return the menu; it hides itself where none of its lines is shown."""
    return SubmenuMenuItem(
        _("Donations"),
        donations_menu,
        name="donations",
        icon_name="pick",
        order=130,
    )
