"""The pages below which readers write."""

from wagtail.models import Page

from obole.foundation import ingredients
from obole.pages.models import PublicPage


class NotReadable(LookupError):
    """There is no such page, readers may not see it, or nobody comments on its kind."""


def commented_page(page_id: int) -> PublicPage:
    """Return a page with comments that any reader may read now. Raise NotReadable."""
    # When it moves, is withdrawn or gets another headline; `thread` is another fact.
    ingredients.use(f"page:{page_id}")
    found = Page.objects.live().public().filter(pk=page_id).first()
    page = found.specific if found is not None else None
    if not isinstance(page, PublicPage) or not page.takes_comments or page.is_under_embargo():
        raise NotReadable(f"Page {page_id} has no comments that readers see.")
    return page
