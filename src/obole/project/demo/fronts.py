"""Front pages, sections, standing pages and the newsroom's settings of the demonstration."""

from collections.abc import Mapping
from datetime import datetime

from wagtail.models import Locale, Page, Site

from obole.newsroom.models import (
    ArticlePage,
    FrontPick,
    FrontStrip,
    HomePage,
    LegalSettings,
    NewsroomSettings,
    SectionPage,
    SocialLink,
    StandingPage,
)
from obole.project.demo.bodies import Pictures, stream_of
from obole.project.demo.content import Content, Table
from obole.project.demo.past import redate

# Sections and articles by language and slug.
Sections = dict[tuple[str, str], SectionPage]
Articles = Mapping[str, ArticlePage]

LEGAL_FACTS = (
    *("legal_name", "registration", "address", "phone", "email", "publication_director"),
    *("editor_in_chief", "host_name", "host_address", "host_phone", "security_contact"),
)


def fill_settings(*, newsroom: Table, language: str, logo_name: str, pictures: Pictures) -> None:
    """Write the newsroom's name, look and legal facts."""
    site = Site.objects.get(is_default_site=True)
    legal_facts = newsroom["legal"]
    look = NewsroomSettings.for_site(site)
    look.name = newsroom["name"]
    look.founded_year = legal_facts["founded_year"]
    look.logo = pictures.get(logo_name)
    look.social_links.set(
        [SocialLink(label=label, url=url) for label, url in newsroom["social"].items()]
    )
    look.save()
    legal = LegalSettings.for_site(site)
    for name in LEGAL_FACTS:
        setattr(legal, name, legal_facts[name])
    legal.legal_form = legal_facts["legal_form"][language]
    legal.cppap_number = legal_facts["cppap"]
    legal.reserves_mining = legal_facts["tdm_reserved"]
    legal.save()


def make_sections(
    *, content: Content, homes: Mapping[str, HomePage], founded_at: datetime
) -> Sections:
    """Make each section in each language, the translations linked."""
    made: Sections = {}
    for table in content.sections:
        original: SectionPage | None = None
        for code, home in homes.items():
            section = SectionPage(locale=home.locale, live=False, **table[code])
            if original is not None:
                section.translation_key = original.translation_key
            original = original or section
            _publish_below(home, section, founded_at)
            made[code, section.slug] = section
    return made


def make_standing_pages(
    *,
    content: Content,
    homes: Mapping[str, HomePage],
    pictures: Pictures,
) -> None:
    """Write the pages that the site has as drafts since it was made."""
    for table in content.standing_pages:
        home = homes[table["locale"]]
        page = StandingPage.objects.child_of(home).get(purpose=table["role"])
        # A first version, the legal notice, may be live: the texts here take its place.
        page.title, page.slug = table["title"], table["slug"]
        page.search_description = table.get("search_description", "")
        page.standfirst = table.get("standfirst", "")
        page.body = stream_of(table["body"], pictures=pictures)
        page.save_revision().publish()


def curate(
    *,
    newsroom: Table,
    homes: Mapping[str, HomePage],
    sections: Sections,
    articles: Articles,
) -> None:
    """Put what an editor has chosen on the front pages; one that nobody curates stays as it is."""
    for code, home in homes.items():
        front = HomePage.objects.get(pk=home.pk)
        front.title = newsroom["name"]
        front.tagline = newsroom["tagline"][code]
        choice = newsroom["front_page"].get(code)
        if choice is not None:
            front.lead = articles[choice["lead"]]
            front.picks.set([FrontPick(article=articles[slug]) for slug in choice["picks"]])
            front.strips.set(
                [FrontStrip(section=sections[code, slug]) for slug in choice["strips"]]
            )
        front.save_revision().publish()


def homes_by_language() -> dict[str, HomePage]:
    """Return the front pages that were made with the site, the original language first."""
    homes = HomePage.objects.select_related("locale").order_by("path")
    return {home.locale.language_code: home for home in homes}


def locales_by_language() -> dict[str, Locale]:
    """Return the languages of the site."""
    return {locale.language_code: locale for locale in Locale.objects.all()}


def _publish_below(parent: Page, page: Page, moment: datetime) -> None:
    parent.add_child(instance=page)
    page.save_revision().publish()
    redate(page=page, moments=[moment])
