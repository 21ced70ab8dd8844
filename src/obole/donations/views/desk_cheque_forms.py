"""The form of a dozen cheques: what all have in common, and a row for each."""

from datetime import date
from typing import Any, Final

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obole.donations.actions.cheques import MOST_AT_ONCE, Handed
from obole.donations.forms_money import MoneyField
from obole.donations.models import Gift
from obole.donations.queries.desk_words import MEANS
from obole.donations.queries.lines import HAND_MEANS
from obole.donations.rules.references import find_reference
from obole.donations.rules.vocabulary import Means
from obole.donations.views.desk_line_forms import CampaignField, GiverForm
from obole.foundation import clock
from obole.kernel.money import Money

ROWS: Final = 12
FIRST_CELLS: Final = (
    *("family_name", "given_name", "amount", "cheque_number", "bank"),
    *("reference", "wants_receipt"),
)


class BatchForm(forms.Form):
    """What all rows have in common."""

    form_key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    campaign = CampaignField(label=gettext_lazy("Campaign"))
    means = forms.TypedChoiceField(
        label=gettext_lazy("Means"),
        coerce=Means,
        choices=[(each.value, MEANS[each]) for each in (Means.CHEQUE, Means.CASH)],
        initial=Means.CHEQUE,
    )
    day = forms.DateField(
        label=gettext_lazy("Received on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("For all rows; a row may name another day."),
    )

    def clean_day(self) -> date:
        """Refuse days that are still to come."""
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate(clock.now()):
            raise forms.ValidationError(_("This day is still to come."))
        return day


class RowForm(GiverForm):
    """A cheque, or cash."""

    amount = MoneyField(label=gettext_lazy("Amount"))
    cheque_number = forms.CharField(
        label=gettext_lazy("Cheque number"), max_length=20, required=False
    )
    bank = forms.CharField(label=gettext_lazy("Bank"), max_length=60, required=False)
    day = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    reference = forms.CharField(
        label=gettext_lazy("Number on the back"), max_length=40, required=False
    )
    wants_receipt = forms.BooleanField(label=gettext_lazy("Receipt"), required=False)

    def __init__(self, *arguments: Any, batch: BatchForm | None = None, **named: Any) -> None:
        named["use_required_attribute"] = False
        super().__init__(*arguments, **named)
        self._batch = batch
        self._gift: Gift | None = None
        campaign = batch.cleaned_data.get("campaign") if batch and batch.is_valid() else None
        amount = self.fields["amount"]
        assert isinstance(amount, MoneyField), "Declared above."
        amount.currency = campaign.currency if campaign else "EUR"

    def clean_reference(self) -> str:
        """Find the gift that announced the cheque."""
        text: str = self.cleaned_data["reference"].strip()
        if not text:
            return ""
        number = find_reference(text)
        gifts = Gift.objects.filter(number=number or "", means__in=HAND_MEANS)
        self._gift = gifts.select_related("campaign", "donor").first()
        if self._gift is None:
            raise forms.ValidationError(_("No gift by cheque has this number."))
        return number or ""

    def clean(self) -> dict[str, Any]:
        """Refuse a day to come."""
        cleaned: dict[str, Any] = super().clean() or {}
        day = cleaned.get("day")
        if day and day > timezone.localdate(clock.now()):
            self.add_error("day", _("This day is still to come."))
        return cleaned

    def first_cells(self) -> list[forms.BoundField]:
        """Return what is written for every cheque, in the order of the keyboard."""
        return [self[name] for name in FIRST_CELLS]

    def more_cells(self) -> list[forms.BoundField]:
        """Return what is seldom needed."""
        return [self[name] for name in self.fields if name not in FIRST_CELLS]

    def has_more(self) -> bool:
        """Tell whether something of that was written, or is wrong."""
        return any(each.value() or each.errors for each in self.more_cells())

    def handed(self, row: int) -> Handed:
        """Return what lies before the treasurer; `row` is its place in the form."""
        assert self._batch is not None, "The row was checked with its form."
        said, common = self.cleaned_data, self._batch.cleaned_data
        amount: Money = said["amount"]
        return Handed(
            row=row,
            means=common["means"],
            giver=self.giver(),
            amount=amount,
            day=said["day"] or common["day"],
            cheque_number=said["cheque_number"],
            bank=said["bank"],
            wants_receipt=said["wants_receipt"],
            gift=self._gift,
        )


def rows_form() -> type[BaseFormSet[RowForm]]:
    """Return the rows: a dozen, and as many more as were sent, up to the limit."""
    return formset_factory(
        RowForm, extra=ROWS, max_num=MOST_AT_ONCE, absolute_max=MOST_AT_ONCE, validate_max=True
    )
