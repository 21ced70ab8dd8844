"""What is known about public pages."""

from django.db.models import Exists, OuterRef
from wagtail.models import Page
from wagtail.query import PageQuerySet

from obole.pages.models import Publication


def latest_publication(*, page_id: int) -> Publication | None:
    """Return the version of the page that was announced last."""
    return Publication.objects.filter(page_id=page_id).order_by("-number").first()


def unannounced_pages() -> PageQuerySet:
    """Return live pages whose live revision was never announced, oldest first.

    A crash between Wagtail's save and our announcement leaves such a page.
    """
    announced = Publication.objects.filter(revision_id=OuterRef("live_revision_id"))
    pages: PageQuerySet = Page.objects.live()
    pages = pages.filter(~Exists(announced), live_revision__isnull=False)
    pages = pages.order_by("last_published_at", "pk")
    return pages  # noqa: RET504 - the name gives it its type
