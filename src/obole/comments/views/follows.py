"""Ending the mails about answers: by a button, or by the reader's mail program (RFC 8058)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from obole.comments.actions.following import UnknownFollow, end_follow, open_follow
from obole.comments.views.pages import in_language
from obole.foundation import clock
from obole.foundation.private_answers import for_whoever_asks, takes_foreign_posts


@takes_foreign_posts
@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_asks
def follow(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a button; a POST ends the mails, whoever sends it and however often."""
    try:
        following = open_follow(secret=secret)
    except UnknownFollow:
        raise Http404 from None
    page = following.thread.page
    with in_language(page.locale.language_code) as spoken:
        if request.method == "POST":
            end_follow(follow=following, now=clock.now())
        context = {
            "article": page,
            "is_over": request.method == "POST" or following.ended_at is not None,
            "title": _("Mails about answers"),
        }
        return spoken(render(request, "comments/follow.html", context))
