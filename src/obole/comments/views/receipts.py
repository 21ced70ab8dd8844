"""Where a comment is: for whoever wrote it, behind a secret address."""

from datetime import datetime
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from obole.comments.actions.following import end_follow, follow_answers
from obole.comments.actions.linking import ask_again, send_link
from obole.comments.actions.revising import (
    Refused,
    TooLateToEdit,
    edit_comment,
    find_own,
    is_editable,
    withdraw_comment,
)
from obole.comments.forms import EditForm
from obole.comments.models import Comment
from obole.comments.queries.pages import NotReadable, commented_page
from obole.comments.rules.signals import Severity
from obole.comments.rules.states import State
from obole.comments.views.limits import LINKS_TO_AN_ADDRESS
from obole.comments.views.memory import remembered_reader
from obole.comments.views.pages import in_language
from obole.comments.views.wording import why_held, why_refused
from obole.foundation import clock
from obole.foundation.private_answers import for_whoever_asks, takes_foreign_posts
from obole.limits.actions import LimitReached, count_request
from obole.pages.models import PublicPage

_STILL_THERE = (State.UNPROVEN, State.HELD, State.PUBLISHED)


def see_receipt(secret: str) -> HttpResponse:
    """Lead to the page that says where a comment is; a page loaded again sends nothing again."""
    address = reverse("comments:mine", args=[secret])
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


@takes_foreign_posts
@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_asks
def mine(request: HttpRequest, secret: str) -> HttpResponse:
    """Say where a comment is, and let its author change, withdraw or follow it."""
    comment = find_own(secret=secret)
    if comment is None:
        raise Http404
    with in_language(comment.language) as spoken:
        if request.method == "POST":
            return spoken(_change(request, comment=comment, secret=secret, now=clock.now()))
        return spoken(show_receipt(request, comment=comment, secret=secret, now=clock.now()))


def _change(request: HttpRequest, *, comment: Comment, secret: str, now: datetime) -> HttpResponse:
    match request.POST.get("do"):
        case "edit":
            return _edit(request, comment=comment, secret=secret, now=now)
        case "withdraw":
            withdraw_comment(comment=comment)
        case "follow":
            follow_answers(comment=comment, now=now)
        case "unfollow":
            for follow in comment.follows.filter(ended_at=None).order_by("pk"):
                end_follow(follow=follow, now=now)
        case "link":
            return _send_link(request, comment=comment, secret=secret, now=now)
    return see_receipt(secret)


def _send_link(
    request: HttpRequest, *, comment: Comment, secret: str, now: datetime
) -> HttpResponse:
    """Send the mail that lets a comment go on, or the one with the link to the reader's page."""
    email = comment.reader.email if comment.reader else None
    if email is None:
        return see_receipt(secret)
    try:
        count_request(limit=LINKS_TO_AN_ADDRESS, source=email, now=now)
    except LimitReached:
        notice = _("Several mails were sent to you within the hour. Look into your letter box.")
        return show_receipt(request, comment=comment, secret=secret, now=now, notice=notice)
    if comment.state == State.UNPROVEN:
        ask_again(comment=comment, now=now)
    else:
        send_link(email=email, now=now)
    notice = _("A mail is on its way to you.")
    return show_receipt(request, comment=comment, secret=secret, now=now, notice=notice)


def _edit(request: HttpRequest, *, comment: Comment, secret: str, now: datetime) -> HttpResponse:
    form = EditForm(request.POST)
    if form.is_valid():
        try:
            edit_comment(comment=comment, body=form.cleaned_data["body"], now=now)
        except TooLateToEdit:
            form.add_error("body", _("The five minutes are over: the text stays as it is."))
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("body", str(why_refused(reason.name)))
        else:
            return see_receipt(secret)
    return show_receipt(request, comment=comment, secret=secret, now=now, form=form)


def show_receipt(
    request: HttpRequest,
    *,
    comment: Comment,
    now: datetime,
    secret: str = "",
    form: EditForm | None = None,
    notice: str = "",
) -> HttpResponse:
    """Show where a comment is; without the secret, only to be read."""
    can_edit = bool(secret) and is_editable(comment, now=now)
    if form is None and can_edit:
        form = EditForm(initial={"body": comment.body})
    context = {
        "page": _page_of(comment),
        "comment": comment,
        "secret": secret,
        "notice": notice,
        "form": form if can_edit or (form and form.errors) else None,
        "reasons": _reasons(comment),
        "can_withdraw": bool(secret) and comment.state in _STILL_THERE,
        "is_followed": comment.follows.filter(ended_at=None).exists(),
        "is_proven": comment.reader is not None and comment.reader.email_proven_at is not None,
        "is_remembered": remembered_reader(request) == comment.reader,
        "title": _("Your comment"),
    }
    return render(request, "comments/mine.html", context)


def _page_of(comment: Comment) -> PublicPage | None:
    try:
        return commented_page(comment.thread_id)
    except NotReadable:
        return None


def _reasons(comment: Comment) -> list[str]:
    if comment.state != State.HELD:
        return []
    holding = comment.signals.filter(severity=Severity.HOLD).order_by("pk")
    return why_held(holding.values_list("name", flat=True))
