"""What editors look at after an import: a list to work through, and a way to take things off it."""

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from obole.newsroom.models import ArticlePage
from obole.portability import actions
from obole.portability.models import SourceRecord
from obole.portability.queries.flagged import flagged_records
from obole.portability.queries.shown_reports import flags_in_words

FROM_REPORT = "from_report"


def shown_flags(record: SourceRecord) -> Iterator[str]:
    """Yield what is still to be looked at in a text, in words."""
    return flags_in_words(record.open_flags)


class FlagsColumn(Column):  # type: ignore[misc]
    """What is to be looked at, a line each."""

    cell_template_name = "portability/flags_cell.html"


class DismissColumn(Column):  # type: ignore[misc]
    """The button that takes a text off the list."""

    cell_template_name = "portability/dismiss_cell.html"


class FlaggedTextsView(ReportView):  # type: ignore[misc]
    """Lists the texts that somebody should look at."""

    model = ArticlePage
    any_permission_required = ("publish",)
    page_title = gettext_lazy("From the import: to look at")
    header_icon = "view"
    index_url_name = "portability_flags"
    index_results_url_name = "portability_flags_results"
    is_searchable = False
    no_results_message = gettext_lazy("Nothing of an import is left to look at.")
    columns = (
        TitleColumn(
            "title",
            label=gettext_lazy("Headline"),
            accessor="page.title",
            url_name="wagtailadmin_pages:edit",
            id_accessor="page_id",
        ),
        FlagsColumn("flags", label=gettext_lazy("To look at"), accessor=shown_flags),
        DismissColumn("page_id", label=""),
    )

    @property
    def permission_policy(self) -> object:
        """Return the policy of articles: whoever may publish sees the list."""
        return policy_registry.get_by_type(ArticlePage)

    def get_queryset(self) -> QuerySet[SourceRecord]:
        """Return the texts."""
        return flagged_records()


@require_POST
def dismiss_flags(request: HttpRequest, page_id: int) -> HttpResponse:
    """Take a text off the list, asked for from the list or from its edit form."""
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    actions.dismiss_flags(page_id=page.pk)
    if FROM_REPORT not in request.POST:
        return HttpResponse(status=204)
    messages.success(
        request, _("“%(title)s” is off the list.") % {"title": page.get_admin_display_title()}
    )
    return redirect("portability_flags")
