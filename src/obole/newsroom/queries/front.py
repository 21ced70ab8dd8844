"""What the front page shows, and what stands around every page: name, sections, foot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from wagtail.models import Page, Site

from obole.foundation.ingredients import use
from obole.newsroom.models import (
    ArticlePage,
    HomePage,
    Label,
    LegalSettings,
    NewsroomSettings,
    SectionPage,
    SocialLink,
    StandingPage,
)
from obole.newsroom.queries.listings import (
    articles_in_order,
    readable_articles,
    readable_translations,
)
from obole.newsroom.queries.references import names_in
from obole.newsroom.queries.surroundings import (
    homes_by_language,
    legal_facts_of,
    newsroom_of,
    sections_of,
    social_links_of,
    standing_pages_of,
)
from obole.newsroom.rules import ingredients as names
from obole.newsroom.rules.front import FrontPlan, arrange_front

# Opinions older than the latest 120 articles are no longer news; it also bounds the query.
LATEST = 120
# Enough for a strip although all that stands above it was taken from the same section.
STRIP_CANDIDATES = 16
# A front page with more strips is an archive.
STRIPS = 12


@dataclass(frozen=True)
class Strip:
    """A section on the front page."""

    section: SectionPage
    articles: list[ArticlePage]


@dataclass(frozen=True)
class Front:
    """The articles of the front page, by place; no article stands there twice."""

    lead: ArticlePage | None
    picks: list[ArticlePage]
    opinions: list[ArticlePage]
    strips: list[Strip]


@dataclass(frozen=True)
class Language:
    """One of the site's languages, and where the page that is being read is in it."""

    code: str
    name: str
    url: str
    is_current: bool
    is_translation: bool


@dataclass(frozen=True)
class Shell:
    """What stands around every page."""

    newsroom: NewsroomSettings
    legal: LegalSettings
    home: HomePage | None
    sections: list[SectionPage]
    standing_pages: list[StandingPage]
    social_links: list[SocialLink]
    languages: list[Language]


def front_page(*, home: HomePage, now: datetime) -> Front:
    """Return the front page as its editor curated it, filled with the latest where they did not."""
    sections = {section.pk: section for section in _strip_sections(home)[:STRIPS]}
    plan = _plan(home=home, sections=list(sections), now=now)
    found = {article.pk: article for article in articles_in_order(keys=plan.articles(), now=now)}
    return Front(
        lead=None if plan.lead is None else found[plan.lead],
        picks=[found[key] for key in plan.picks],
        opinions=[found[key] for key in plan.opinions],
        strips=[
            Strip(section=sections[key], articles=[found[article] for article in articles])
            for key, articles in plan.strips.items()
        ],
    )


def _plan(*, home: HomePage, sections: Sequence[int], now: datetime) -> FrontPlan:
    language = home.locale.language_code
    use(names.articles_of_language(language))
    newest = readable_articles(now=now).order_by("-published_at", "-pk")
    latest = newest.filter(language=language).values_list("pk", "label")[:LATEST]
    picked = [pick.article_id for pick in home.picks.all()]
    chosen = [key for key in (home.lead_id, *picked) if key]
    # Those that may not be read yet, too, in whatever language: one day they may.
    use(*map(names.page, chosen))
    # One query for all sections: each inner query walks a few steps along the section's index.
    in_strips = Q(pk__in=[])
    for section in sections:
        in_strips |= Q(pk__in=newest.filter(section=section).values("pk")[:STRIP_CANDIDATES])
    known = newest.filter(in_strips | Q(pk__in=chosen)).values_list("pk", "section")
    readable = {key for key, _ in known}
    labels = list(latest)
    return arrange_front(
        chosen_lead=home.lead_id if home.lead_id in readable else None,
        chosen_picks=[key for key in picked if key in readable],
        latest=[key for key, _ in labels],
        opinions=[key for key, label in labels if label == Label.OPINION],
        strips={section: [key for key, of in known if of == section] for section in sections},
    )


def _strip_sections(home: HomePage) -> list[SectionPage]:
    chosen = [strip.section_id for strip in home.strips.all()]
    sections = {section.pk: section for section in sections_of(home=home)}
    return [sections[key] for key in chosen if key in sections] or list(sections.values())


def page_shell(
    *,
    site: Site,
    language: str,
    page: Page | None,
    now: datetime,
    versions: Mapping[str, str] | None = None,
) -> Shell:
    """Return what stands around a page of this language; `page` is None on pages of no tree.

    Such a page may exist in other languages: `versions` are its paths by language.
    """
    use(names.SITE)
    if page is not None and page.pk:
        use(names.page(page.pk))
    if isinstance(page, StandingPage):
        use(*names_in(page.body))
    homes = homes_by_language()
    home = homes.get(language)
    return Shell(
        newsroom=newsroom_of(site=site),
        legal=legal_facts_of(site=site),
        home=home,
        sections=sections_of(home=home) if home else [],
        standing_pages=standing_pages_of(home=home) if home else [],
        social_links=social_links_of(site=site),
        languages=_languages(
            homes=homes,
            language=language,
            translations={**(versions or {}), **_translations(page, now=now)},
        ),
    )


def _translations(page: Page | None, *, now: datetime) -> dict[str, str]:
    if page is None or not page.pk:
        return {}
    versions = readable_translations(page=page, now=now)
    return {version.locale.language_code: version.url or "/" for version in versions}


def _languages(
    *, homes: dict[str, HomePage], language: str, translations: Mapping[str, str]
) -> list[Language]:
    return [
        Language(
            code=code,
            name=LANGUAGE_NAMES[code],
            url=translations.get(code) or homes[code].url or "/",
            is_current=code == language,
            is_translation=code in translations,
        )
        for code, _ in settings.LANGUAGES
        if code in homes
    ]


# Each in its own language: whoever looks for it may read no other.
LANGUAGE_NAMES = {"fr": "Français", "en": "English"}
