"""The forms by which a treasurer says what a line of a bank statement is."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obole.donations.models import Campaign, StatementLine
from obole.donations.queries.campaigns import text_of
from obole.donations.queries.desk_words import RHYTHMS
from obole.donations.rules.vocabulary import Rhythm
from obole.donations.rules.wishes import Giver


class CampaignField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the campaigns, by its title, the current one first."""

    def __init__(self, **named: Any) -> None:
        campaigns = Campaign.objects.prefetch_related("texts").order_by("-is_current", "-pk")
        super().__init__(queryset=campaigns, empty_label=None, **named)

    def label_from_instance(self, obj: Campaign) -> str:
        """Return how it is called."""
        return text_of(obj, "fr").title


class GiverForm(forms.Form):
    """Who gave, as far as it is known."""

    given_name = forms.CharField(label=gettext_lazy("First name"), max_length=100, required=False)
    family_name = forms.CharField(label=gettext_lazy("Last name"), max_length=100, required=False)
    company = forms.CharField(label=gettext_lazy("Company"), max_length=150, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)
    street = forms.CharField(label=gettext_lazy("Address"), max_length=200, required=False)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=20, required=False)
    city = forms.CharField(label=gettext_lazy("Town"), max_length=100, required=False)

    def giver(self) -> Giver:
        """Return who gave."""
        said = self.cleaned_data
        return Giver(
            email=said["email"],
            given_name=said["given_name"],
            family_name=said["family_name"],
            company=said["company"],
            street=said["street"],
            postcode=said["postcode"],
            city=said["city"],
        )


class NewGiftForm(GiverForm):
    """A gift that nobody had announced."""

    campaign = CampaignField(label=gettext_lazy("Campaign"))
    rhythm = forms.TypedChoiceField(
        label=gettext_lazy("How often it will come"),
        coerce=Rhythm,
        choices=[(each.value, RHYTHMS[each]) for each in Rhythm],
        initial=Rhythm.ONCE,
        help_text=gettext_lazy("A standing order is recognised next time."),
    )
    wants_receipt = forms.BooleanField(label=gettext_lazy("Wants a receipt"), required=False)

    field_order = ("campaign", "rhythm")

    @staticmethod
    def guessed(line: StatementLine) -> dict[str, str]:
        """Begin with the name that the bank knows."""
        return {"family_name": line.payer[:100]}

    def clean(self) -> dict[str, Any]:
        """Ask who gives, where it will come again."""
        cleaned: dict[str, Any] = super().clean() or {}
        names = ("family_name", "company", "email")
        if cleaned.get("rhythm") != Rhythm.ONCE and not any(cleaned.get(each) for each in names):
            self.add_error("family_name", _("Say whose standing order it is."))
        return cleaned
