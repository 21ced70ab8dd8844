"""Payment accounts in the desk: their addresses, their line in the menu, their words in the log."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from obole.donations.actions import connecting
from obole.donations.views import desk_accounts
from obole.donations.wagtail_hooks.menu import REGISTER_ITEM
from obole.foundation.desk_menu import MenuLine, register_lines


@hooks.register("register_admin_urls")
def account_urls() -> list[URLPattern]:
    """Return the addresses of payment accounts."""
    return [
        path("donations/accounts/", desk_accounts.AccountsView.as_view(), name=desk_accounts.LIST),
        path(
            "donations/accounts/<slug:gateway>/",
            desk_accounts.AccountView.as_view(),
            name="donations_account",
        ),
    ]


register_lines(
    MenuLine(desk_accounts.LIST, _("Payment accounts"), "key", 80, desk_accounts.PERMISSION),
    hook=REGISTER_ITEM,
)


@hooks.register("register_log_actions")
def account_log_actions(actions: LogActionRegistry) -> None:
    """Name what is written down of accounts."""
    actions.register_action(
        connecting.LOG_CONNECTED, _("Connect a payment account"), _("Payment account connected")
    )
    actions.register_action(
        connecting.LOG_SWITCHED,
        _("Switch a payment account on or off"),
        _("Payment account switched on or off"),
    )
    actions.register_action(
        connecting.LOG_FORGOTTEN,
        _("Delete the keys of a payment account"),
        _("Keys of a payment account deleted"),
    )
