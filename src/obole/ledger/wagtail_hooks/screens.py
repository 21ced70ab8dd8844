"""The addresses of the books in the desk, and their lines in the menu of donations."""

from typing import Final

from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks

from obole.foundation.desk_menu import MenuLine, register_lines
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


register_lines(
    MenuLine("ledger_entries", desk.ENTRIES, "list-ul", 84, desk.SEE_ENTRIES),
    MenuLine("ledger_checks", desk.CHECKS, "check", 88, desk.SEE_CHECKS),
    hook=DONATIONS_MENU,
)


@hooks.register("insert_global_admin_css")
def styles() -> SafeString:
    """Return the style sheet."""
    return format_html('<link rel="stylesheet" href="{}">', static("ledger/desk.css"))
