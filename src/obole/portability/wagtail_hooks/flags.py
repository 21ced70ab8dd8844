"""What editors look at after an import: Reports > From the import, and a notice in each form."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import policy_registry

from obole.newsroom.models import ArticlePage
from obole.newsroom.panels import PAGE_NOTICES
from obole.portability.queries.flagged import flagged_records, open_flags_of
from obole.portability.queries.shown_reports import flags_in_words
from obole.portability.views import flags as views


class FlagsMenuItem(MenuItem):
    """Shown to whoever may publish, as long as there is something to look at."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether there is anything to see for this person."""
        policy = policy_registry.get_by_type(ArticlePage)
        may_see = policy.user_has_permission(request.user, "publish")
        return bool(may_see and flagged_records().exists())


class FlagsNotice(Component):
    """What is to be looked at in one page, until somebody has."""

    template_name = "portability/flags_notice.html"

    def __init__(self, *, page_id: int, flags: list[str]) -> None:
        self._page_id = page_id
        self._flags = flags

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return what the template shows."""
        url = reverse("portability_dismiss_flags", args=[self._page_id])
        return {"flags": list(flags_in_words(self._flags)), "dismiss_url": url}


@hooks.register(PAGE_NOTICES)
def notice_of_flags(page: Page) -> FlagsNotice | None:
    """Return the notice of a page that an import has flagged."""
    flags = open_flags_of(page_id=page.pk)
    return FlagsNotice(page_id=page.pk, flags=flags) if flags else None


@hooks.register("register_admin_urls")
def flag_urls() -> list[URLPattern]:
    """Return the addresses of the list."""
    report = "reports/from-the-import/"
    return [
        path(report, views.FlaggedTextsView.as_view(), name="portability_flags"),
        path(
            f"{report}results/",
            views.FlaggedTextsView.as_view(results_only=True),
            name="portability_flags_results",
        ),
        path(
            f"{report}<int:page_id>/dismiss/",
            views.dismiss_flags,
            name="portability_dismiss_flags",
        ),
    ]


@hooks.register("register_reports_menu_item")
def flags_menu_item() -> MenuItem:
    """Return the line of the Reports menu."""
    return FlagsMenuItem(
        _("From the import"),
        reverse("portability_flags"),
        name="from-the-import",
        icon_name="view",
        order=1000,
    )


@hooks.register("insert_global_admin_js")
def script() -> SafeString:
    """Return the script of the notice and of the page of an import."""
    return format_html('<script src="{}"></script>', static("portability/desk/imports.js"))
