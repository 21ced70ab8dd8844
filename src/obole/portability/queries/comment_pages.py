"""Below which page the comments of an old address belong."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site
from wagtail.query import PageQuerySet

from obole.newsroom.addresses import front_path
from obole.newsroom.models import ArticlePage, HomePage, StandingPage
from obole.portability.models import ImportedSite
from obole.portability.queries.addresses import target_of
from obole.portability.rules import refusals
from obole.portability.rules.address_maps import MappedAddress, Place, place_of
from obole.portability.rules.old_paths import Sought, below, path_at, requests_of
from obole.portability.rules.refusals import NotImportable

# Addresses of lists have no comments.
_OF_PAGES = frozenset((Sought.PATH, Sought.ITEM))
_SUFFIXES = ("/index.html", "/index.htm", "/index.php", ".html", ".htm", ".php")


@dataclass(kw_only=True)
class PageFinder:
    """Finds articles and standing pages: by the map, by our addresses, by those of old sites.

    Paths decide, and not hosts, since a domain moves with its site; with `base_url` only what is
    below it is looked for, and what is above it is taken off.
    """

    base_url: str = ""
    mapped: Iterable[MappedAddress] = ()
    _map: dict[Place, int] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        """Look the new addresses of the map up. Raise NotImportable for one without a page."""
        for each in self.mapped:
            old, new = place_of(each.old), place_of(each.new)
            page_id = self._page_at(new) if new else None
            if page_id is None:
                detail = each.new[:200]
                raise NotImportable(refusals.NO_MAPPED_PAGE, line=each.line, detail=detail)
            assert old is not None, "the map was read"
            self._map[old] = page_id

    def page_of(self, address: str) -> int | None:
        """Return the page whose comments those of an old address are, if there is one."""
        place = place_of(address)
        if place is None:
            return None
        for each in (place, Place("", place.path, place.query)):
            if each in self._map:
                return self._map[each]
        return self._page_by_address(place)

    def _page_by_address(self, place: Place) -> int | None:
        here = self._below_base(place)
        if here is None:
            return None
        for variant in _variants(here):
            page_id = self._page_at(variant) or self._redirected(variant) or self._moved(variant)
            if page_id is not None:
                return page_id
        return None

    def _below_base(self, place: Place) -> Place | None:
        base = place_of(self.base_url)
        if base is None:
            return place
        if place.host not in {"", base.host}:
            return None
        path = below(place.path, base=base.path.strip("/"))
        if path is None:
            # Some programs write paths from the root of the site, some from its base.
            return None if place.host else place
        return Place(place.host, path, place.query)

    def _page_at(self, place: Place) -> int | None:
        """Return our page at a path."""
        for front, root in self._fronts.items():
            if f"{place.path}/".startswith(front):
                below_front = place.path.removeprefix(front.rstrip("/")).strip("/")
                return _kept_page(Page.objects.filter(url_path=f"{root}{below_front}/"))
        return None

    @cached_property
    def _fronts(self) -> Mapping[str, str]:
        """Return the path of each front page, the longest first, with its place in the tree."""
        fronts = {
            front_path(home.locale.language_code): str(home.url_path)
            for home in HomePage.objects.select_related("locale").order_by("-path")
        }
        return dict(sorted(fronts.items(), key=lambda each: -len(each[0])))

    def _redirected(self, place: Place) -> int | None:
        query = f"?{place.query}" if place.query else ""
        path = Redirect.normalise_path(f"{place.path}{query}")
        site = Site.objects.get(is_default_site=True)
        redirect = Redirect.get_for_site(site).filter(old_path=path).first()
        if redirect is None or redirect.redirect_page_id is None:
            return None
        return _kept_page(Page.objects.filter(pk=redirect.redirect_page_id))

    def _moved(self, place: Place) -> int | None:
        """Return the page that stands here for an address of a site that moved in."""
        for site in self._sites:
            url = f"https://{place.host}{place.path}" if place.host else place.path
            found = path_at(url, key=site.key)
            if found is None:
                continue
            wanted = [each for each in requests_of(found[0], place.query) if each.what in _OF_PAGES]
            target = target_of(site=site, requests=wanted, published_only=False)
            if target is not None and target.page_id is not None:
                page_id = _kept_page(Page.objects.filter(pk=target.page_id))
                if page_id is not None:
                    return page_id
        return None

    @cached_property
    def _sites(self) -> list[ImportedSite]:
        return list(ImportedSite.objects.select_related("locale").order_by("-pk"))


def _variants(place: Place) -> Iterator[Place]:
    """Yield the place, and without what some programs for sites append to paths."""
    yield place
    for suffix in _SUFFIXES:
        if place.path.endswith(suffix):
            yield Place(place.host, place.path.removesuffix(suffix) or "/", place.query)


def _kept_page(pages: PageQuerySet) -> int | None:
    """Return the article or standing page among these; others have no comments."""
    found = pages.type(ArticlePage, StandingPage).values_list("pk", flat=True)
    first: int | None = found.first()
    return first
