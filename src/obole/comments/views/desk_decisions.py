"""The record of decisions, as the desk reads it."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from django_filters import BooleanFilter, CharFilter, DateFromToRangeFilter, MultipleChoiceFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from obole.comments.models import Comment, Decision, MeasureChoice
from obole.comments.views.desk_permissions import MODERATE, POLICY, may_moderate
from obole.foundation.desk_reports import ExportedReport


class DecisionFilters(WagtailFilterSet):  # type: ignore[misc]
    """By measure, person, date, and whether a person decided."""

    measure = MultipleChoiceFilter(label=gettext_lazy("Measure"), choices=MeasureChoice.choices)
    user_name = CharFilter(label=gettext_lazy("Person"), lookup_expr="icontains")
    made_at = DateFromToRangeFilter(label=gettext_lazy("Day"), widget=DateRangePickerWidget)
    is_automated_decision = BooleanFilter(label=gettext_lazy("Decided by a rule"))

    class Meta:
        model = Decision
        fields = ["measure", "user_name", "made_at", "is_automated_decision"]


class DecisionsView(ExportedReport):
    """Lists all decisions, the latest first."""

    model = Decision
    permission_policy = POLICY
    permission_required = MODERATE
    page_title = gettext_lazy("Decisions about comments")
    header_icon = "list-ul"
    index_url_name = "comments_decisions"
    index_results_url_name = "comments_decisions_results"
    filterset_class = DecisionFilters
    is_searchable = False
    no_results_message = gettext_lazy("No such decision was made.")
    list_export = (
        "pk",
        "made_at",
        "measure",
        "user_name",
        "clause",
        "ground",
        "category",
        "comment_id",
        "reader_id",
        "is_automated_decision",
    )
    columns = (
        TitleColumn(
            "get_measure_display", label=gettext_lazy("Measure"), url_name="comments_decision"
        ),
        DateColumn("made_at", label=gettext_lazy("Decided")),
        Column("user_name", label=gettext_lazy("By")),
        Column("reader", label=gettext_lazy("Reader")),
        Column("clause", label=gettext_lazy("Clause")),
        BooleanColumn("is_automated_decision", label=gettext_lazy("Decided by a rule")),
    )

    def get_queryset(self) -> QuerySet[Decision]:
        """Return the decisions."""
        return Decision.objects.select_related("reader").order_by("-made_at", "-pk")


@method_decorator(may_moderate, name="dispatch")
class DecisionView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """Shows one decision: why it was made, what its author was told, what came of it."""

    template_name = "comments/desk/decision.html"
    header_icon = "list-ul"

    def get_page_title(self) -> str:
        """Name the decision."""
        return _("Decision %(number)d: %(measure)s") % {
            "number": self.decision.pk,
            "measure": self.decision.get_measure_display(),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        record = {"url": reverse("comments_decisions"), "label": _("Decisions about comments")}
        return [*self.breadcrumbs_items, record, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the template shows."""
        decisions = Decision.objects.select_related("reader", "notice", "statement", "appeal")
        self.decision = get_object_or_404(decisions, pk=self.kwargs["pk"])
        # The record outlives comments, which go with their pages.
        about = Comment.objects.filter(decisions=self.decision).select_related("thread__page")
        return {
            **super().get_context_data(**kwargs),
            "decision": self.decision,
            # The record outlives the comment, which goes with its page.
            "comment": about.first(),
            "statement": getattr(self.decision, "statement", None),
            "appeal": getattr(self.decision, "appeal", None),
        }
