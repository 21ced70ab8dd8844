"""A comment that threatens somebody's life: the page that asks again, then tells an authority."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages

from obole.accounts.colleagues import colleague
from obole.comments.actions.authorities import AlreadyAlerted, alert_authority, alerts_about
from obole.comments.queries.policies import authority_address
from obole.comments.views.desk_case import case_url, comments_for_desk
from obole.comments.views.desk_permissions import may_moderate
from obole.foundation import clock
from obole.foundation.desk_screens import Screen


class SuspicionForm(forms.Form):
    """What makes the moderator think so."""

    suspicion = forms.CharField(
        label=gettext_lazy("What you suspect, and who is in danger"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=3_000,
    )

    def __init__(self, *args: Any, is_mailed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["suspicion"].help_text = (
            _("It goes to the authority with the comment, and into the record.")
            if is_mailed
            else _("It goes into the record only: tell the authority yourself.")
        )


@method_decorator(may_moderate, name="dispatch")
class AuthorityView(Screen, FormView[SuspicionForm]):
    """Says what will happen, or whom to call, and does it when that is confirmed."""

    template_name = "comments/desk/authority.html"
    page_title = gettext_lazy("A threat to somebody’s life or safety")
    header_icon = "warning"
    form_class = SuspicionForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the comment."""
        self.comment = get_object_or_404(comments_for_desk(), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here, over the comment."""
        *before, here = super().get_breadcrumbs_items()
        url = reverse("comments_case", args=[self.comment.pk])
        return [*before, {"url": url, "label": _("Comment")}, here]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Add whether an authority's address is set: what the help promises depends on it."""
        is_mailed = bool(authority_address(self.comment.thread.page))
        return {**super().get_form_kwargs(), "is_mailed": is_mailed}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the template shows."""
        return {
            **super().get_context_data(**kwargs),
            "comment": self.comment,
            "alerts": alerts_about(comment_id=self.comment.pk),
            "recipient": authority_address(self.comment.thread.page),
        }

    def form_valid(self, form: SuspicionForm) -> HttpResponse:
        """Tell the authority, and go back to the comment, which waits for its decision still."""
        try:
            decision = alert_authority(
                comment_id=self.comment.pk,
                suspicion=form.cleaned_data["suspicion"],
                user=colleague(self.request),
                now=clock.now(),
            )
        except AlreadyAlerted:
            messages.warning(self.request, _("A colleague has told an authority already."))
        else:
            said = (
                _("The mail to %(address)s is on its way. Now decide about the comment.")
                % {"address": decision.explanation}
                if decision.explanation
                else _("It stands in the record. Call the authority now, then decide.")
            )
            messages.success(self.request, said)
        return redirect(case_url(self.comment, chosen=None))
