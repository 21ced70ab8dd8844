"""One comment at a time: all that is known of it, and the words that decide."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from obole.accounts.colleagues import colleague
from obole.comments.actions import deciding
from obole.comments.actions.clearing import Word, decide
from obole.comments.actions.placing import NothingToAnswer
from obole.comments.actions.revising import answer_as_colleague
from obole.comments.actions.seeing import mark_seen
from obole.comments.models import Comment, CommentQuerySet, Decision, DeskPreferences
from obole.comments.queries import queue
from obole.comments.queries.grounds import Grounds, current_grounds
from obole.comments.queries.histories import case_of
from obole.comments.rules.states import Queue, State
from obole.comments.rules.verdicts import Reasons
from obole.comments.views.desk_forms import (
    AnswerForm,
    ReasonsForm,
    clause_in_words,
    reasons_of_clause,
)
from obole.comments.views.desk_permissions import may_moderate
from obole.comments.views.desk_sitting import remember, sitting_of
from obole.foundation import clock
from obole.foundation.desk_screens import first_error


def comments_for_desk() -> CommentQuerySet:
    """Return what the desk may open: nobody reads what waits for its reader's mail."""
    return Comment.objects.exclude(state=State.UNPROVEN).select_related(
        "thread__page", "reader", "user", "first_seen_by", "parent"
    )


def chosen_queue(value: str | None) -> Queue | None:
    """Return the queue that an address or a form names; None for all queues."""
    return Queue(value) if value in set(Queue) else None


def case_url(comment: Comment, *, chosen: Queue | None) -> str:
    """Return where a comment is decided about, in a sitting of one queue or of all."""
    query = f"?{urlencode({'queue': chosen})}" if chosen else ""
    return reverse("comments_case", args=[comment.pk]) + query


@method_decorator(may_moderate, name="dispatch")
class CaseView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """Shows one comment, and keeps that it was seen."""

    template_name = "comments/desk/case.html"
    header_icon = "comment"

    def get_page_title(self) -> str:
        """Name the article, as a window's title."""
        return _("Comment on “%(article)s”") % {"article": self.comment.thread.page.title}

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        waiting = {"url": reverse("comments_queue"), "label": _("Comments")}
        return [*self.breadcrumbs_items, waiting, {"url": "", "label": self.get_page_title()}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the comment."""
        self.comment = get_object_or_404(comments_for_desk(), pk=kwargs["pk"])
        mark_seen(comment=self.comment, user=colleague(request), now=clock.now())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the template shows."""
        comment, now = self.comment, clock.now()
        chosen = chosen_queue(self.request.GET.get("queue"))
        sitting = sitting_of(self.request, now=now)
        grounds = current_grounds()
        default = grounds.clause_or_first(sitting.clause)
        return {
            **super().get_context_data(**kwargs),
            "case": case_of(comment),
            "comment": comment,
            "chosen_queue": chosen or "",
            "progress": _progress(comment, chosen=chosen, decided=sitting.decided),
            "last_decision_id": sitting.last_decision_id,
            "default_clause": clause_in_words(default) if default else "",
            "reasons_form": reasons_form(
                comment, grounds, initial={"clause": default.code if default else ""}
            ),
            "replies": grounds.replies,
            "answer_form": AnswerForm(),
            "has_shortcuts": has_shortcuts(self.request),
            "may_be_restored": comment.state in (State.REJECTED, State.SPAM, State.REMOVED),
            "may_be_approved": comment.state == State.HELD,
            "may_be_kept": comment.queue and comment.state in (State.PUBLISHED, State.WITHDRAWN),
            "may_be_rejected": comment.state in (State.HELD, State.PUBLISHED)
            or (comment.queue and comment.state == State.WITHDRAWN),
            "may_be_spam": comment.state in (State.HELD, State.PUBLISHED),
            "may_be_answered": comment.state in (State.HELD, State.PUBLISHED),
        }


def reasons_form(
    comment: Comment, grounds: Grounds, data: Any = None, **kwargs: Any
) -> ReasonsForm:
    """Return the form of reasons for one comment: saved replies are in its author's language."""
    return ReasonsForm(data, grounds=grounds, language=comment.language, **kwargs)


def has_shortcuts(request: HttpRequest) -> bool:
    """Tell whether single keys decide for this person."""
    kept = DeskPreferences.objects.filter(user=colleague(request)).first()
    return kept is None or kept.has_shortcuts


def _progress(comment: Comment, *, chosen: Queue | None, decided: int) -> str:
    if not comment.queue:
        return ""
    position = queue.position_of(comment, queue=chosen)
    return _("%(number)d of %(count)d") % {
        "number": decided + position.number,
        "count": decided + position.count,
    }


@require_POST
@may_moderate
def decide_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide about one comment, and open the next one."""
    comment = get_object_or_404(comments_for_desk(), pk=pk)
    chosen = chosen_queue(request.POST.get("queue"))
    try:
        word = Word(request.POST.get("word", ""))
    except ValueError:
        messages.error(request, _("This button is not known here. Try again."))
        return redirect(case_url(comment, chosen=chosen))
    try:
        reasons = _reasons(request, comment)
    except _UnfitReasons as unfit:
        messages.error(request, str(unfit))
        return redirect(case_url(comment, chosen=chosen))
    now = clock.now()
    try:
        decision = decide(
            comment_id=pk, word=word, user=colleague(request), now=now, reasons=reasons
        )
    except deciding.AlreadyDecided:
        messages.warning(request, _("A colleague has decided about this comment already."))
    else:
        remember(request, decision=decision, now=now)
        messages.success(request, said_of_decision(decision, with_key=has_shortcuts(request)))
    return _go_on(comment, chosen=chosen)


class _UnfitReasons(Exception):
    """What was chosen in the form of reasons cannot be told to anybody; the message says why."""


def _reasons(request: HttpRequest, comment: Comment) -> Reasons:
    """Return the reasons of the form, or what a single key stands for. Raise _UnfitReasons."""
    if request.POST.get("word") != Word.REJECT:
        return Reasons()
    grounds = current_grounds()
    if "with_reasons" not in request.POST:
        sitting = sitting_of(request, now=clock.now())
        return reasons_of_clause(grounds.clause_or_first(sitting.clause))
    form = reasons_form(comment, grounds, request.POST)
    if not form.is_valid():
        raise _UnfitReasons(first_error(form))
    return form.reasons()


def said_of_decision(decision: Decision, *, with_key: bool) -> str:
    """Return what the desk says after a decision."""
    said = _("%(measure)s.") % {"measure": decision.get_measure_display()}
    return _("%(said)s z: undo") % {"said": said} if with_key else said


def _go_on(comment: Comment, *, chosen: Queue | None) -> HttpResponse:
    """Open what comes behind a comment; `comment` is as it was before it was decided about."""
    if not comment.queue:
        return redirect(case_url(comment, chosen=None))
    following = queue.next_waiting(after=comment, queue=chosen)
    if following is None:
        return redirect("comments_queue")
    return redirect(case_url(following, chosen=chosen))


@may_moderate
def skip_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Open what comes behind a comment, and leave that one for later."""
    comment = get_object_or_404(comments_for_desk(), pk=pk)
    return _go_on(comment, chosen=chosen_queue(request.GET.get("queue")))


@may_moderate
def first_case(request: HttpRequest) -> HttpResponse:
    """Open what the desk looks at first."""
    chosen = chosen_queue(request.GET.get("queue"))
    comment = queue.first_waiting(queue=chosen)
    if comment is None:
        messages.success(request, _("Nothing waits."))
        return redirect("comments_queue")
    return redirect(case_url(comment, chosen=chosen))


@require_POST
@may_moderate
def undo_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own latest decision about a comment, and show the comment again."""
    decision = get_object_or_404(Decision, pk=pk, comment__isnull=False)
    chosen, now = chosen_queue(request.POST.get("queue")), clock.now()
    try:
        undone = deciding.undo(decision_id=pk, user=colleague(request), now=now)
    except deciding.TooLateToUndo:
        messages.warning(
            request,
            _("This can't be undone any more: decide anew on the page of the comment."),
        )
    else:
        remember(request, decision=undone, now=now)
        messages.success(request, _("Undone."))
    comment = Comment.objects.filter(decisions=decision).first()
    return redirect(case_url(comment, chosen=chosen) if comment else "comments_queue")


@require_POST
@may_moderate
def answer_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a comment in the newsroom's name; one that waits is approved first."""
    comment = get_object_or_404(comments_for_desk(), pk=pk)
    chosen, form, now = (
        chosen_queue(request.POST.get("queue")),
        AnswerForm(request.POST),
        clock.now(),
    )
    user = colleague(request)
    if not form.is_valid():
        messages.error(request, first_error(form))
        return redirect(case_url(comment, chosen=chosen))
    try:
        if comment.state == State.HELD:
            decision = decide(comment_id=pk, word=Word.APPROVE, user=user, now=now)
            remember(request, decision=decision, now=now)
        answer_as_colleague(
            page_id=comment.thread_id,
            parent_id=pk,
            user=user,
            body=form.cleaned_data["body"],
            now=now,
        )
    except (deciding.AlreadyDecided, NothingToAnswer):
        messages.warning(
            request, _("The comment does not stand any more, so it can't be answered.")
        )
        return redirect(case_url(comment, chosen=chosen))
    messages.success(request, _("Your answer stands below the comment."))
    return _go_on(comment, chosen=chosen)


@require_POST
@may_moderate
def pin_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a published comment at the top of its thread, or back in its place."""
    comment = get_object_or_404(comments_for_desk(), pk=pk)
    is_pinned = request.POST.get("pin") == "1"
    deciding.pin(comment_id=pk, is_pinned=is_pinned)
    said = _("It stands at the top now.") if is_pinned else _("It stands in its place again.")
    messages.success(request, said)
    return redirect(case_url(comment, chosen=None))
