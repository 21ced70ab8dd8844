"""The body that issues receipts, in the desk: its name, who signs, and the decision itself."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from stdnum.fr import siren
from wagtail.admin.widgets import AdminDateInput

from obole.accounts.middleware import asks_for_password
from obole.foundation import clock
from obole.foundation.images import ImageRefused
from obole.receipts.actions.deciding import DecisionIncomplete, decide_issuing, keep_signature
from obole.receipts.models import IssuerDetails, IssuingDecision, ModeChoice
from obole.receipts.queries.issuing import current_decision, issuer_details, lacks_of_issuer
from obole.receipts.rules.issuing import FRANCE, NO_LAW, Decision, Lack, Mode
from obole.receipts.views.desk_screen import (
    WORDS_OF_LACKS,
    ReceiptScreen,
    lacks_in_words,
    may_decide,
    name_of_colleague,
)

# Signatures are small pictures; a photograph of one need not be larger.
LARGEST_SIGNATURE_BYTES = 5 * 1024 * 1024
# Of the national directory of associations; letters are possible in old ones.
RNA = re.compile(r"W[0-9][0-9A-Z][0-9]{7}")


class IssuerForm(forms.ModelForm):  # type: ignore[type-arg]
    """How the body is named, and who signs."""

    signature_file = forms.FileField(
        label=gettext_lazy("picture of the signature"),
        required=False,
        help_text=gettext_lazy(
            "Kept under seal, and printed on receipts from now on. Without one, there is room to "
            "sign by hand."
        ),
    )

    without_signature = forms.BooleanField(
        label=gettext_lazy("print no signature from now on"), required=False
    )

    class Meta:
        model = IssuerDetails
        fields = [
            *("name", "address", "city", "purpose", "siren", "rna"),
            *("quality", "quality_detail", "signatory", "signatory_role", "timing"),
        ]
        widgets = {
            "address": forms.Textarea(attrs={"rows": 3}),
            "purpose": forms.Textarea(attrs={"rows": 3}),
        }

    def clean_siren(self) -> str:
        """Refuse a SIREN whose check digit is wrong."""
        number = siren.compact(self.cleaned_data["siren"])
        if number and not siren.is_valid(number):
            raise forms.ValidationError(
                _("This is no SIREN: nine digits, the last of which checks.")
            )
        return str(number)

    def clean_rna(self) -> str:
        """Refuse what is no number of an association."""
        number = self.cleaned_data["rna"].replace(" ", "").upper()
        if number and not RNA.fullmatch(number):
            raise forms.ValidationError(_("This is no RNA: W and nine digits."))
        return str(number)

    def clean_signature_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["signature_file"]
        if file is not None and file.size > LARGEST_SIGNATURE_BYTES:
            raise forms.ValidationError(_("This file is larger than 5 MB."))
        return file


class DecisionForm(forms.Form):
    """Whether receipts are issued, and on what ground."""

    mode = forms.ChoiceField(
        label=gettext_lazy("Who issues receipts"),
        choices=ModeChoice.choices,
        widget=forms.RadioSelect,
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Under which law"),
        choices=[
            (FRANCE, gettext_lazy("France: tax receipts, forms 11580 and 16216")),
            (NO_LAW, gettext_lazy("Elsewhere: acknowledgements that say nothing of taxes")),
        ],
        required=False,
    )
    legal_basis = forms.CharField(
        label=gettext_lazy("Legal basis"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Which text lets the body issue them, and why it applies. In France for instance: CGI, "
            "art. 200, 1, b."
        ),
    )
    ruling_reference = forms.CharField(
        label=gettext_lazy("Reference of the ruling (rescrit)"), required=False, max_length=120
    )
    ruling_date = forms.DateField(
        label=gettext_lazy("Date of the ruling"), required=False, widget=AdminDateInput
    )
    has_no_ruling = forms.BooleanField(
        label=gettext_lazy(
            "No ruling was asked for: the body issues receipts on its own responsibility, and pays "
            "the fine if it was not entitled to."
        ),
        required=False,
    )
    person = forms.CharField(
        label=gettext_lazy("Person who answers for it"), required=False, max_length=150
    )

    def decision(self) -> Decision:
        """Return what was said."""
        said = self.cleaned_data
        return Decision(**{**said, "mode": Mode(said["mode"])})


FIELDS_OF_LACKS = {
    Lack.LEGAL_BASIS: "legal_basis",
    Lack.RULING: "ruling_reference",
    Lack.PERSON: "person",
}


@method_decorator(may_decide, name="dispatch")
class IssuerView(ReceiptScreen, FormView[IssuerForm]):
    """The body, and what was decided up to now."""

    template_name = "receipts/desk/issuer.html"
    page_title = gettext_lazy("Receipts: the body that issues them")
    form_class = IssuerForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Change the one description there is."""
        return {**super().get_form_kwargs(), "instance": issuer_details()}

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        decision, details = current_decision(), issuer_details()
        country = decision.country if decision else FRANCE
        return {
            **super().get_context_data(**named),
            "decision": decision,
            "decisions": IssuingDecision.objects.order_by("-pk")[:20],
            "has_signature": details is not None and details.signature_id is not None,
            "lacks": lacks_in_words(lacks_of_issuer(details=details, country=country)),
        }

    def form_valid(self, form: IssuerForm) -> HttpResponse:
        """Keep what was said, and the signature if there is a new one."""
        details = form.save(commit=False)
        if file := form.cleaned_data["signature_file"]:
            try:
                details.signature = keep_signature(
                    picture=file.read(), by=name_of_colleague(self.request), now=clock.now()
                )
            except ImageRefused as refusal:
                form.add_error("signature_file", str(refusal.message))
                return self.form_invalid(form)
        elif form.cleaned_data["without_signature"]:
            details.signature = None
        details.save()
        messages.success(self.request, _("Receipts name the body so from now on."))
        return super().form_valid(form)

    def get_success_url(self) -> str:
        """Return to the screen."""
        return reverse("receipts_issuer")


@method_decorator(may_decide, name="dispatch")
@method_decorator(asks_for_password, name="dispatch")
class DecisionView(ReceiptScreen, FormView[DecisionForm]):
    """The decision: once made, it stays on record."""

    template_name = "receipts/desk/decision.html"
    page_title = gettext_lazy("Decide who issues receipts")
    form_class = DecisionForm

    def get_initial(self) -> dict[str, Any]:
        """Begin with what holds."""
        decision = current_decision()
        if decision is None:
            return {"mode": Mode.NONE, "country": FRANCE}
        return {name: getattr(decision, name) for name in DecisionForm.base_fields}

    def form_valid(self, form: DecisionForm) -> HttpResponse:
        """Record it, or say what is missing."""
        try:
            decide_issuing(
                decision=form.decision(), by=name_of_colleague(self.request), now=clock.now()
            )
        except DecisionIncomplete as incomplete:
            for lack in incomplete.lacks:
                form.add_error(FIELDS_OF_LACKS[lack], str(WORDS_OF_LACKS[lack]))
            return self.form_invalid(form)
        messages.success(self.request, _("The decision is on record, and holds from now on."))
        return super().form_valid(form)

    def get_success_url(self) -> str:
        """Return to the body."""
        return reverse("receipts_issuer")
