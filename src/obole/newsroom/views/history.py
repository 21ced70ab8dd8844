"""The public history of an article: its published versions, and what changed between two."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from obole.foundation import clock
from obole.foundation.ingredients import use
from obole.newsroom.addresses import address_in
from obole.newsroom.heads import head_of_list
from obole.newsroom.models import ArticlePage
from obole.newsroom.queries.history import NoSuchVersion, two_versions, versions_of
from obole.newsroom.queries.listings import readable_articles
from obole.newsroom.rules import ingredients as names
from obole.newsroom.rules.differences import changed_words, differences
from obole.newsroom.views.listings import spoken_language


@require_safe
def history(request: HttpRequest, section: str, article: str) -> HttpResponse:
    """Show all versions; with ?older= and ?newer=, go to the comparison of these two."""
    page = _readable_article(section, article)
    versions = versions_of(article=page)
    if not versions:
        raise Http404
    if asked := _asked_versions(request):
        older, newer = asked
        address = address_in(
            spoken_language(),
            "comparison",
            section=section,
            article=article,
            older=older,
            newer=newer,
        )
        return HttpResponseRedirect(address)
    context = {
        # The latest is what most readers look for.
        "versions": versions[::-1],
        "is_intact": all(version.is_intact for version in versions),
        "previous": versions[-2].publication.number if len(versions) > 1 else None,
    }
    address = address_in(spoken_language(), "history", section=section, article=article)
    return _respond(request, page, "newsroom/history.html", address, context)


@require_safe
def comparison(
    request: HttpRequest, section: str, article: str, older: int, newer: int
) -> HttpResponse:
    """Show what changed from one version to a later one."""
    page = _readable_article(section, article)
    versions = versions_of(article=page)
    if older >= newer:
        raise Http404
    try:
        before, after = two_versions(versions, older=older, newer=newer)
    except NoSuchVersion:
        raise Http404 from None
    lines = differences(before.lines, after.lines)
    address = address_in(
        spoken_language(),
        "comparison",
        section=section,
        article=article,
        older=older,
        newer=newer,
    )
    between = [each for each in versions if older <= each.publication.number <= newer]
    context = {
        "before": before,
        "after": after,
        "headline": changed_words(before.headline, after.headline),
        "lines": lines,
        "is_changed": before.headline != after.headline or any(line.is_changed for line in lines),
        "is_intact": all(version.is_intact for version in between),
    }
    return _respond(request, page, "newsroom/comparison.html", address, context)


def _respond(
    request: HttpRequest, page: ArticlePage, template: str, address: str, context: dict[str, Any]
) -> HttpResponse:
    head = head_of_list(
        request=request,
        title=gettext("Versions of “%(headline)s”") % {"headline": page.title},
        addresses={spoken_language(): address},
        # Old versions must not compete with the article in search engines.
        is_indexed=False,
    )
    return render(request, template, {"article": page, "page_head": head, **context})


def _readable_article(section: str, slug: str) -> ArticlePage:
    articles = readable_articles(now=clock.now()).select_related("section", "locale")
    found: ArticlePage = get_object_or_404(
        articles, slug=slug, section__slug=section, locale__language_code=spoken_language()
    )
    use(names.page(found.pk))
    return found


def _asked_versions(request: HttpRequest) -> tuple[int, int] | None:
    asked = [request.GET.get(name, "") for name in ("older", "newer")]
    if not any(asked):
        return None
    if not all(text.isdecimal() and len(text) < 7 for text in asked):  # noqa: PLR2004
        raise Http404
    older, newer = sorted(int(text) for text in asked)
    return (older, newer) if older != newer else None
