"""The log: all that was to go out, was sent, changed, taken away, or is stuck; never shortened."""

from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import DateFromToRangeFilter, ModelChoiceFilter, MultipleChoiceFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from obole.foundation import clock
from obole.foundation.desk_reports import ExportedReport, WordColumn
from obole.foundation.word_search import with_all_words
from obole.social.models import Channel, Delivery
from obole.social.queries.channels import standing_channels
from obole.social.queries.reasons import ReasonsTold
from obole.social.queries.words import DELIVERY_STATES, OPERATIONS, Words, in_words
from obole.social.views.desk_permissions import POLICY


def _ticks(words: Words, label: Any) -> MultipleChoiceFilter:
    choices = [(str(value), said) for value, said in words.items()]
    return MultipleChoiceFilter(label=label, choices=choices, widget=forms.CheckboxSelectMultiple)


class LogFilters(WagtailFilterSet):  # type: ignore[misc]
    """By channel, state, what was done, and day."""

    channel = ModelChoiceFilter(label=_("Channel"), queryset=Channel.objects.order_by("name", "pk"))
    state = _ticks(DELIVERY_STATES, _("State"))
    operation = _ticks(OPERATIONS, _("What"))
    made_at = DateFromToRangeFilter(label=_("Day"), widget=DateRangePickerWidget)

    class Meta:
        model = Delivery
        fields = ["channel", "state", "operation", "made_at"]


class ReasonColumn(Column):  # type: ignore[misc]
    """Why it went so, in the language of the desk; in it, what the network said."""

    def get_value(self, instance: Delivery) -> str:
        """Return it in plain words."""
        return in_words(super().get_value(instance))


class MomentColumn(Column):  # type: ignore[misc]
    """A day and an hour, which may be to come."""

    def get_value(self, instance: Delivery) -> str:
        """Return it as people write it."""
        return date_format(timezone.localtime(super().get_value(instance)), "SHORT_DATETIME_FORMAT")


class LogView(ExportedReport):
    """Lists all deliveries, the latest first, or those that are looked for."""

    model = Delivery
    permission_policy = POLICY
    permission_required = "view"
    template_name = "social/desk/log.html"
    page_title = _("Log of posts")
    header_icon = "list-ul"
    index_url_name = "social_log"
    index_results_url_name = "social_log_results"
    filterset_class = LogFilters
    is_searchable = True
    default_ordering = "-made_at"
    paginate_by = 50
    no_results_message = _("No post matches.")
    export_headings = {
        "title": _("Article"),
        "channel.name": _("Channel"),
        "operation": _("What"),
        "state": _("State"),
        "made_at": _("Made"),
        "send_at": _("Not before"),
        "ended_at": pgettext_lazy("social post", "Ended"),
        "remote_url": _("Where it stands"),
        "reason": _("Reason"),
    }
    list_export = (
        "pk",
        "title",
        "channel.name",
        "operation",
        "state",
        "made_at",
        "send_at",
        "ended_at",
        "attempts_made",
        "remote_url",
        "reason",
    )
    columns = (
        TitleColumn("title", label=_("Article"), url_name="social_delivery"),
        Column("channel", label=_("Channel")),
        WordColumn("operation", label=_("What"), words=OPERATIONS),
        WordColumn("state", label=_("State"), words=DELIVERY_STATES),
        ReasonColumn("reason", label=_("Reason")),
        DateColumn("made_at", label=_("Made"), sort_key="made_at"),
        MomentColumn("send_at", label=_("Not before"), sort_key="send_at"),
    )

    def get_queryset(self) -> QuerySet[Delivery]:
        """Return the deliveries whose article or reason has all words that are looked for."""
        found = with_all_words(
            Delivery.objects.select_related("channel"),
            self.search_query,
            "title__icontains",
            ReasonsTold().with_word,
            "remote_url__icontains",
            "key__iexact",
        )
        return found.order_by(self.ordering, "-pk")

    def get_context_data(self, *arguments: Any, **named: Any) -> dict[str, Any]:
        """Return with it the channels of which something can be tried again at once."""
        refused = Count("deliveries", filter=Q(deliveries__state="rejected"))
        return {
            **super().get_context_data(*arguments, **named),
            "mendable": list(standing_channels().annotate(refused=refused).filter(refused__gt=0)),
        }

    def get_filename(self) -> str:
        """Name the file with the day."""
        return f"posts-{clock.now():%Y-%m-%d}"

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Return a cell of the file: reasons as the desk says them."""
        said = in_words(value) if field == "reason" else value
        return super().preprocess_field_value(field, said, export_format)
