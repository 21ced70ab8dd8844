"""The desk's form of a campaign."""

from typing import Any

from django.forms import BaseFormSet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from obole.donations.forms_money import MinorUnitsField
from obole.donations.models import Campaign
from obole.kernel.money import MINOR_DIGITS


class CampaignForm(WagtailAdminModelForm):  # type: ignore[misc]
    """Amounts are typed as people write them, in the currency that is chosen in the same form."""

    goal_minor_units = MinorUnitsField(
        label=_("Goal"), required=False, help_text=_("For instance 42 000.")
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        currency = self._currency()
        if "goal_minor_units" in self.fields:
            self.fields["goal_minor_units"].currency = currency
        if "steps" in self.formsets:
            _take_money(self.formsets["steps"], currency)

    def clean(self) -> dict[str, Any]:
        """Ask for the goal of the kind that was chosen, and for days in their order."""
        cleaned: dict[str, Any] = super().clean()
        kind = cleaned.get("goal_kind")
        wanted = "goal_donors" if kind == Campaign.GoalKind.DONORS else "goal_minor_units"
        if kind and not cleaned.get(wanted) and wanted not in self.errors:
            self.add_error(wanted, _("Write the goal that the campaign has."))
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first."))
        return cleaned

    def _currency(self) -> str:
        chosen = self.data.get(self.add_prefix("currency"), "") if self.is_bound else ""
        if chosen in MINOR_DIGITS:
            return str(chosen)
        return str(self.instance.currency or "EUR")


def _take_money(formset: BaseFormSet[Any], currency: str) -> None:
    """Let the steps be typed as amounts: those that are there, and the empty one to be copied."""
    name = "amount_minor_units"
    if not isinstance(formset.form.base_fields[name], MinorUnitsField):
        formset.form.base_fields[name] = MinorUnitsField(label=_("Amount"))
    for form in formset.forms:
        form.fields[name] = MinorUnitsField(label=_("Amount"), currency=currency)
