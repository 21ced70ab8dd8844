"""Old addresses become redirects that editors see, wherever no living page has the address."""

from collections.abc import Sequence

from django.urls import Resolver404, resolve
from django.utils import translation
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from obole.newsroom.addresses import front_path
from obole.newsroom.models import HomePage
from obole.portability.actions.filing import PAGE_ROUTES
from obole.portability.actions.rows import take_rows
from obole.portability.actions.work import Work
from obole.portability.models import Kind, OldAddress, Outcome, SourceRecord
from obole.portability.models.addresses import MAX_PATH_CHARACTERS
from obole.portability.rules import reasons

PORTION = 100


class Addressing:
    """Gives each old address of a page its redirect."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._site: Site = Site.objects.filter(is_default_site=True)[0]
        self._fronts = {
            front_path(home.locale.language_code): (home.url_path, home.locale.language_code)
            for home in HomePage.objects.select_related("locale")
        }

    def step(self) -> bool:
        """Keep the next addresses; return whether there were any."""
        addresses = OldAddress.objects.filter(site=self._work.site).select_related(
            "record__page__locale", "redirect"
        )
        return take_rows(self._work, addresses, limit=PORTION, handle=self._keep)

    def _keep(self, addresses: Sequence[OldAddress]) -> None:
        met = [each for each in addresses if each.record.run_id == self._work.run.pk]
        paths = {each.pk: self._path_of(each) for each in met}
        living = self._living(set(paths.values()))
        known = {
            each.old_path: each
            for each in Redirect.get_for_site(self._site).filter(old_path__in=paths.values())
        }
        parents = self._parents(met)
        new: list[Redirect] = []
        for address in met:
            page = address.record.page or parents.get(address.record.parent_old_id)
            redirect = self._redirect_for(address, page, paths[address.pk], living, known)
            if redirect is not None:
                new.append(redirect)
        Redirect.objects.bulk_create(new)
        OldAddress.objects.bulk_update(met, ["run", "redirect", "outcome", "reason"])

    def _redirect_for(
        self,
        address: OldAddress,
        page: Page | None,
        path: str,
        living: dict[str, int],
        known: dict[str, Redirect],
    ) -> Redirect | None:
        """Decide about an address; return the redirect that is to be made, if one is."""
        address.run = self._work.run
        address.outcome, address.reason = Outcome.UNCHANGED, ""
        if page is None or not page.live:
            # A file, which the middleware finds, or nothing that readers may see.
            is_file = address.record.picture_id or address.record.document_id
            if not is_file:
                address.outcome, address.reason = Outcome.SKIPPED, reasons.NOTHING_PUBLISHED
            return None
        if path in living:
            if living[path] != page.pk:
                address.outcome, address.reason = Outcome.SKIPPED, reasons.LIVING_PAGE
            return None
        if (redirect := known.get(path)) is not None:
            self._adopt(address, page, redirect)
            return None
        redirect = Redirect(old_path=path, site=self._site, redirect_page=page)
        known[path] = address.redirect = redirect
        address.outcome = Outcome.IMPORTED
        return redirect

    def _adopt(self, address: OldAddress, page: Page, redirect: Redirect) -> None:
        if redirect.redirect_page_id == page.pk:
            address.redirect = redirect
        elif redirect.pk is not None and redirect.pk == address.redirect_id:
            redirect.redirect_page = page
            redirect.save(update_fields=["redirect_page"])
            address.outcome = Outcome.UPDATED
        else:
            address.outcome, address.reason = Outcome.SKIPPED, reasons.OTHER_REDIRECT

    def _path_of(self, address: OldAddress) -> str:
        path: str = Redirect.normalise_path(f"{self._work.site.base_path}{address.path}")
        return path[:MAX_PATH_CHARACTERS]

    def _living(self, paths: set[str]) -> dict[str, int]:
        """Return which of the paths answer already, and with which page (0: not a page)."""
        living: dict[str, int] = {}
        url_paths: dict[str, str] = {}
        for path in paths:
            below, language = self._place(path)
            if self._is_route(path, language):
                living[path] = 0
            else:
                url_paths[below] = path
        pages = Page.objects.live().filter(url_path__in=url_paths)
        for url_path, page_id in pages.values_list("url_path", "pk"):
            living[url_paths[url_path]] = page_id
        return living

    def _place(self, path: str) -> tuple[str, str]:
        """Return the place in the tree of pages that a path names, and its language."""
        for front in sorted(self._fronts, key=len, reverse=True):
            root, language = self._fronts[front]
            if f"{path}/".startswith(front):
                return f"{root}{path.removeprefix(front.rstrip('/')).lstrip('/')}/", language
        raise AssertionError("one front page stands at the root of all addresses")

    @staticmethod
    def _is_route(path: str, language: str) -> bool:
        with translation.override(language):
            try:
                return resolve(f"{path}/").url_name not in PAGE_ROUTES
            except Resolver404:
                return False

    def _parents(self, addresses: Sequence[OldAddress]) -> dict[int, Page]:
        """Return the pages that attachments belong to, by their old numbers."""
        wanted = {
            each.record.parent_old_id
            for each in addresses
            if each.record.kind == Kind.ATTACHMENT and each.record.parent_old_id
        }
        records = SourceRecord.objects.select_related("page__locale").filter(
            site=self._work.site, old_id__in=wanted, kind__in=(Kind.POST, Kind.PAGE)
        )
        return {each.old_id: each.page for each in records if each.page is not None}
