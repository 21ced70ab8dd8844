"""Appeals in the desk: who appealed, and the form by which another person decides."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView

from obole.accounts.colleagues import colleague
from obole.comments.actions.appealing import AppealDecided, SamePerson, decide_appeal
from obole.comments.models import Appeal
from obole.comments.queries.citing import decided_comment
from obole.comments.views.desk_permissions import may_moderate
from obole.foundation import clock
from obole.foundation.desk_screens import Screen

TITLE = gettext_lazy("Appeals")


class AppealAnswerForm(forms.Form):
    """What came of an appeal, and why."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"), choices=Appeal.Outcome.choices, widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=3_000,
        help_text=gettext_lazy("It is mailed to whoever appealed."),
    )


@method_decorator(may_moderate, name="dispatch")
class AppealsView(Screen, ListView[Appeal]):
    """Lists the appeals: those that wait first, the oldest of them at the top."""

    template_name = "comments/desk/appeals.html"
    page_title = TITLE
    header_icon = "comment"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Appeal]:
        """Return the appeals."""
        appeals = Appeal.objects.select_related("decision__reader")
        return appeals.order_by("outcome", "received_at", "pk")


@method_decorator(may_moderate, name="dispatch")
class AppealView(Screen, FormView[AppealAnswerForm]):
    """One appeal, with what it is about."""

    template_name = "comments/desk/appeal.html"
    page_title = gettext_lazy("Appeal")
    header_icon = "comment"
    list_title = TITLE
    list_url_name = "comments_appeals"
    form_class = AppealAnswerForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the template shows."""
        rows = Appeal.objects.select_related("decision__statement", "decision__reader")
        appeal = get_object_or_404(rows, pk=self.kwargs["pk"])
        is_own = appeal.decision.user_id_then == colleague(self.request).pk
        return {
            **super().get_context_data(**kwargs),
            "appeal": appeal,
            "decision": appeal.decision,
            "statement": getattr(appeal.decision, "statement", None),
            "comment": decided_comment(appeal.decision),
            "is_own": is_own,
            "may_decide": appeal.decided_at is None and not is_own,
        }

    def form_valid(self, form: AppealAnswerForm) -> HttpResponse:
        """Decide, and say why not if that was refused."""
        try:
            decide_appeal(
                appeal_id=self.kwargs["pk"],
                user=colleague(self.request),
                outcome=Appeal.Outcome(form.cleaned_data["outcome"]),
                answer=form.cleaned_data["answer"],
                now=clock.now(),
            )
        except SamePerson:
            messages.error(
                self.request, _("You made this decision: somebody else decides about the appeal.")
            )
        except AppealDecided:
            messages.error(self.request, _("A colleague has decided about this appeal meanwhile."))
        else:
            messages.success(self.request, _("The appeal is decided, and the answer is mailed."))
        return super().form_valid(form)

    def get_success_url(self) -> str:
        """Return to the list."""
        return reverse("comments_appeals")
