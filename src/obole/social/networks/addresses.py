"""Where an article and its feeds stand: for machines, which want no tracked address."""

from typing import Any, Final

from wagtail.models import Page, Site

from obole.newsroom.addresses import address_in
from obole.newsroom.feed_formats import FORMATS
from obole.newsroom.queries.surroundings import homes_by_language
from obole.social.models import Delivery
from obole.social.rules.network import Marker

LANGUAGES: Final = frozenset({"fr", "en"})


def site_root() -> str:
    """Return the site's address without a slash at its end."""
    root: str = Site.objects.get(is_default_site=True).root_url
    return root


def own_address(*, marker: Marker, otherwise: str) -> str:
    """Return the address of the article that a marker belongs to.

    `otherwise` is returned for a marker of no delivery, and when the article's page is gone.
    """
    page = _page_of(marker)
    return (page.get_full_url() if page else None) or otherwise


def feed_addresses(*, language: str = "", marker: Marker | None = None) -> list[str]:
    """Return the feeds that tell of a hub: the site's, and that of the marker's section.

    Without a language, of every language that has a front page.
    """
    languages = [language] if language in LANGUAGES else sorted(homes_by_language())
    paths = [address_in(each, "site_feed", file=file) for each in languages for file in FORMATS]
    section = _section_of(marker) if marker else None
    if section is not None:
        # Of a page that has moved since, at its new place.
        paths += [
            address_in(section.locale.language_code, "section_feed", slug=section.slug, file=file)
            for file in FORMATS
        ]
    return [f"{site_root()}{path}" for path in paths]


def _page_of(marker: Marker) -> Page | None:
    delivery = Delivery.objects.filter(key=marker.key).select_related("page").first()
    return delivery.page if delivery else None


def _section_of(marker: Marker) -> Any:
    page = _page_of(marker)
    return getattr(page.specific, "section", None) if page else None
