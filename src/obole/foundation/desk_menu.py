"""Lines of the desk's menus."""

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem


class PermittedMenuItem(MenuItem):  # type: ignore[misc]
    """Shown to those who may open what it leads to."""

    def __init__(self, *arguments: object, permission: str, **named: object) -> None:
        super().__init__(*arguments, **named)
        self._permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this person sees the item."""
        return request.user.has_perm(self._permission)
