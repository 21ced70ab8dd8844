"""Lists of articles: of an author, a tag, a month, and the older pages of a section."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe
from wagtail.query import PageQuerySet

from obole.foundation import clock
from obole.newsroom.addresses import address_in
from obole.newsroom.heads import head_of_list, head_of_page, head_picture, home_languages
from obole.newsroom.models import Author, SectionPage, Tag
from obole.newsroom.queries import archives as in_archives
from obole.newsroom.queries.listings import Listing, NoSuchPage, newest_articles, page_of
from obole.newsroom.rules.heads import Kind


@require_safe
def author(request: HttpRequest, slug: str, number: int = 1) -> HttpResponse:
    """Show who somebody is and what they signed. Not found if nothing, in this language."""
    person = get_object_or_404(Author.objects.select_related("portrait"), slug=slug)
    language, now = spoken_language(), clock.now()
    profile = person.profiles.filter(locale__language_code=language).first()
    languages = in_archives.languages_of_author(author=person, now=now)
    if language not in languages:
        raise Http404
    addresses = _addresses(languages, "author", slug=slug)
    articles = newest_articles(language=language, author=person, now=now)
    listing = numbered_page(articles, number=number, base=addresses[language], title=person.name)
    head = head_of_list(
        request=request,
        title=person.name,
        description=profile.biography if profile else "",
        addresses=addresses,
        feeds_title=person.name,
        number=number,
        kind=Kind.PROFILE,
        picture=head_picture(person.portrait, alt=person.name, request=request),
    )
    context = {"author": person, "profile": profile, "listing": listing, "page_head": head}
    return render(request, "newsroom/author.html", context)


@require_safe
def authors(request: HttpRequest) -> HttpResponse:
    """Show everybody who signs."""
    language = spoken_language()
    found = in_archives.signing_authors(language=language, now=clock.now())
    title = gettext("Authors")
    addresses = _addresses(home_languages(), "authors")
    head = head_of_list(request=request, title=title, addresses=addresses)
    context = {"authors": found, "title": title, "page_head": head}
    return render(request, "newsroom/authors.html", context)


@require_safe
def tag(request: HttpRequest, slug: str, number: int = 1) -> HttpResponse:
    """Show the articles about a subject. Not found if there are none in this language."""
    subject = get_object_or_404(Tag, slug=slug)
    language, now = spoken_language(), clock.now()
    languages = in_archives.languages_of_tag(tag=subject, now=now)
    if language not in languages:
        raise Http404
    addresses = _addresses(languages, "tag", slug=slug)
    articles = newest_articles(language=language, tag=subject, now=now)
    listing = numbered_page(articles, number=number, base=addresses[language], title=subject.name)
    head = head_of_list(
        request=request,
        title=subject.name,
        addresses=addresses,
        feeds_title=subject.name,
        number=number,
    )
    context = {"tag": subject, "listing": listing, "page_head": head}
    return render(request, "newsroom/tag.html", context)


@require_safe
def section(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show an older page of a section; the first is the section's page itself."""
    page = readable_section(slug)
    base = page.get_url(request) or "/"
    articles = newest_articles(language=spoken_language(), section=page, now=clock.now())
    listing = numbered_page(articles, number=number, base=base, title=page.title)
    context = page.get_context(request) | {
        "listing": listing,
        "page_head": head_of_page(page, request=request, number=number),
    }
    return render(request, page.get_template(request), context)


@require_safe
def archives(request: HttpRequest) -> HttpResponse:
    """Show the months in which something was published."""
    years = in_archives.months_of(language=spoken_language(), now=clock.now())
    title = gettext("Archives")
    addresses = _addresses(home_languages(), "archives")
    head = head_of_list(request=request, title=title, addresses=addresses)
    return render(
        request, "newsroom/archives.html", {"years": years, "title": title, "page_head": head}
    )


@require_safe
def month(request: HttpRequest, month: tuple[int, int], number: int = 1) -> HttpResponse:
    """Show the articles of a month. Not found if there are none."""
    bounds = in_archives.bounds_of_month(year=month[0], month=month[1])
    language = spoken_language()
    base = address_in(language, "month", month=month)
    title = date_format(bounds[0], "YEAR_MONTH_FORMAT").capitalize()
    articles = newest_articles(language=language, month=bounds, now=clock.now())
    listing = numbered_page(articles, number=number, base=base, title=title)
    if not listing.articles:
        raise Http404
    head = head_of_list(request=request, title=title, addresses={language: base}, number=number)
    return render(request, "newsroom/month.html", {"listing": listing, "page_head": head})


def readable_section(slug: str) -> SectionPage:
    """Return the section of this language that anybody may read. Raise Http404."""
    sections = SectionPage.objects.readable().filter(locale__language_code=spoken_language())
    found: SectionPage = get_object_or_404(sections, slug=slug)
    return found


def numbered_page(articles: PageQuerySet, *, number: int, base: str, title: str) -> Listing:
    """Return a page of a list. Raise Http404 beyond its end."""
    try:
        return page_of(articles, number=number, base=base, title=title)
    except NoSuchPage:
        raise Http404 from None


def spoken_language() -> str:
    """Return the language that the address says."""
    return get_language() or ""


def _addresses(languages: Iterable[str], name: str, **arguments: object) -> dict[str, str]:
    return {
        language: address_in(language, name, **arguments)
        for language in {*languages, spoken_language()}
    }
