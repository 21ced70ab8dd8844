"""A reader reports a comment: the form, and the page where its answer stands."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from obole.accounts.sources import client_network
from obole.comments.actions.identities import Identity
from obole.comments.actions.reporting import NotReported, Report, report_comment
from obole.comments.actions.secrecy import secret_digest
from obole.comments.models import Comment, LegalReasonChoice, Notice
from obole.comments.queries.citing import address_of_comment
from obole.comments.queries.house_rules import current_version, shown_rules
from obole.comments.queries.notices import answer_paragraphs, reason_in_words
from obole.comments.rules.vocabulary import CHILD_ABUSE
from obole.comments.views.pages import in_language
from obole.foundation import clock
from obole.foundation.private_answers import for_whoever_asks, takes_foreign_posts
from obole.limits.actions import LimitReached, count_request
from obole.limits.rules import Limit

# A reader who goes through a whole thread of insults stays below it.
REPORTS = Limit(name="comment-reports", most=20, window_seconds=3600)
LONGEST_EXPLANATION = 3_000
# Enough of a clause to know which it is; the rules themselves are a link away.
CLAUSE_SHOWN = 70


class ReportForm(forms.Form):
    """What is wrong with a comment, and who says so."""

    kind = forms.ChoiceField(
        label=_("What is the comment against?"),
        choices=Notice.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what the comment is against.")},
    )
    clause = forms.ChoiceField(label=_("Which house rule?"), required=False)
    reason = forms.ChoiceField(
        label=_("Which law?"),
        required=False,
        choices=[("", _("For a comment against the law")), *LegalReasonChoice.choices],
    )
    explanation = forms.CharField(
        label=_("Your reasons"),
        max_length=LONGEST_EXPLANATION,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Which words are wrong, and why."),
        error_messages={"required": _("Say which words are wrong, and why.")},
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_(
            "Needed for a comment against the law, except for the sexual abuse of children."
        ),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("To tell you what was decided. The author of the comment never sees it."),
        error_messages={
            "invalid": _("This is not an e-mail address. It looks like name@example.org.")
        },
    )
    good_faith = forms.BooleanField(
        label=_("I believe in good faith that what I say here is accurate and complete."),
        error_messages={"required": _("Confirm that you report this in good faith.")},
    )

    def __init__(self, said: QueryDict | None, *, language: str) -> None:
        super().__init__(said, auto_id="report-%s", label_suffix="")
        rules = shown_rules(version=current_version(), language=language)
        clauses = [
            (each.code, f"{each.code}. {_shortened(each.text)}")
            for each in (rules.clauses if rules else ())
        ]
        field = self.fields["clause"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("For a comment against the house rules")), *clauses]

    def clean(self) -> dict[str, Any]:
        """Ask for what a report of something illegal must have (DSA, article 16(2))."""
        said = super().clean() or {}
        if said.get("kind") != Notice.Kind.LAW:
            return said
        if "reason" in said and not said["reason"]:
            self.add_error("reason", _("Choose what the comment is."))
        if said.get("reason") != CHILD_ABUSE:
            if not said.get("name"):
                self.add_error("name", _("Give your name: the law asks for it."))
            if "email" in said and not said["email"]:
                self.add_error("email", _("Give your e-mail address: the law asks for it."))
        return said

    def written(self, *, language: str) -> Report:
        """Return what was said, as the action takes it."""
        said = self.cleaned_data
        kind = Notice.Kind(said["kind"])
        return Report(
            kind=kind,
            reason=said["reason"] if kind == Notice.Kind.LAW else said["clause"],
            explanation=said["explanation"],
            language=language,
            is_in_good_faith=said["good_faith"],
            identity=Identity(name=said["name"], email=said["email"]),
        )


def _shortened(text: str) -> str:
    return text if len(text) <= CLAUSE_SHOWN else f"{text[:CLAUSE_SHOWN].rsplit(' ', 1)[0]} …"


@takes_foreign_posts
@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_asks
def report(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Show the form; take what is sent, and lead to the page where the answer will stand."""
    comments = Comment.objects.published().select_related("thread__page__locale")
    comment = get_object_or_404(comments, pk=comment_id)
    language: str = comment.thread.page.locale.language_code
    with in_language(language) as spoken:
        form = ReportForm(request.POST or None, language=language)
        if request.method == "POST" and form.is_valid():
            return _take(request, comment, form, language)
        return spoken(_show(request, comment, form))


def _show(request: HttpRequest, comment: Comment, form: ReportForm) -> HttpResponse:
    context = {"form": form, "comment": comment, "article": comment.thread.page}
    return render(request, "comments/report.html", context)


def _take(request: HttpRequest, comment: Comment, form: ReportForm, language: str) -> HttpResponse:
    now, network = clock.now(), client_network(request)
    try:
        count_request(limit=REPORTS, source=network, now=now)
        received = report_comment(
            comment_id=comment.pk, report=form.written(language=language), network=network, now=now
        )
    except NotReported:
        raise Http404 from None
    except LimitReached as reached:
        return _refuse(request, comment, form, seconds_left=reached.seconds_left)
    address = reverse("comments:notice", args=[received.secret])
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


def _refuse(
    request: HttpRequest, comment: Comment, form: ReportForm, *, seconds_left: int
) -> HttpResponse:
    """Show the form again, with what was written, and say when to come back."""
    minutes = max(1, seconds_left // 60)
    said = ngettext(
        "You have reported very often. Please try again in %(minutes)d minute.",
        "You have reported very often. Please try again in %(minutes)d minutes.",
        minutes,
    )
    form.add_error(None, said % {"minutes": minutes})
    response = _show(request, comment, form)
    response.status_code = HTTPStatus.TOO_MANY_REQUESTS
    response.headers["Retry-After"] = str(seconds_left)
    return response


STATES = {
    "received": pgettext_lazy("report", "Received"),
    "seen": pgettext_lazy("report", "Seen by the newsroom"),
    "decided": pgettext_lazy("report", "Decided"),
}


@require_safe
@for_whoever_asks
def notice(request: HttpRequest, secret: str) -> HttpResponse:
    """Show whoever reported a comment how far that is, and what was decided."""
    notices = Notice.objects.select_related("decision")
    found = get_object_or_404(notices, secret_digest=secret_digest(secret))
    state = "decided" if found.decision else "seen" if found.seen_at else "received"
    comment = (
        Comment.objects.published()
        .select_related("thread__page")
        .filter(pk=found.comment_id)
        .first()
    )
    with in_language(found.language) as spoken:
        context = {
            "notice": found,
            "state": STATES[state],
            "reason": reason_in_words(found),
            "answer": answer_paragraphs(found.decision) if found.decision else [],
            "address": address_of_comment(comment) if comment else "",
        }
        return spoken(render(request, "comments/notice.html", context))
