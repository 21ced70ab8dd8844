"""Whoever a decision concerns reads why it was made, and can appeal against it."""

from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from obole.comments.actions.appealing import (
    APPEAL_WITHIN,
    AppealedBefore,
    TooLateToAppeal,
    appeal,
)
from obole.comments.actions.secrecy import secret_digest
from obole.comments.models import Appeal, Statement
from obole.comments.queries.statements import paragraphs_of
from obole.comments.views.pages import in_language
from obole.foundation import clock
from obole.foundation.private_answers import for_whoever_asks, takes_foreign_posts

LONGEST_APPEAL = 3_000


class AppealForm(forms.Form):
    """Why a decision is wrong."""

    text = forms.CharField(
        label=_("Why is the decision wrong?"),
        max_length=LONGEST_APPEAL,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("A person other than the one who decided reads it and decides again, once."),
        error_messages={"required": _("Say why the decision is wrong.")},
    )

    def __init__(self, said: QueryDict | None) -> None:
        super().__init__(said, auto_id="appeal-%s", label_suffix="")


@takes_foreign_posts
@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_asks
def decision(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the statement of reasons, what became of an appeal, or the form to make one."""
    statements = Statement.objects.select_related("decision__appeal")
    statement = get_object_or_404(statements, secret_digest=secret_digest(secret))
    with in_language(statement.language) as spoken:
        return spoken(_respond(request, statement))


def _respond(request: HttpRequest, statement: Statement) -> HttpResponse:
    now = clock.now()
    form = AppealForm(request.POST or None)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            appeal(statement=statement, text=form.cleaned_data["text"], now=now)
        except (AppealedBefore, TooLateToAppeal):
            # The page says which of the two; nothing is lost, for it is the text of the first.
            status = HTTPStatus.CONFLICT
            statement.refresh_from_db()
        else:
            return HttpResponseRedirect(request.path, status=HTTPStatus.SEE_OTHER)
    made = Appeal.objects.filter(decision=statement.decision_id).first()
    context = {
        "paragraphs": paragraphs_of(statement.text),
        "decision": statement.decision,
        "appeal": made,
        "is_reversed": made is not None and made.outcome == Appeal.Outcome.REVERSED,
        "may_appeal": made is None and now - statement.made_at <= APPEAL_WITHIN,
        "form": form,
    }
    return render(request, "comments/decision.html", context, status=status)
