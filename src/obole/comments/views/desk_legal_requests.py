"""Legal requests in the desk: what was asked for and answered, and the form to answer one."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView

from obole.accounts.colleagues import colleague
from obole.accounts.middleware import asks_for_password
from obole.comments.actions.identifying import Question, answer_legal_request
from obole.comments.models import Comment, LegalRequest
from obole.comments.views.desk_law import may_answer_legal
from obole.foundation import clock
from obole.foundation.desk_screens import Screen

TITLE = gettext_lazy("Legal requests")


class LegalRequestForm(forms.Form):
    """Who asks, under which reference, for what."""

    authority = forms.CharField(
        label=gettext_lazy("Authority"),
        max_length=200,
        help_text=gettext_lazy("The court or the service, and the person who signs."),
    )
    reference = forms.CharField(label=gettext_lazy("Reference of the request"), max_length=200)
    scope = forms.CharField(
        label=gettext_lazy("What is asked for, and on which legal ground"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    comment = forms.IntegerField(
        label=gettext_lazy("Number of the comment"),
        min_value=1,
        help_text=gettext_lazy("It stands in its address: /c/to/123/ or #c-123."),
    )

    def clean_comment(self) -> int:
        """Refuse a number that no comment has."""
        number: int = self.cleaned_data["comment"]
        if not Comment.objects.filter(pk=number).exists():
            raise forms.ValidationError(_("There is no comment with this number."))
        return number


@method_decorator(may_answer_legal, name="dispatch")
class LegalRequestsView(Screen, ListView[LegalRequest]):
    """Lists the requests that were answered, the latest first. None is ever deleted."""

    template_name = "comments/desk/legal_requests.html"
    page_title = TITLE
    header_icon = "lock"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[LegalRequest]:
        """Return the requests."""
        return LegalRequest.objects.select_related("user").order_by("-made_at", "-pk")


@method_decorator(may_answer_legal, name="dispatch")
@method_decorator(asks_for_password, name="dispatch")
class LegalRequestView(Screen, FormView[LegalRequestForm]):
    """The form; its answer is a file, which is not kept."""

    template_name = "comments/desk/legal_request.html"
    page_title = gettext_lazy("Answer a legal request")
    header_icon = "lock"
    list_title = TITLE
    list_url_name = "comments_legal_requests"
    form_class = LegalRequestForm

    def get_initial(self) -> dict[str, Any]:
        """Take the number of the comment from the address, where the desk leads here."""
        return {"comment": self.request.GET.get("comment", "")}

    def form_valid(self, form: LegalRequestForm) -> HttpResponse:
        """Write the request down and hand out the file."""
        said = form.cleaned_data
        answer = answer_legal_request(
            question=Question(
                authority=said["authority"], reference=said["reference"], scope=said["scope"]
            ),
            comment_id=said["comment"],
            user=colleague(self.request),
            now=clock.now(),
        )
        name = f"legal-request-{answer.request.pk}.json"
        return HttpResponse(
            answer.exported,
            content_type="application/json; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "no-store",
            },
        )
