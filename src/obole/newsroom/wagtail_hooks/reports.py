"""The calendar: what was published and what will be."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import DateFromToRangeFilter
from wagtail import hooks
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, LiveStatusTagColumn, TitleColumn
from wagtail.permissions import policy_registry
from wagtail.query import PageQuerySet

from obole.foundation.desk_reports import ExportedReport
from obole.newsroom.models import ArticlePage
from obole.newsroom.queries import desk


class CalendarFilters(WagtailFilterSet):
    """By day, section, kind and language."""

    moment = DateFromToRangeFilter(label=_("Day"), widget=DateRangePickerWidget)

    class Meta:
        model = ArticlePage
        fields = ["moment", "section", "label", "locale"]


class CalendarView(ExportedReport):
    """Articles by the moment at which they went live or will."""

    model = ArticlePage
    page_title = _("Calendar")
    header_icon = "calendar"
    index_url_name = "newsroom_calendar"
    index_results_url_name = "newsroom_calendar_results"
    filterset_class = CalendarFilters
    any_permission_required = ("publish",)
    is_searchable = False
    default_ordering = None
    list_export = ("moment", "title", "section", "label", "status_string")
    columns = (
        TitleColumn("title", label=_("Headline"), url_name="wagtailadmin_pages:edit"),
        DateColumn("moment", label=_("Goes live")),
        Column("section", label=pgettext_lazy("of the newspaper", "Section")),
        Column("get_label_display", label=_("Kind")),
        Column("locale", label=_("Language")),
        LiveStatusTagColumn(),
    )

    def get_queryset(self) -> PageQuerySet:
        """Return every article that has its moment, the furthest ahead first."""
        return desk.calendar()


class CalendarMenuItem(MenuItem):
    """Shown to whoever may publish."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this person may publish anything."""
        policy = policy_registry.get_by_type(ArticlePage)
        return bool(policy.user_has_permission(request.user, "publish"))


@hooks.register("register_admin_urls")
def calendar_urls() -> list[URLPattern]:
    """Return the addresses of the calendar in the desk."""
    return [
        path("calendar/", CalendarView.as_view(), name="newsroom_calendar"),
        path(
            "calendar/results/",
            CalendarView.as_view(results_only=True),
            name="newsroom_calendar_results",
        ),
    ]


@hooks.register("register_admin_menu_item")
def calendar_menu_item() -> Any:
    """Return the calendar's line in the menu."""
    return CalendarMenuItem(
        _("Calendar"), reverse("newsroom_calendar"), icon_name="calendar", order=240
    )
