"""House rules in the desk: a new version is written on top of the one in force."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from obole.comments.actions.ruling import OutdatedRules, write_house_rules
from obole.comments.models import CategoryChoice, Clause
from obole.comments.queries.house_rules import clauses_of, current_rules, current_version
from obole.comments.rules.house_rules import ClauseText, RulesText
from obole.comments.views.desk_law import may_write_rules
from obole.foundation import clock
from obole.foundation.desk_screens import Screen

# Empty clauses below those that there are; more come with the next version.
EMPTY_CLAUSES = 3
MOST_CLAUSES = 60


class PreambleForm(forms.Form):
    """What stands above the clauses. `after` is the version that was on the screen."""

    preamble_fr = forms.CharField(
        label=gettext_lazy("Opening, in French"), required=False, widget=forms.Textarea
    )
    preamble_en = forms.CharField(
        label=gettext_lazy("Opening, in English"), required=False, widget=forms.Textarea
    )
    after = forms.IntegerField(widget=forms.HiddenInput)


class ClauseForm(forms.Form):
    """One clause in both languages."""

    code = forms.CharField(
        label=gettext_lazy("Number"),
        max_length=20,
        help_text=gettext_lazy("Decisions cite it."),
    )
    category = forms.ChoiceField(
        label=gettext_lazy("Category"), choices=[("", "—"), *CategoryChoice.choices], required=False
    )
    text_fr = forms.CharField(
        label=gettext_lazy("In French"), widget=forms.Textarea(attrs={"rows": 3})
    )
    text_en = forms.CharField(
        label=gettext_lazy("In English"), widget=forms.Textarea(attrs={"rows": 3})
    )


class ClauseFormSet(forms.BaseFormSet[ClauseForm]):
    """The clauses; at least one, and no number twice."""

    def clean(self) -> None:
        """Refuse rules without a clause, and clauses that could not be told apart."""
        codes = [clause.code for clause in self.clauses()]
        if not codes:
            raise forms.ValidationError(_("House rules need a clause."))
        if len(set(codes)) != len(codes):
            raise forms.ValidationError(_("Two clauses have the same number."))

    def clauses(self) -> tuple[ClauseText, ...]:
        """Return the clauses that are filled in and not to be left out."""
        return tuple(
            ClauseText(
                code=said["code"],
                category=said["category"],
                text_fr=said["text_fr"],
                text_en=said["text_en"],
            )
            for form in self.forms
            if (said := getattr(form, "cleaned_data", None)) and not said.get("DELETE")
            if "code" in said and "text_fr" in said and "text_en" in said
        )


Clauses = forms.formset_factory(
    ClauseForm,
    formset=ClauseFormSet,
    extra=EMPTY_CLAUSES,
    can_delete=True,
    max_num=MOST_CLAUSES,
    absolute_max=MOST_CLAUSES,
)


@method_decorator(may_write_rules, name="dispatch")
class HouseRulesView(Screen, TemplateView):
    """The rules in force as a form; saving it makes the next version."""

    template_name = "comments/desk/house_rules.html"
    page_title = gettext_lazy("House rules of the comments")
    header_icon = "list-ol"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the version in force."""
        rules = current_rules()
        opening: dict[str, Any] = {"after": rules.version if rules else 0}
        if rules:
            opening |= {"preamble_fr": rules.preamble_fr, "preamble_en": rules.preamble_en}
        clauses = [_initial(each) for each in clauses_of(rules=rules)] if rules else []
        return self._show(PreambleForm(initial=opening), Clauses(initial=clauses))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Put the new version in force, or show what is wrong with it."""
        preamble, clauses = PreambleForm(request.POST), Clauses(request.POST)
        # Both are asked, so that all problems are told together.
        if not all([preamble.is_valid(), clauses.is_valid()]):
            return self._show(preamble, clauses)
        assert isinstance(clauses, ClauseFormSet)
        said = preamble.cleaned_data
        text = RulesText(
            preamble_fr=said["preamble_fr"],
            preamble_en=said["preamble_en"],
            clauses=clauses.clauses(),
        )
        try:
            rules = write_house_rules(text=text, after=said["after"], now=clock.now())
        except OutdatedRules:
            messages.error(
                request,
                _("A colleague has written a new version meanwhile: open this screen again."),
            )
            return self._show(preamble, clauses)
        messages.success(
            request, _("Version %(version)d is in force.") % {"version": rules.version}
        )
        return HttpResponseRedirect(reverse("comments_house_rules"))

    def _show(
        self, preamble: PreambleForm, clauses: "forms.BaseFormSet[ClauseForm]"
    ) -> HttpResponse:
        context = self.get_context_data(
            preamble=preamble, clauses=clauses, version=current_version()
        )
        return self.render_to_response(context)


def _initial(clause: Clause) -> dict[str, str]:
    return {
        "code": clause.code,
        "category": clause.category,
        "text_fr": clause.text_fr,
        "text_en": clause.text_en,
    }
