"""Who may manage accounts: superusers, and nobody else whatever their groups say.

In Wagtail, whoever may change users can make themselves superuser
(https://docs.wagtail.org/en/stable/releases/ security policy), so a group can't have it.
"""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from wagtail.permission_policies.base import BasePermissionPolicy

from obole.accounts.models import User


class SuperusersOnly(BasePermissionPolicy):
    """Every action is for active superusers."""

    def user_has_permission(self, user: AbstractBaseUser | AnonymousUser, action: str) -> bool:
        """Tell whether this user may do anything at all here."""
        return bool(user.is_active and getattr(user, "is_superuser", False))

    def users_with_any_permission(self, actions: Iterable[str]) -> object:
        """Return the superusers."""
        return User.objects.filter(is_active=True, is_superuser=True)
