"""Feeds of the site, of a section, an author, a tag, and of the corrections."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.translation import gettext
from django.views.decorators.http import conditional_page, require_safe

from obole.foundation import clock
from obole.foundation.ingredients import use
from obole.newsroom.addresses import absolute, address_in, front_path
from obole.newsroom.feed_formats import FORMATS
from obole.newsroom.heads import head_picture, people
from obole.newsroom.models import (
    ArticlePage,
    Author,
    Correction,
    HomePage,
    NewsroomSettings,
    Tag,
)
from obole.newsroom.queries.corrections import newest_corrections, shown_corrections
from obole.newsroom.queries.hubs import hub_of_feeds
from obole.newsroom.queries.listings import newest_articles, shown
from obole.newsroom.queries.pictures import pictures_of_body
from obole.newsroom.queries.reading import fetch_renditions
from obole.newsroom.queries.references import names_in
from obole.newsroom.rules import ingredients as names
from obole.newsroom.rules.feeds import Feed, Item, feed_html, identity_of, printable
from obole.newsroom.views.listings import readable_section, spoken_language

# Full texts: more would make a file that is fetched every hour needlessly heavy.
ITEMS = 20


@require_safe
@conditional_page
def site_feed(request: HttpRequest, file: str) -> HttpResponse:
    """Return the newest articles of a language."""
    name = NewsroomSettings.for_request(request).name
    feed = _respond(
        request,
        file,
        title=name,
        description=gettext("All articles of %(name)s") % {"name": name},
        path=front_path(spoken_language()),
        items=_newest(request),
    )
    return _naming_hub(feed, request)


@require_safe
@conditional_page
def section_feed(request: HttpRequest, slug: str, file: str) -> HttpResponse:
    """Return the newest articles of a section."""
    section = readable_section(slug)
    feed = _respond(
        request,
        file,
        title=_title(request, section.title),
        description=section.introduction or section.title,
        path=section.get_url(request) or "/",
        items=_newest(request, section=section),
    )
    return _naming_hub(feed, request)


@require_safe
@conditional_page
def author_feed(request: HttpRequest, slug: str, file: str) -> HttpResponse:
    """Return the newest articles that somebody signed. Not found if none."""
    author = get_object_or_404(Author, slug=slug)
    return _respond(
        request,
        file,
        title=_title(request, author.name),
        description=gettext("Articles by %(name)s") % {"name": author.name},
        path=address_in(spoken_language(), "author", slug=slug),
        items=_some(_newest(request, author=author)),
    )


@require_safe
@conditional_page
def tag_feed(request: HttpRequest, slug: str, file: str) -> HttpResponse:
    """Return the newest articles about a subject. Not found if none."""
    tag = get_object_or_404(Tag, slug=slug)
    return _respond(
        request,
        file,
        title=_title(request, tag.name),
        description=gettext("Articles about “%(name)s”") % {"name": tag.name},
        path=address_in(spoken_language(), "tag", slug=slug),
        items=_some(_newest(request, tag=tag)),
    )


@require_safe
@conditional_page
def corrections_feed(request: HttpRequest, file: str) -> HttpResponse:
    """Return the newest corrections."""
    language = spoken_language()
    newest = newest_corrections(language=language, now=clock.now())[:ITEMS]
    return _respond(
        request,
        file,
        title=_title(request, gettext("Corrections")),
        description=gettext("Everything that we have corrected in what we published, and when."),
        path=address_in(language, "corrections"),
        items=tuple(
            _correction_item(correction, request) for correction in shown_corrections(newest)
        ),
    )


def _newest(request: HttpRequest, **filters: Any) -> tuple[Item, ...]:
    newest = newest_articles(language=spoken_language(), now=clock.now(), **filters)
    with_text = newest.defer(None).prefetch_related(None)
    fetched = with_text.prefetch_related("bylines__author", "tagged_items__tag", "picture")
    articles = shown(fetched[:ITEMS])
    for article in articles:
        tags = (names.tag(item.tag_id) for item in article.tagged_items.all())
        use(names.SITE, *names_in(article.body), *tags)
    # Wagtail makes anew, at every request, the renditions that a list of those fetched ahead lacks.
    fetch_renditions(
        pictures=[
            picture
            for article in articles
            for picture in [*pictures_of_body(article.body), *filter(None, [article.picture])]
        ]
    )
    return tuple(_article_item(article, request) for article in articles)


def _some(items: Sequence[Item]) -> tuple[Item, ...]:
    if not items:
        raise Http404
    return tuple(items)


def _article_item(article: ArticlePage, request: HttpRequest) -> Item:
    assert article.published_at is not None, "Lists hold dated articles only."
    url = article.get_full_url(request) or ""
    html = render_to_string("newsroom/feed_item.html", {"page": article}, request=request)
    return Item(
        identity=identity_of(article.translation_key, article.locale.language_code),
        url=url,
        title=printable(article.title),
        summary=printable(article.standfirst),
        html=feed_html(html, page_url=url),
        published_at=article.published_at,
        updated_at=article.updated_at or article.published_at,
        authors=people(article, request=request),
        tags=tuple(sorted(item.tag.name for item in article.tagged_items.all())),
        picture=head_picture(
            article.picture, alt=article.picture_alt, request=request, is_measured=True
        ),
    )


def _correction_item(correction: Correction, request: HttpRequest) -> Item:
    article = correction.article
    url = f"{article.get_full_url(request)}#correction-{correction.pk}"
    title = gettext("%(kind)s: %(title)s") % {
        "kind": correction.get_kind_display(),
        "title": article.title,
    }
    return Item(
        identity=identity_of(
            article.translation_key,
            article.locale.language_code,
            "correction",
            correction.made_at.isoformat(),
        ),
        url=url,
        title=printable(title),
        summary=printable(correction.text),
        html=feed_html(f"<p>{escape(correction.text)}</p>", page_url=url),
        published_at=correction.made_at,
        updated_at=correction.made_at,
    )


def _title(request: HttpRequest, part: str) -> str:
    return f"{part} · {NewsroomSettings.for_request(request).name}"


def _respond(
    request: HttpRequest,
    file: str,
    *,
    title: str,
    description: str,
    path: str,
    items: tuple[Item, ...],
) -> HttpResponse:
    feed = Feed(
        title=printable(title),
        description=printable(description),
        url=absolute(path, request=request),
        feed_url=absolute(f"{path}{file}", request=request),
        language=spoken_language(),
        begun_at=_begun_at(),
        items=items,
    )
    use(names.SITE)
    write, content_type = FORMATS[file]
    response = HttpResponse(write(feed), content_type=content_type)
    if items:
        response.headers["Last-Modified"] = http_date(feed.updated_at.timestamp())
    return response


def _naming_hub(feed: HttpResponse, request: HttpRequest) -> HttpResponse:
    """Say where readers are told of changes: https://www.w3.org/TR/websub/#discovery."""
    if hub := hub_of_feeds():
        itself = absolute(request.path, request=request)
        feed.headers["Link"] = f'<{hub}>; rel="hub", <{itself}>; rel="self"'
    return feed


def _begun_at() -> datetime:
    """Return when the first front page was published. Raise Http404 when none was."""
    homes = HomePage.objects.live().filter(first_published_at__isnull=False)
    begun_at = homes.aggregate(first=Min("first_published_at"))["first"]
    if begun_at is None:
        raise Http404
    return cast("datetime", begun_at)
