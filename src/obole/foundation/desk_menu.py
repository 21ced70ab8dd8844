"""Lines of the desk's menus."""

from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from wagtail import hooks
from wagtail.admin.menu import MenuItem


class PermittedMenuItem(MenuItem):  # type: ignore[misc]
    """Shown to those who may open what it leads to."""

    def __init__(self, *arguments: object, permission: str, **named: object) -> None:
        super().__init__(*arguments, **named)
        self._permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this person sees the item."""
        return request.user.has_perm(self._permission)


class MenuLine(NamedTuple):
    """A line of a menu, and the name of the address that it leads to."""

    url_name: str
    label: str | Promise
    icon: str
    order: int
    permission: str

    def item(self) -> PermittedMenuItem:
        """Return the line as Wagtail draws it."""
        return PermittedMenuItem(
            self.label,
            reverse(self.url_name),
            name=self.url_name.replace("_", "-"),
            icon_name=self.icon,
            order=self.order,
            permission=self.permission,
        )


def register_lines(*lines: MenuLine, hook: str) -> None:
    """Put lines into the menu that is built with this hook."""
    for line in lines:
        hooks.register(hook, line.item)
