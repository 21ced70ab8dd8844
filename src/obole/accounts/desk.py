"""Wagtail's screens for users and groups, behind our wall."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's users app, with accounts and groups managed by superusers only."""

    def ready(self) -> None:
        """Put our policy in the place of the one that goes by group permissions."""
        super().ready()
        from django.contrib.auth import get_user_model
        from django.contrib.auth.models import Group
        from wagtail.permissions import register_permission_policy

        from obole.accounts.policies import SuperusersOnly

        for model in (get_user_model(), Group):
            register_permission_policy(model, SuperusersOnly(model))
