"""The log: all that was to go out, was sent, changed, taken away, or is stuck; never shortened."""

from datetime import datetime
from functools import partial
from typing import Any, Final

from django import forms
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import DateFromToRangeFilter, ModelChoiceFilter, MultipleChoiceFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from obole.foundation import clock
from obole.social.models import Channel, Delivery
from obole.social.queries.channels import standing_channels
from obole.social.queries.words import DELIVERY_STATES, OPERATIONS, Words, word
from obole.social.views.desk_permissions import POLICY

_MOST_WORDS: Final = 6
# With these, a spreadsheet takes a headline for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


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


class WordColumn(Column):  # type: ignore[misc]
    """A word of ours, in the language of the desk."""

    def __init__(self, name: str, *, words: Words, **named: Any) -> None:
        super().__init__(name, **named)
        self._words = words

    def get_value(self, instance: Delivery) -> str:
        """Return it in plain words."""
        return word(self._words, super().get_value(instance))


class MomentColumn(Column):  # type: ignore[misc]
    """A day and an hour, which may be to come."""

    def get_value(self, instance: Delivery) -> str:
        """Return it as people write it."""
        return date_format(timezone.localtime(super().get_value(instance)), "SHORT_DATETIME_FORMAT")


class LogView(ReportView):  # type: ignore[misc]
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
        Column("reason", label=_("Reason")),
        DateColumn("made_at", label=_("Made"), sort_key="made_at"),
        MomentColumn("send_at", label=_("Not before"), sort_key="send_at"),
    )

    def get_queryset(self) -> QuerySet[Delivery]:
        """Return the deliveries whose article or reason has all words that are looked for."""
        found = Delivery.objects.select_related("channel")
        for each in (self.search_query or "").split()[:_MOST_WORDS]:
            found = found.filter(
                Q(title__icontains=each)
                | Q(reason__icontains=each)
                | Q(remote_url__icontains=each)
                | Q(key__iexact=each)
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

    def get_preprocess_function(self, field: str, value: Any, export_format: str) -> Any:
        """Keep a spreadsheet from taking a headline for a formula."""
        if isinstance(value, datetime):
            return super().get_preprocess_function(field, value, export_format)
        return partial(without_formula)


def without_formula(value: Any) -> Any:
    """Return a cell that no spreadsheet computes."""
    if value is None or isinstance(value, int):
        return value
    text = force_str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
