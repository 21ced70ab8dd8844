"""The notice board, as everybody sees it: what went out, what was changed, what was taken down."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from obole.foundation.ingredients import refuse_keeping
from obole.social.queries.notice_board import has_notice_board, newest_posts


@require_safe
@never_cache
def notice_board(request: HttpRequest) -> HttpResponse:
    """Show the newest posts; there is no such page where no channel is connected to it."""
    refuse_keeping("Posts come and go on the notice board without a fact.")
    if not has_notice_board():
        raise Http404
    return render(request, "social/notice_board.html", {"posts": newest_posts()})
