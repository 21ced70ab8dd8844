"""All gifts in the desk: found by number, name or address, filtered, and taken along as a file."""

from datetime import datetime
from functools import partial
from typing import Any, Final

from django import forms
from django.db.models import Q, QuerySet, Sum
from django.utils.encoding import force_str
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_filters import (
    BooleanFilter,
    DateFromToRangeFilter,
    ModelChoiceFilter,
    MultipleChoiceFilter,
)
from django_filters.fields import ModelChoiceField
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from obole.donations.models import Campaign, Gift, Plan
from obole.donations.queries.campaigns import text_of
from obole.donations.queries.desk_words import MEANS, PLAN_STATES, RHYTHMS, STATES
from obole.donations.queries.worklists import late_promises
from obole.donations.rules.references import find_reference
from obole.donations.rules.vocabulary import MoveKind
from obole.donations.views.desk_permissions import GIFT_POLICY
from obole.foundation import clock
from obole.kernel.money import Money

_MOST_WORDS: Final = 6
# With these, a spreadsheet takes what somebody called themselves for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class CampaignFilterField(ModelChoiceField):
    """One of the campaigns, by its title."""

    def label_from_instance(self, obj: Campaign) -> str:
        """Return how it is called."""
        return text_of(obj, get_language() or "fr").title


class CampaignFilter(ModelChoiceFilter):
    """Keeps the gifts to one campaign."""

    field_class = CampaignFilterField

    def __init__(self, **named: Any) -> None:
        campaigns = Campaign.objects.prefetch_related("texts").order_by("-pk")
        super().__init__(queryset=campaigns, **named)


class GiftFilters(WagtailFilterSet):  # type: ignore[misc]
    """By what became of them, means, campaign and day."""

    state = MultipleChoiceFilter(
        label=_("State"),
        choices=list(STATES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    means = MultipleChoiceFilter(
        label=_("Means"), choices=list(MEANS.items()), widget=forms.CheckboxSelectMultiple
    )
    campaign = CampaignFilter(label=_("Campaign"))
    begun_at = DateFromToRangeFilter(label=_("Promised"), widget=DateRangePickerWidget)
    paid_on = DateFromToRangeFilter(label=_("Paid"), widget=DateRangePickerWidget)
    wants_receipt = BooleanFilter(label=_("Wants a receipt"))
    late = BooleanFilter(label=_("Promised two weeks ago or earlier"), method="only_late")

    class Meta:
        model = Gift
        fields = ["state", "means", "campaign", "begun_at", "paid_on", "wants_receipt", "late"]

    def only_late(self, gifts: QuerySet[Gift], name: str, value: bool) -> QuerySet[Gift]:  # noqa: FBT001
        """Keep those that were promised long ago and did not come."""
        return gifts.filter(pk__in=late_promises(now=clock.now()).values("pk")) if value else gifts


class MoneyColumn(Column):  # type: ignore[misc]
    """An amount, as people of this language write it."""

    def get_value(self, instance: Gift | Plan) -> str:
        """Return the amount."""
        value = super().get_value(instance)
        if isinstance(value, int):
            value = Money(value, instance.currency)
        return value.formatted(get_language() or "fr") if isinstance(value, Money) else "—"


class WordColumn(Column):  # type: ignore[misc]
    """A word of ours, in the language of the desk."""

    def __init__(self, name: str, *, words: Any, **named: Any) -> None:
        super().__init__(name, **named)
        self._words = words

    def get_value(self, instance: Gift | Plan) -> str:
        """Return it in plain words."""
        value = super().get_value(instance)
        return str(self._words.get(value, value))


class GiftsView(ReportView):  # type: ignore[misc]
    """Lists the gifts, the latest first."""

    model = Gift
    permission_policy = GIFT_POLICY
    permission_required = "view"
    page_title = pgettext_lazy("donations", "Gifts")
    header_icon = "pick"
    index_url_name = "donations_gifts"
    index_results_url_name = "donations_gifts_results"
    filterset_class = GiftFilters
    is_searchable = True
    default_ordering = "-begun_at"
    paginate_by = 50
    no_results_message = _("No gift matches.")
    export_headings = {
        "paid_on": _("Paid"),
        "to_pay.plain": _("Promised"),
        "received": _("Received, in minor units"),
        "donor.email": _("E-mail address"),
    }
    list_export = (
        "number",
        "begun_at",
        "paid_on",
        "campaign.slug",
        "donor",
        "donor.email",
        "to_pay.plain",
        "received",
        "currency",
        "means",
        "state",
        "wants_receipt",
    )
    columns = (
        TitleColumn("number", label=_("Number"), url_name="donations_gift"),
        Column("donor", label=_("Donor")),
        MoneyColumn("to_pay", label=_("Promised")),
        MoneyColumn("received", label=pgettext_lazy("money", "Received")),
        WordColumn("means", label=_("Means"), words=MEANS),
        WordColumn("state", label=_("State"), words=STATES),
        DateColumn("begun_at", label=_("Begun"), sort_key="begun_at"),
        Column("paid_on", label=_("Paid"), sort_key="paid_on"),
    )

    def get_queryset(self) -> QuerySet[Gift]:
        """Return the gifts, or those that are looked for."""
        payments = Q(movements__kind=MoveKind.PAYMENT, movements__corrected_at=None)
        gifts = Gift.objects.select_related("donor", "campaign").annotate(
            received=Sum("movements__amount_minor_units", filter=payments)
        )
        return searched(gifts, self.search_query).order_by(self.ordering, "-pk")

    def get_filename(self) -> str:
        """Name the file with the day."""
        return f"gifts-{clock.now():%Y-%m-%d}"

    def get_preprocess_function(self, field: str, value: Any, export_format: str) -> Any:
        """Keep a spreadsheet from taking a name for a formula."""
        if isinstance(value, datetime):
            return super().get_preprocess_function(field, value, export_format)
        return partial(without_formula)


def without_formula(value: Any) -> Any:
    """Return a cell that no spreadsheet computes."""
    if value is None or isinstance(value, int):
        return value
    text = force_str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def searched(gifts: QuerySet[Gift], words: str | None) -> QuerySet[Gift]:
    """Return the gifts that have all words in their number or in what is known of the donor."""
    if number := find_reference(words or ""):
        return gifts.filter(number=number)
    for word in (words or "").split()[:_MOST_WORDS]:
        gifts = gifts.filter(
            Q(number__icontains=word)
            | Q(payment_reference__icontains=word)
            | Q(donor__given_name__icontains=word)
            | Q(donor__family_name__icontains=word)
            | Q(donor__company__icontains=word)
            | Q(donor__email__icontains=word)
        )
    return gifts


class PlanFilters(WagtailFilterSet):  # type: ignore[misc]
    """By what became of them, and rhythm."""

    state = MultipleChoiceFilter(
        label=_("State"), choices=list(PLAN_STATES.items()), widget=forms.CheckboxSelectMultiple
    )
    rhythm = MultipleChoiceFilter(
        label=_("How often"), choices=list(RHYTHMS.items())[1:], widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Plan
        fields = ["state", "rhythm"]


class PlansView(ReportView):  # type: ignore[misc]
    """Lists the recurring gifts, the latest first."""

    model = Plan
    permission_policy = GIFT_POLICY
    permission_required = "view"
    page_title = _("Recurring gifts")
    header_icon = "rotate"
    index_url_name = "donations_plans"
    index_results_url_name = "donations_plans_results"
    filterset_class = PlanFilters
    is_searchable = True
    default_ordering = "-begun_at"
    no_results_message = _("No recurring gift matches.")
    list_export = ("key", "begun_at", "donor", "donor.email", "to_pay.plain", "rhythm", "state")
    columns = (
        TitleColumn("donor", label=_("Donor"), url_name="donations_plan"),
        MoneyColumn("to_pay", label=_("Amount")),
        WordColumn("rhythm", label=_("How often"), words=RHYTHMS),
        WordColumn("means", label=_("Means"), words=MEANS),
        WordColumn("state", label=_("State"), words=PLAN_STATES),
        DateColumn("begun_at", label=_("Begun"), sort_key="begun_at"),
        DateColumn(
            "ended_at", label=pgettext_lazy("of a recurring gift", "Ended"), sort_key="ended_at"
        ),
    )

    def get_queryset(self) -> QuerySet[Plan]:
        """Return the recurring gifts, or those that are looked for."""
        plans = Plan.objects.select_related("donor")
        for word in (self.search_query or "").split()[:_MOST_WORDS]:
            plans = plans.filter(
                Q(donor__given_name__icontains=word)
                | Q(donor__family_name__icontains=word)
                | Q(donor__company__icontains=word)
                | Q(donor__email__icontains=word)
            )
        return plans.order_by(self.ordering, "-pk")

    def get_preprocess_function(self, field: str, value: Any, export_format: str) -> Any:
        """Keep a spreadsheet from taking a name for a formula."""
        if isinstance(value, datetime):
            return super().get_preprocess_function(field, value, export_format)
        return partial(without_formula)
