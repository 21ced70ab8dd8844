"""What is the same on all pages of a site, until it changes: names, sections, standing pages.

It is remembered from one answer to the next (foundation/memory.py): change nothing of it.
"""

from collections.abc import Iterable

from django.db.models import prefetch_related_objects
from wagtail.models import Site

from obole.foundation.ingredients import use
from obole.foundation.memory import remembered
from obole.newsroom.models import (
    ArticlePage,
    HomePage,
    LegalSettings,
    NewsroomSettings,
    SectionPage,
    SocialLink,
    StandingPage,
)
from obole.newsroom.rules import ingredients as names
from obole.pages.models import outside_walls


def newsroom_of(*, site: Site) -> NewsroomSettings:
    """Return the newsroom's name and look, with its logo."""

    def ask() -> NewsroomSettings:
        use(names.SITE)
        newsroom: NewsroomSettings = NewsroomSettings.for_site(site)
        if newsroom.logo_id is not None:
            use(names.picture(newsroom.logo_id))
            prefetch_related_objects([newsroom], "logo")
        return newsroom

    return remembered(("newsroom", site.pk), ask)


def newspaper_of_gifts() -> NewsroomSettings:
    """Return the newsroom that readers give to: that of the site which was set up first."""

    def ask() -> NewsroomSettings:
        return newsroom_of(site=Site.objects.get(is_default_site=True))

    return remembered("newspaper of gifts", ask)


def legal_facts_of(*, site: Site) -> LegalSettings:
    """Return the facts of the legal notice."""

    def ask() -> LegalSettings:
        use(names.SITE)
        facts: LegalSettings = LegalSettings.for_site(site)
        return facts

    return remembered(("legal facts", site.pk), ask)


def social_links_of(*, site: Site) -> list[SocialLink]:
    """Return the newsroom's accounts elsewhere, in their order."""

    def ask() -> list[SocialLink]:
        use(names.SITE)
        return list(newsroom_of(site=site).social_links.order_by("sort_order"))

    return remembered(("social links", site.pk), ask)


def homes_by_language() -> dict[str, HomePage]:
    """Return the live front page of each language."""

    def ask() -> dict[str, HomePage]:
        use(names.SITE)
        homes = HomePage.objects.live().select_related("locale").order_by("path")
        return {home.locale.language_code: home for home in homes}

    return remembered("homes", ask)


def sections_of(*, home: HomePage) -> list[SectionPage]:
    """Return the sections of a front page that anybody may read, in their order."""

    def ask() -> list[SectionPage]:
        use(names.SITE)
        below = SectionPage.objects.child_of(home).live()
        return list(below.filter(outside_walls()).order_by("path"))

    return remembered(("sections", home.pk), ask)


def place(articles: Iterable[ArticlePage]) -> None:
    """Give the articles the sections and locales that are known already, without a query each."""
    locales = {home.locale_id: home.locale for home in homes_by_language().values()}
    sections = _sections()
    for article in articles:
        if article.locale_id in locales:
            article.locale = locales[article.locale_id]
        if article.section_id in sections:
            article.section = sections[article.section_id]


def _sections() -> dict[int | None, SectionPage]:
    def ask() -> dict[int | None, SectionPage]:
        homes = homes_by_language().values()
        return {section.pk: section for home in homes for section in sections_of(home=home)}

    return remembered("sections", ask)


def standing_pages_of(*, home: HomePage) -> list[StandingPage]:
    """Return the standing pages of a front page that anybody may read, in their order."""

    def ask() -> list[StandingPage]:
        use(names.SITE)
        below = StandingPage.objects.child_of(home).live().filter(outside_walls())
        return list(below.defer("body").order_by("path"))

    return remembered(("standing pages", home.pk), ask)
