"""What the accounts app adds to the desk: the password form and the record of privileges."""

from typing import Any, cast

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter, log

from obole.accounts.models import User
from obole.accounts.views import ConfirmPassword

BEFORE = "_privileges_before"


@hooks.register("register_admin_urls")
def add_confirm_password() -> list[URLPattern]:
    """Give the password form its address."""
    return [path("confirm-password/", ConfirmPassword.as_view(), name="confirm_password")]


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    """Say in words what the record holds."""
    actions.register_action(
        "accounts.confirm_password", _("Confirm password"), _("Password confirmed")
    )

    @actions.register_action("accounts.change_privileges")
    class ChangePrivileges(LogFormatter):
        # Translated when it is shown.
        label = cast("str", _("Change privileges"))

        def format_message(self, log_entry: Any) -> str:
            data: dict[str, str] = log_entry.data
            return _("Privileges changed from “%(before)s” to “%(after)s”") % data


@hooks.register("before_edit_user")
def remember_privileges(request: HttpRequest, user: User) -> None:
    """Note what the user may do before a superuser changes it."""
    if request.method == "POST":
        setattr(request, BEFORE, privileges_of(user=User.objects.get(pk=user.pk)))


@hooks.register("after_edit_user")
def record_privileges(request: HttpRequest, user: User) -> None:
    """Write an audit line when what the user may do has changed."""
    before = getattr(request, BEFORE, None)
    after = privileges_of(user=User.objects.get(pk=user.pk))
    if before is not None and before != after:
        _log_privileges(request, user, before, after)


@hooks.register("after_create_user")
def record_first_privileges(request: HttpRequest, user: User) -> None:
    """Write an audit line that says what a new user may do."""
    _log_privileges(request, user, "", privileges_of(user=user))


def _log_privileges(request: HttpRequest, user: User, before: str, after: str) -> None:
    log(
        instance=user,
        action="accounts.change_privileges",
        user=request.user,
        data={"before": before, "after": after},
    )


def privileges_of(*, user: User) -> str:
    """Return in a few words what the user may do."""
    words = sorted(group.name for group in user.groups.all())
    words += ["superuser"] if user.is_superuser else []
    words += [] if user.is_active else ["inactive"]
    return ", ".join(words) or "-"
