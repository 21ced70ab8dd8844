"""Sitemaps: every address with its true date, and the news of the last two days."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from obole.donations.queries.addresses import path_of
from obole.donations.queries.campaigns import languages_of, public_campaigns
from obole.foundation import clock
from obole.newsroom.addresses import absolute, address_in, front_path
from obole.newsroom.models import NewsroomSettings
from obole.newsroom.queries import sitemaps as queries
from obole.newsroom.queries.archives import months_of, signing_authors
from obole.newsroom.queries.sitemaps import Entry

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
XHTML = "http://www.w3.org/1999/xhtml"

# Search engines accept 50,000 in a file; smaller ones are quicker to make and to fetch again.
ADDRESSES_IN_A_FILE = 10_000
# https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
NEWS_AGE = timedelta(days=2)
MOST_NEWS = 1_000


@require_safe
@conditional_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """Return all addresses, or the list of the files that hold them when there are many."""
    now = clock.now()
    total = queries.count_articles(now=now)
    if total <= ADDRESSES_IN_A_FILE:
        return _url_set([*_lists(request, now), *_articles(request, now, 1)])
    files = -(-total // ADDRESSES_IN_A_FILE)
    parts = [reverse("machines:sitemap_part", args=[number]) for number in range(files + 1)]
    items = "".join(
        f"<sitemap><loc>{escape(absolute(part, request=request))}</loc></sitemap>" for part in parts
    )
    return _xml(f'<sitemapindex xmlns="{SITEMAP}">{items}</sitemapindex>')


@require_safe
@conditional_page
def part(request: HttpRequest, number: int) -> HttpResponse:
    """Return one file of many: number 0 holds what is not an article."""
    if number == 0:
        return _url_set(_lists(request, clock.now()))
    addresses = _articles(request, clock.now(), number)
    if not addresses:
        raise Http404
    return _url_set(addresses)


@require_safe
@conditional_page
def news(request: HttpRequest) -> HttpResponse:
    """Return the articles of the last two days; none is a valid answer."""
    now = clock.now()
    name = NewsroomSettings.for_request(request).name
    roots = queries.roots()
    items = [
        _element(
            "url",
            _element("loc", escape(_full_url(entry, roots, request)))
            + _element(
                "news:news",
                _element(
                    "news:publication",
                    _element("news:name", escape(name))
                    + _element("news:language", escape(entry.language)),
                )
                + _element("news:publication_date", _w3c(entry.published_at))
                + _element("news:title", escape(entry.title)),
            ),
        )
        for entry in queries.news(now=now, since=now - NEWS_AGE, limit=MOST_NEWS)
        if entry.language in roots
    ]
    return _xml(f'<urlset xmlns="{SITEMAP}" xmlns:news="{NEWS}">{"".join(items)}</urlset>')


def _articles(request: HttpRequest, now: datetime, number: int) -> list[str]:
    start = (number - 1) * ADDRESSES_IN_A_FILE
    entries, versions = queries.articles(now=now, start=start, stop=start + ADDRESSES_IN_A_FILE)
    return _items(request, entries, versions)


def _lists(request: HttpRequest, now: datetime) -> list[str]:
    entries = queries.other_pages()
    items = _items(request, entries, entries)
    for language in queries.roots():
        paths = [address_in(language, name) for name in ("authors", "archives", "corrections")]
        paths += [
            address_in(language, "author", slug=author.slug)
            for author in signing_authors(language=language, now=now)
        ]
        paths += [
            address_in(language, "month", month=month.key)
            for year in months_of(language=language, now=now).values()
            for month in year
        ]
        items += [
            _element("url", _element("loc", escape(absolute(path, request=request))))
            for path in paths
        ]
    return [*items, *_campaigns(request)]


def _campaigns(request: HttpRequest) -> list[str]:
    """Return the list of campaigns, if there are any, and their pages."""
    found = public_campaigns()
    if not found:
        return []
    pages: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
        ("campaigns:list", (), tuple(queries.roots()))
    ]
    pages += [
        (name, (each.slug,), tuple(languages_of(each)))
        for each in found
        for name in ("campaigns:campaign", "campaigns:figures")
    ]
    items = []
    for name, arguments, languages in pages:
        versions = {
            language: absolute(path_of(name, *arguments, language=language), request=request)
            for language in languages
        }
        items += [
            _element("url", _element("loc", escape(address)) + _alternates(versions))
            for address in versions.values()
        ]
    return items


def _items(request: HttpRequest, entries: Iterable[Entry], versions: Iterable[Entry]) -> list[str]:
    """Return a `url` element for each entry, with links to the versions in other languages."""
    roots = queries.roots()
    by_key: dict[UUID, dict[str, str]] = {}
    for entry in versions:
        if entry.language in roots:
            address = _full_url(entry, roots, request)
            by_key.setdefault(entry.translation_key, {})[entry.language] = address
    return [
        _element(
            "url",
            _element("loc", escape(by_key[entry.translation_key][entry.language]))
            + (_element("lastmod", _w3c(entry.changed_at)) if entry.changed_at else "")
            + _alternates(by_key[entry.translation_key]),
        )
        for entry in entries
        if entry.language in roots
    ]


def _alternates(versions: Mapping[str, str]) -> str:
    if len(versions) == 1:
        return ""
    default = versions.get(settings.LANGUAGE_CODE) or next(iter(versions.values()))
    return "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(address)}/>'
        for language, address in [*sorted(versions.items()), ("x-default", default)]
    )


def _full_url(entry: Entry, roots: Mapping[str, str], request: HttpRequest) -> str:
    path = front_path(entry.language) + entry.tree_path.removeprefix(roots[entry.language])
    return absolute(path, request=request)


def _w3c(moment: datetime | None) -> str:
    return timezone.localtime(moment).isoformat("T", "seconds") if moment else ""


def _element(name: str, content: str) -> str:
    return f"<{name}>{content}</{name}>"


def _url_set(items: Iterable[str]) -> HttpResponse:
    return _xml(f'<urlset xmlns="{SITEMAP}" xmlns:xhtml="{XHTML}">{"".join(items)}</urlset>')


def _xml(content: str) -> HttpResponse:
    declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return HttpResponse(declaration + content, content_type="application/xml; charset=utf-8")
