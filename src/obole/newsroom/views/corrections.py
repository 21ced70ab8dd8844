"""The page of all corrections, the newest first."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from obole.foundation import clock
from obole.newsroom.addresses import address_in
from obole.newsroom.heads import head_of_list, home_languages
from obole.newsroom.queries.corrections import page_of_corrections
from obole.newsroom.queries.listings import NoSuchPage
from obole.newsroom.views.listings import spoken_language


@require_safe
def corrections(request: HttpRequest, number: int = 1) -> HttpResponse:
    """Show a page of the corrections to readable articles of this language."""
    language = spoken_language()
    base = address_in(language, "corrections")
    try:
        listing = page_of_corrections(language=language, now=clock.now(), number=number, base=base)
    except NoSuchPage:
        raise Http404 from None
    title = gettext("Corrections")
    head = head_of_list(
        request=request,
        title=title,
        description=gettext("Everything that we have corrected in what we published, and when."),
        addresses={code: address_in(code, "corrections") for code in {*home_languages(), language}},
        feeds_title=title,
        number=number,
    )
    context = {"listing": listing, "title": title, "page_head": head}
    return render(request, "newsroom/corrections.html", context)
