"""Deciding from a mail, on a phone: a page that asks once more, then does it."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_http_methods

from obole.accounts.queries import desk_language_of
from obole.comments.actions.clearing import Word, decide
from obole.comments.actions.deciding import AlreadyDecided
from obole.comments.actions.mail_links import MailLink, UnusableLink, open_link
from obole.comments.queries.grounds import current_grounds
from obole.comments.queries.wording import said_of
from obole.comments.rules.verdicts import Reasons
from obole.comments.views.desk_forms import clause_in_words, reasons_of_clause
from obole.foundation import clock

# A link does no more than this; the rest is done in the desk.
WORDS = (Word.APPROVE, Word.REJECT)


@require_http_methods(["GET", "HEAD", "POST"])
def decide_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Show the comment that a link names, with two buttons; decide when one is pressed."""
    now = clock.now()
    try:
        link = open_link(token=token, now=now)
    except UnusableLink:
        return _page(request, {"is_unusable": True}, status=HTTPStatus.GONE)
    with translation.override(desk_language_of(user=link.user)):
        if not link.is_waiting:
            return _page(request, {"is_decided": True, "comment": link.comment})
        word = request.POST.get("word", "")
        if request.method == "POST" and word in WORDS:
            return _decided(request, link, Word(word))
        return _page(request, _question(request, link))


def _question(request: HttpRequest, link: MailLink) -> dict[str, object]:
    return {
        "comment": link.comment,
        "reasons": said_of(link.comment.signals.order_by("pk")),
        "clauses": [(each.code, clause_in_words(each)) for each in current_grounds().clauses],
        "asked": request.GET.get("word", ""),
    }


def _decided(request: HttpRequest, link: MailLink, word: Word) -> HttpResponse:
    reasons = Reasons()
    if word is Word.REJECT:
        clause = current_grounds().clause_or_first(request.POST.get("clause", ""))
        reasons = reasons_of_clause(clause)
    try:
        decision = decide(
            comment_id=link.comment.pk,
            word=word,
            user=link.user,
            now=clock.now(),
            reasons=reasons,
        )
    except AlreadyDecided:
        return _page(request, {"comment": link.comment, "is_decided": True})
    return _page(request, {"comment": link.comment, "decision": decision})


def _page(
    request: HttpRequest, context: dict[str, object], *, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    response = render(request, "comments/desk/by_mail.html", context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    # The address is the key: no other page may hear of it.
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Content-Language"] = translation.get_language() or ""
    return response
