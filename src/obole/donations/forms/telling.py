"""The second step of giving: who gives, who may know of it, and what is sent to them."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError
from stdnum.fr import siren as sirens

from obole.donations.forms.listed import ListedForm
from obole.donations.rules.wishes import Giver
from obole.kernel.text import clean

# A signed token and a solved puzzle are a tenth of it.
LONGEST_MACHINE_FIELD: Final = 4_000
LONGEST_NAME: Final = 100
LONGEST_SHOWN_NAME: Final = 80
LONGEST_MESSAGE: Final = 300

# Where most donors of a French newsroom live; others write their country below the town.
COUNTRIES: Final = [
    ("FR", _("France")),
    ("BE", _("Belgium")),
    ("CH", _("Switzerland")),
    ("LU", _("Luxembourg")),
    ("MC", _("Monaco")),
    ("CA", _("Canada")),
    ("DE", _("Germany")),
    ("ES", _("Spain")),
    ("GB", _("United Kingdom")),
    ("IE", _("Ireland")),
    ("IT", _("Italy")),
    ("NL", _("Netherlands")),
    ("PT", _("Portugal")),
    ("US", _("United States")),
    ("", pgettext_lazy("a country", "Another one: I write it after the town")),
]

_NEEDED_FOR_A_RECEIPT: Final = {
    "given_name": _("A receipt needs your first name."),
    "family_name": _("A receipt needs your last name."),
    "street": _("A receipt needs your street and number."),
    "postcode": _("A receipt needs your postcode."),
    "city": _("A receipt needs your town."),
}


class DetailsForm(ListedForm):
    """Who gives. Only the e-mail address is asked of everybody."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("For our thanks, and the link under which you find and change your gifts."),
        error_messages={
            "required": _("Give your e-mail address: without it we cannot thank you."),
            "invalid": _("This is not an e-mail address. It looks like name@example.org."),
        },
    )
    given_name = forms.CharField(
        label=_("Your first name"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    family_name = forms.CharField(
        label=_("Your last name"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    covers_fee = forms.BooleanField(required=False)
    is_public = forms.BooleanField(
        label=_("Show my name among the donors of this campaign"), required=False
    )
    shown_name = forms.CharField(
        label=_("The name to show"),
        required=False,
        max_length=LONGEST_SHOWN_NAME,
        help_text=_("As it is to stand there: your name, a first name, an association."),
    )
    message = forms.CharField(
        label=_("A message"),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The newsroom reads it. It is shown with your name, if you show that."),
    )
    wants_newsletter = forms.BooleanField(
        label=_("Send me the newsletter"),
        required=False,
        help_text=_("A mail asks you to confirm it. You can leave at any time."),
    )
    wants_receipt = forms.BooleanField(label=_("I want a tax receipt"), required=False)
    company = forms.CharField(
        label=_("Company"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        help_text=_("Only if a company gives."),
    )
    siren = forms.CharField(
        label=_("SIREN of the company"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Nine digits."),
    )
    street = forms.CharField(
        label=_("Street and number"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    postcode = forms.CharField(
        label=_("Postcode"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    city = forms.CharField(
        label=_("Town"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        choices=COUNTRIES,
        initial="FR",
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    token = forms.CharField(
        required=False, max_length=LONGEST_MACHINE_FIELD, widget=forms.HiddenInput
    )
    puzzle = forms.CharField(
        required=False, max_length=LONGEST_MACHINE_FIELD, widget=forms.HiddenInput
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **{**options, "auto_id": "give-%s", "label_suffix": ""})

    def clean(self) -> dict[str, Any]:
        """Tidy what was typed, and ask for what a receipt or a shown name needs."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name, value in cleaned.items():
            if isinstance(value, str) and name not in {"token", "puzzle"}:
                lines = clean(value) if name == "message" else " ".join(clean(value).split())
                cleaned[name] = lines.strip()
        if cleaned.get("is_public"):
            self._check_shown(cleaned)
        if cleaned.get("wants_receipt"):
            self._check_receipt(cleaned)
        return cleaned

    def _check_shown(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("shown_name"):
            words = gettext("Write the name to show, or do not have it shown.")
            self.add_error("shown_name", words)
        for name in ("shown_name", "message"):
            if "://" in cleaned.get(name, "") or "www." in cleaned.get(name, "").lower():
                self.add_error(name, gettext("Leave addresses of websites out of it."))

    def _check_receipt(self, cleaned: dict[str, Any]) -> None:
        is_company = bool(cleaned.get("company"))
        for name, words in _NEEDED_FOR_A_RECEIPT.items():
            is_of_person = name in {"given_name", "family_name"}
            if (
                name not in self.errors
                and not cleaned.get(name)
                and not (is_company and is_of_person)
            ):
                self.add_error(name, str(words))
        if is_company and cleaned.get("country") == "FR" and "siren" not in self.errors:
            try:
                cleaned["siren"] = sirens.validate(cleaned.get("siren", ""))
            except ValidationError:
                refusal = gettext("A French company has a SIREN of nine digits: this is none.")
                self.add_error("siren", refusal)

    def giver(self) -> Giver:
        """Return who gives. Of the receipt's fields nothing is taken without a receipt."""
        told = self.cleaned_data
        kept = ["email", "given_name", "family_name"]
        if told["wants_receipt"]:
            kept += ["company", "siren", "street", "postcode", "city", "country"]
        return Giver(**{name: told[name] for name in kept})

    def before_receipt(self) -> list[forms.BoundField]:
        """Return the fields of text that everybody sees."""
        return [self[name] for name in ("email", "given_name", "family_name")]

    def for_receipt(self) -> list[forms.BoundField]:
        """Return the fields that only a receipt needs."""
        names = ("street", "postcode", "city", "country", "company", "siren")
        return [self[name] for name in names]
