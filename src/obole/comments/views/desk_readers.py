"""Readers at the desk: who they are here, what they wrote, what was decided about them."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView

from obole.accounts.colleagues import colleague
from obole.comments.actions.deciding import set_standing
from obole.comments.actions.noting import note_about
from obole.comments.models import Comment, Reader
from obole.comments.queries.grounds import current_grounds
from obole.comments.queries.histories import history_of
from obole.comments.rules.states import Standing, State
from obole.comments.views.desk_forms import NoteForm, StandingForm
from obole.comments.views.desk_permissions import MODERATE, POLICY, may_moderate
from obole.foundation import clock
from obole.foundation.desk_screens import first_error

COMMENTS_PAGE = 50
DECISIONS_SHOWN = 50


class ReadersView(ReportView):  # type: ignore[misc]
    """Lists the readers who wrote, the latest to come first."""

    model = Reader
    permission_policy = POLICY
    permission_required = MODERATE
    page_title = gettext_lazy("Readers who comment")
    header_icon = "group"
    index_url_name = "comments_readers"
    index_results_url_name = "comments_readers_results"
    is_searchable = True
    search_fields = ("name", "email")
    default_ordering = "-created_at"
    no_results_message = gettext_lazy("No reader has this name or address.")
    columns = (
        TitleColumn(
            "shown_name",
            label=gettext_lazy("Name"),
            accessor=str,
            url_name="comments_reader",
            sort_key="name",
        ),
        Column("email", label=gettext_lazy("E-mail address")),
        Column("get_standing_display", label=gettext_lazy("Standing")),
        Column(
            "approved_count", label=pgettext_lazy("comments", "Approved"), sort_key="approved_count"
        ),
        Column(
            "rejected_count", label=pgettext_lazy("comments", "Rejected"), sort_key="rejected_count"
        ),
        DateColumn("created_at", label=gettext_lazy("Since"), sort_key="created_at"),
    )

    def get_queryset(self) -> QuerySet[Reader]:
        """Return the readers, or those that are looked for."""
        found: QuerySet[Reader] = self.search_queryset(Reader.objects.all())
        return found.order_by(self.ordering, "pk")


@method_decorator(may_moderate, name="dispatch")
class ReaderView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """Shows one reader."""

    template_name = "comments/desk/reader.html"
    header_icon = "user"

    def get_page_title(self) -> str:
        """Name the reader."""
        return str(self.reader)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        readers = {"url": reverse("comments_readers"), "label": _("Readers who comment")}
        return [*self.breadcrumbs_items, readers, {"url": "", "label": self.get_page_title()}]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the reader."""
        super().setup(request, *args, **kwargs)
        self.reader = get_object_or_404(Reader, pk=kwargs["pk"])

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decide what the reader may do from now on; they are told why."""
        form = _standing_form(self.reader, request.POST)
        if not form.is_valid():
            messages.error(request, first_error(form))
            return self.render_to_response(self.get_context_data(standing_form=form))
        decision = set_standing(
            reader_id=pk,
            standing=Standing(form.cleaned_data["standing"]),
            until=form.until_moment(),
            user=colleague(request),
            now=clock.now(),
            reasons=form.reasons(),
        )
        said = {"name": self.reader, "measure": decision.get_measure_display()}
        messages.success(request, _("%(name)s: %(measure)s.") % said)
        return redirect("comments_reader", pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the template shows."""
        comments = (
            Comment.objects.filter(reader=self.reader)
            .exclude(state=State.UNPROVEN)
            .select_related("thread__page")
            .order_by("-created_at", "-pk")
        )
        page = Paginator(comments, COMMENTS_PAGE).get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "reader": self.reader,
            "history": history_of(self.reader),
            "page_obj": page,
            "decisions": list(
                self.reader.decisions.filter(comment=None).order_by("-pk")[:DECISIONS_SHOWN]
            ),
            "note_form": NoteForm(),
            "standing_form": kwargs.get("standing_form") or _standing_form(self.reader),
            "replies": current_grounds().replies,
        }


def _standing_form(reader: Reader, data: Any = None) -> StandingForm:
    return StandingForm(
        data,
        grounds=current_grounds(),
        language=reader.language,
        now=clock.now(),
        initial={"standing": reader.standing},
    )


@require_POST
@may_moderate
def note_reader(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a note about a reader."""
    reader = get_object_or_404(Reader, pk=pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        note_about(
            reader_id=reader.pk,
            user=colleague(request),
            text=form.cleaned_data["text"],
            now=clock.now(),
        )
        messages.success(request, _("The note is kept."))
    else:
        messages.error(request, first_error(form))
    return redirect("comments_reader", pk)
