"""The forms of a donor's own pages."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from stdnum.fr.siren import is_valid
from wagtail.admin.forms import WagtailAdminModelForm

from obole.donations.models import Donor, Gift
from obole.kernel.money import Money, UnreadableAmount

# The form that takes a card does not go below it either; more than this is a typing mistake.
SMALLEST_MINOR_UNITS = 100
LARGEST_MINOR_UNITS = 10_000_000
# ISO 3166-1, alpha-2.
_COUNTRY = re.compile(r"[A-Z]{2}")


class DonorForm(forms.Form):
    """A form whose errors can be listed above it, each with a link to its field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "gifts-%s", "label_suffix": "", **kwargs})


class AskForm(DonorForm):
    """An e-mail address to which a link is sent."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("The one that you gave with."),
        error_messages={
            "required": _("Give your e-mail address."),
            "invalid": _("This is not an e-mail address. It looks like name@example.org."),
        },
    )


class ShowingForm(DonorForm):
    """Whether a gift is named on the campaign's page, and how."""

    is_public = forms.BooleanField(
        label=_("Show my name on the page of the campaign"), required=False
    )
    shown_name = forms.CharField(
        label=_("Name that is shown"),
        max_length=80,
        required=False,
        help_text=_("Only if you ticked the box. A first name is enough."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    message = forms.CharField(
        label=_("Your message (optional)"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands beside your name, and never without it."),
    )

    @classmethod
    def of(cls, gift: Gift, data: Any = None) -> "ShowingForm":
        """Return the form of a gift, filled with what it says now."""
        initial = {
            "is_public": gift.is_public,
            "shown_name": gift.shown_name,
            "message": gift.message,
        }
        return cls(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        """Ask for the name that is to be shown."""
        cleaned = super().clean() or {}
        if cleaned.get("is_public") and not cleaned.get("shown_name"):
            self.add_error("shown_name", _("Write the name that is to be shown."))
        return cleaned


class PlanAmountForm(DonorForm):
    """Another amount for a recurring gift."""

    amount = forms.CharField(
        label=_("New amount"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": _("Write an amount.")},
    )

    def __init__(self, *args: Any, currency: str, language: str, **kwargs: Any) -> None:
        self._currency, self._language = currency, language
        super().__init__(*args, **kwargs)

    def clean_amount(self) -> Money:
        """Read the amount as people write it."""
        try:
            amount = Money.parse(self.cleaned_data["amount"], self._currency)
        except UnreadableAmount:
            raise forms.ValidationError(
                _("This is no amount that we can read. Write it like 12 or 12.50.")
            ) from None
        smallest = Money(SMALLEST_MINOR_UNITS, self._currency)
        if amount < smallest or amount.minor_units > LARGEST_MINOR_UNITS:
            largest = Money(LARGEST_MINOR_UNITS, self._currency)
            raise forms.ValidationError(
                _("Choose an amount between %(least)s and %(most)s.")
                % {
                    "least": smallest.formatted(self._language),
                    "most": largest.formatted(self._language),
                }
            )
        return amount


class Checked:
    """What is checked of a donor, whoever writes it."""

    cleaned_data: dict[str, Any]
    add_error: Any

    def clean_siren(self) -> str:
        """Take away the spaces, and check its last digit."""
        siren = "".join(self.cleaned_data["siren"].split())
        if siren and not is_valid(siren):
            raise forms.ValidationError(
                _("This is no SIREN: it has nine digits, and the last one fits the others.")
            )
        return siren

    def clean_country(self) -> str:
        """Return the code in capitals."""
        country: str = self.cleaned_data["country"].strip().upper()
        if country and not _COUNTRY.fullmatch(country):
            raise forms.ValidationError(_("Write the country with two letters: FR, BE, CH."))
        return country


class DeskDonorForm(Checked, WagtailAdminModelForm):  # type: ignore[misc]
    """A donor as the desk writes it."""

    def clean_email(self) -> str:
        """Refuse an address that another donor has."""
        email: str = self.cleaned_data["email"].strip()
        others = Donor.objects.filter(email__iexact=email, merged_into=None)
        if email and others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another donor has this address."))
        return email


class AddressForm(Checked, forms.ModelForm):  # type: ignore[type-arg]
    """Who a receipt is for, and where they live."""

    class Meta:
        model = Donor
        fields = (
            "kind",
            "given_name",
            "family_name",
            "company",
            "siren",
            "street",
            "postcode",
            "city",
            "country",
        )
        widgets = {
            "kind": forms.RadioSelect,
            "given_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "family_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "company": forms.TextInput(attrs={"autocomplete": "organization"}),
            "siren": forms.TextInput(attrs={"inputmode": "numeric"}),
            "street": forms.TextInput(attrs={"autocomplete": "street-address"}),
            "postcode": forms.TextInput(attrs={"autocomplete": "postal-code"}),
            "city": forms.TextInput(attrs={"autocomplete": "address-level2"}),
            "country": forms.TextInput(attrs={"autocomplete": "country", "maxlength": "2"}),
        }
        help_texts = {
            "siren": _("Nine digits, only for a company."),
            "country": _("Two letters: FR, BE, CH."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "gifts-%s", "label_suffix": "", **kwargs})

    def clean(self) -> dict[str, Any]:
        """Ask for the company's name where the receipt is for one."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") == Donor.Kind.COMPANY and not cleaned.get("company"):
            self.add_error("company", _("Write the name of the company."))
        return cleaned
