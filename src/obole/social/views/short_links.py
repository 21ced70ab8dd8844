"""Short addresses: they lead readers to the article of a post."""

import logging

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from obole.foundation import clock
from obole.social.actions.clicking import count_click
from obole.social.queries.short_links import destination_of
from obole.social.rules.clicking import is_a_reader

logger = logging.getLogger(__name__)


@require_safe
@never_cache
def follow(request: HttpRequest, key: str) -> HttpResponse:
    """Lead to the article of a post; say that it is gone if it is withdrawn.

    The answer is 302 and never kept: the article may move, and the newsroom counts. To count may
    fail; the reader goes on all the same.
    """
    found = destination_of(key=key)
    if found is None:
        raise Http404
    if not found.address:
        with translation.override(found.language):
            return render(request, "social/link_gone.html", status=410)
    if is_a_reader(
        method=request.method or "",
        user_agent=request.headers.get("User-Agent", ""),
        purpose=request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", ""),
    ):
        try:
            count_click(delivery=found.delivery, day=timezone.localdate(clock.now()))
        except DatabaseError:
            logger.warning("A click was not counted.", exc_info=True)
    response = HttpResponseRedirect(found.address)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
