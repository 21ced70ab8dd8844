"""What the heads of the pages say: gathered here, put into words by `rules.structured_data`."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import get_language, gettext, pgettext
from wagtail.images.models import AbstractRendition
from wagtail.images.shortcuts import get_renditions_or_not_found
from wagtail.models import Page, Site

from obole.foundation import clock
from obole.foundation.ingredients import refuse_keeping, use
from obole.foundation.memory import remembered
from obole.foundation.storage import MediaOutOfReach
from obole.newsroom.addresses import absolute, address_in, front_path
from obole.newsroom.models import (
    ArticlePage,
    HomePage,
    NewsroomSettings,
    SectionPage,
    StandingPage,
)
from obole.newsroom.queries.listings import readable_translations
from obole.newsroom.queries.reading import bylines_of, words_of
from obole.newsroom.queries.sharing import cut_description, words_to_share
from obole.newsroom.queries.surroundings import legal_facts_of, newsroom_of, social_links_of
from obole.newsroom.rules import ingredients as names
from obole.newsroom.rules.heads import (
    ArticleFacts,
    CorrectionFact,
    FeedLink,
    Head,
    HeadPicture,
    Kind,
    Person,
    Publisher,
)
from obole.newsroom.rules.renditions import SHARED
from obole.pages.models import Picture, filters_of, site_of

FEED_FORMATS = {
    "feed.xml": ("RSS", "application/rss+xml"),
    "atom.xml": ("Atom", "application/atom+xml"),
    "feed.json": ("JSON Feed", "application/feed+json"),
}


def head_of_page(page: Page, *, request: HttpRequest, number: int = 1) -> Head:
    """Return the head of a page of the tree; `number` is that of its list, where it has one."""
    language = page.locale.language_code
    url = page.get_full_url(request) or absolute("/", request=request)
    words = words_to_share(page)
    facts: dict[str, Any] = {
        "title": words.title,
        "description": words.description,
        "url": url if number == 1 else f"{url}page/{number}/",
        "language": language,
        "alternates": () if number > 1 else _translations(page, request),
    }
    if isinstance(page, ArticlePage):
        facts |= _article_facts(page, request)
    elif isinstance(page, HomePage):
        facts["search_url"] = absolute(address_in(language, "search"), request=request)
        facts["title"] = page.seo_title or newsroom_of(site=site_of(request)).name
    elif isinstance(page, SectionPage):
        facts["trail"] = ((gettext("Front page"), _front_url(request, language)), (page.title, url))
        title = facts["title"]
        facts["feeds"] = (
            *_feeds(title, f"{page.get_url(request)}", request),
            *site_feeds(request=request, language=language),
        )
    facts.setdefault("feeds", site_feeds(request=request, language=language))
    return _head(request, **facts)


def head_of_list(
    *,
    request: HttpRequest,
    title: str,
    addresses: Mapping[str, str],
    description: str = "",
    feeds_title: str = "",
    number: int = 1,
    **facts: Any,
) -> Head:
    """Return the head of a page that stands in no tree.

    `addresses` are its paths by language; `feeds_title` names its own feeds, if it has any.
    """
    language = get_language() or ""
    path = addresses[language]
    own_feeds = _feeds(feeds_title, path, request) if feeds_title else ()
    pairs = [(code, absolute(other, request=request)) for code, other in addresses.items()]
    return _head(
        request,
        title=title,
        description=cut_description(description),
        url=absolute(path if number == 1 else f"{path}page/{number}/", request=request),
        language=language,
        alternates=_with_default(pairs) if number == 1 else (),
        feeds=(*own_feeds, *site_feeds(request=request, language=language)),
        **facts,
    )


def site_feeds(*, request: HttpRequest, language: str) -> tuple[FeedLink, ...]:
    """Return the feeds of all articles of a language."""
    site = site_of(request)

    def make() -> tuple[FeedLink, ...]:
        return _feeds(newsroom_of(site=site).name, front_path(language), request)

    return remembered(("feeds", site.pk, language, get_language()), make)


def publisher(*, request: HttpRequest, language: str) -> Publisher:
    """Return who publishes, with the pages in this language that say how."""
    site = site_of(request)
    return remembered(("publisher", site.pk, language), lambda: _publisher(site, language, request))


def _publisher(site: Site, language: str, request: HttpRequest) -> Publisher:
    use(names.SITE)
    newsroom = newsroom_of(site=site)
    pages = StandingPage.objects.readable().filter(locale__language_code=language)
    policies = {
        page.purpose: page.get_full_url(request)
        for page in pages.exclude(purpose=StandingPage.Purpose.OTHER).order_by("-path")
    }
    corrections = address_in(language, "corrections")
    return Publisher(
        name=newsroom.name,
        url=absolute("/", request=request),
        legal_name=legal_facts_of(site=site).legal_name,
        logo_url=_logo_url(newsroom, request),
        founded_year=newsroom.founded_year,
        same_as=tuple(link.url for link in social_links_of(site=site)),
        policies={**policies, "corrections": absolute(corrections, request=request)},
    )


def people(article: ArticlePage, *, request: HttpRequest) -> tuple[Person, ...]:
    """Return everybody who signs the article, in their order."""
    language = article.locale.language_code
    return tuple(
        Person(
            name=author.name,
            url=absolute(address_in(language, "author", slug=author.slug), request=request),
            fediverse=author.fediverse,
        )
        for author in (byline.author for byline in bylines_of(article))
    )


def head_picture(
    picture: Picture | None, *, alt: str, request: HttpRequest, is_measured: bool = False
) -> HeadPicture | None:
    """Return the picture in the shapes that are shared; None without one or without its file.

    Only what `is_measured` has a size: to look at a file costs more than all the rest.
    """
    if picture is None:
        return None
    use(names.picture(picture.pk))
    found = get_renditions_or_not_found(picture, filters_of(SHARED))
    first, *others = (found[specification] for specification in SHARED)
    if not first.width:
        return None
    return HeadPicture(
        url=absolute(first.url, request=request),
        width=first.width,
        height=first.height,
        alt=alt or picture.description,
        size_bytes=_size_of(first) if is_measured else 0,
        others=tuple(absolute(other.url, request=request) for other in others),
    )


def _size_of(rendition: AbstractRendition) -> int:
    name = rendition.file.name
    # A rendition never changes: a bucket is asked once.
    known: int | None = cache.get(f"size-of:{name}")
    if known is not None:
        return known
    try:
        size: int = rendition.file.size
    except OSError:
        # A lost file does not take the page with it; its length is unknown.
        return 0
    except MediaOutOfReach:
        refuse_keeping("A picture is out of reach.")
        return 0
    cache.set(f"size-of:{name}", size, timeout=None)
    return size


def _head(request: HttpRequest, *, language: str, **facts: Any) -> Head:
    return Head(
        language=language,
        publisher=publisher(request=request, language=language),
        reserves_mining=legal_facts_of(site=site_of(request)).reserves_mining,
        **facts,
    )


def _article_facts(article: ArticlePage, request: HttpRequest) -> dict[str, Any]:
    language = article.locale.language_code
    section = article.section
    section_url = section.get_full_url(request) or "" if section else ""
    corrections = sorted(article.corrections.all(), key=lambda each: each.made_at, reverse=True)
    trail = [(gettext("Front page"), _front_url(request, language))]
    trail += [(section.title, section_url)] if section else []
    return {
        "kind": Kind.ARTICLE,
        "picture": head_picture(article.picture, alt=article.picture_alt, request=request),
        "trail": (*trail, (article.title, article.get_full_url(request) or "")),
        "article": ArticleFacts(
            label=article.label,
            section=section.title if section else "",
            section_url=section_url,
            published_at=article.published_at,
            modified_at=article.updated_at,
            authors=people(article, request=request),
            tags=tuple(sorted(tag.name for tag in article.tags.all())),
            corrections=tuple(
                CorrectionFact(text=each.text, made_at=each.made_at) for each in corrections
            ),
            word_count=len(" ".join(words_of(article)).split()),
        ),
    }


def _translations(page: Page, request: HttpRequest) -> tuple[tuple[str, str], ...]:
    versions = readable_translations(page=page, now=clock.now())
    return _with_default(
        [(each.locale.language_code, each.get_full_url(request) or "") for each in versions]
    )


def _with_default(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the alternates with the one for readers of no listed language; none if alone."""
    alternates = sorted(pair for pair in pairs if pair[1])
    if len(alternates) < 2:  # noqa: PLR2004 - a page alone has no alternates
        return ()
    default = dict(alternates).get(settings.LANGUAGE_CODE, alternates[0][1])
    return (*alternates, ("x-default", default))


def _feeds(title: str, base: str, request: HttpRequest) -> tuple[FeedLink, ...]:
    return tuple(
        FeedLink(
            url=absolute(f"{base}{file}", request=request),
            title=pgettext("title of a feed", "%(title)s (%(format)s)")
            % {"title": title, "format": name},
            media_type=media_type,
        )
        for file, (name, media_type) in FEED_FORMATS.items()
    )


def _front_url(request: HttpRequest, language: str) -> str:
    return absolute(front_path(language), request=request)


def _logo_url(newsroom: NewsroomSettings, request: HttpRequest) -> str:
    if newsroom.logo is None:
        return ""
    use(names.picture(newsroom.logo.pk))
    specification = "max-600x600|format-png"
    rendition = get_renditions_or_not_found(newsroom.logo, [specification])[specification]
    return absolute(rendition.url, request=request) if rendition.width else ""


def home_languages() -> list[str]:
    """Return the languages that have a front page which readers can see."""
    homes = HomePage.objects.readable().select_related("locale").order_by("path")
    return list(dict.fromkeys(home.locale.language_code for home in homes))
