"""The addresses of the books in the desk, and their lines in the menu of donations."""

from typing import Any, Final

from django.templatetags.static import static
from django.urls import URLPattern, path, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks

from obole.foundation.desk_menu import PermittedMenuItem
from obole.ledger.views import desk

# Of the menu "Donations", which stands a floor above: known by its name only.
DONATIONS_MENU: Final = "register_donations_menu_item"


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    """Return the addresses of the books."""
    entries, checks = desk.EntriesView, desk.ChecksView
    return [
        path("books/entries/", entries.as_view(), name="ledger_entries"),
        path(
            "books/entries/results/",
            entries.as_view(results_only=True),
            name="ledger_entries_results",
        ),
        path("books/entries/<int:number>/", desk.EntryView.as_view(), name="ledger_entry"),
        path("books/checks/", checks.as_view(), name="ledger_checks"),
        path(
            "books/checks/results/",
            checks.as_view(results_only=True),
            name="ledger_checks_results",
        ),
    ]


@hooks.register(DONATIONS_MENU)
def entries_menu_item() -> Any:
    """Return the line of entries."""
    return PermittedMenuItem(
        desk.ENTRIES,
        reverse_lazy("ledger_entries"),
        name="ledger-entries",
        icon_name="list-ul",
        order=84,
        permission=desk.SEE_ENTRIES,
    )


@hooks.register(DONATIONS_MENU)
def checks_menu_item() -> Any:
    """Return the line of checks."""
    return PermittedMenuItem(
        desk.CHECKS,
        reverse_lazy("ledger_checks"),
        name="ledger-checks",
        icon_name="check",
        order=88,
        permission=desk.SEE_CHECKS,
    )


@hooks.register("insert_global_admin_css")
def styles() -> SafeString:
    """Return the style sheet."""
    return format_html('<link rel="stylesheet" href="{}">', static("ledger/desk.css"))
