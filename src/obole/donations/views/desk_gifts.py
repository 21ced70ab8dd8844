"""All gifts in the desk: found by number, name or address, filtered, and taken along as a file."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet, Sum
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

from obole.donations.models import Campaign, Gift, Plan
from obole.donations.queries.campaigns import text_of
from obole.donations.queries.desk_words import MEANS, PLAN_STATES, RHYTHMS, STATES
from obole.donations.queries.lines import DONOR_WORDS
from obole.donations.queries.worklists import late_promises
from obole.donations.rules.references import find_reference
from obole.donations.rules.vocabulary import MoveKind
from obole.donations.views.desk_permissions import GIFT_POLICY
from obole.foundation import clock
from obole.foundation.desk_reports import ExportedReport, WordColumn
from obole.foundation.word_search import with_all_words
from obole.kernel.money import Money


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


class GiftsView(ExportedReport):
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


def searched(gifts: QuerySet[Gift], words: str | None) -> QuerySet[Gift]:
    """Return the gifts that have all words in their number or in what is known of the donor."""
    if number := find_reference(words or ""):
        return gifts.filter(number=number)
    return with_all_words(
        gifts, words, "number__icontains", "payment_reference__icontains", *DONOR_WORDS
    )


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


class PlansView(ExportedReport):
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
        plans = with_all_words(plans, self.search_query, *DONOR_WORDS)
        return plans.order_by(self.ordering, "-pk")
