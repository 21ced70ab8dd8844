"""An article's own page."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail import views as wagtail_views

from obole.foundation import clock
from obole.newsroom.queries.reading import article_at
from obole.newsroom.views.listings import spoken_language
from obole.pages.views import serve_page


def article(request: HttpRequest, section: str, article: str) -> HttpResponseBase:
    """Show the article, found in one step; Wagtail finds whatever else has such an address.

    Wagtail itself goes down the tree, and asks twice for each page on the way.
    """
    page = article_at(section=section, slug=article, language=spoken_language(), now=clock.now())
    # Of several sites, the article may stand on another one.
    if page is not None and page.get_url(request) == request.path:
        return serve_page(page, request)
    answer: HttpResponseBase = wagtail_views.serve(request, f"{section}/{article}/")
    return answer
