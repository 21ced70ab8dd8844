"""The page that readers see, whatever its kind."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.models import Page, PageManager, Site
from wagtail.query import PageQuerySet

from obole.foundation.ingredients import refuse_keeping
from obole.kernel.event import Event
from obole.pages.events import PagePublished
from obole.pages.models.sites import site_asked_for
from obole.pages.models.walls import outside_walls

if TYPE_CHECKING:
    from obole.pages.models.publication import Publication


class PublicPageQuerySet(PageQuerySet):
    """Queries that every kind of public page answers."""

    def public(self) -> Self:
        """Return the pages that are not restricted, as Wagtail says it, with fewer questions."""
        return self.filter(outside_walls())  # type: ignore[no-any-return]

    def readable(self) -> Self:
        """Return the pages that any reader may read now."""
        return self.live().public()  # type: ignore[no-any-return]


PublicPageManager = PageManager.from_queryset(PublicPageQuerySet)


class PublicPage(Page):
    """A page with an address that readers visit. Abstract: each kind is a model of its own."""

    # Values that belong to the page, not to one of its revisions: a revision that is
    # published later must not bring back the value that they had when it was written.
    kept_across_revisions: ClassVar[tuple[str, ...]] = ()

    takes_comments: ClassVar[bool] = False
    """Whether readers may write below pages of this kind."""

    objects = PublicPageManager()  # type: ignore[misc]

    class Meta:
        abstract = True

    def readable_lines(self) -> list[str]:
        """Return what a reader reads under the headline, a line a paragraph."""
        return []

    def is_under_embargo(self) -> bool:
        """Tell whether the page may not be shown yet although it is live."""
        return False

    def publication_event(self, *, publication: "Publication") -> Event:
        """Return the fact that announces a publication of this page."""
        return PagePublished(
            page_id=self.pk, publication_id=publication.pk, first_time=publication.number == 1
        )

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """Return the page as a revision has it, with what belongs to the page itself kept."""
        page = super().with_content_json(content)
        for name in self.kept_across_revisions:
            setattr(page, name, getattr(self, name))
        return page  # type: ignore[no-any-return]

    def get_url(self, request: HttpRequest | None = None, current_site: Site | None = None) -> Any:
        """Return the address as the site of the request has it, which is known.

        Wagtail would ask for that site with a query for each request.
        """
        if current_site is None and request is not None:
            current_site = site_asked_for(request)
        return super().get_url(request, current_site)

    # Wagtail's property is bound to its own method.
    url = property(get_url)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer a reader; 404 while the page is under embargo."""
        if self.is_under_embargo():
            raise Http404
        if self.alias_of_id is not None:
            refuse_keeping("an alias changes with its original, and is not announced")
        return super().serve(request, *args, **kwargs)  # type: ignore[no-any-return]
