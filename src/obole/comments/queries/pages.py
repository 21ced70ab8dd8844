"""The pages below which readers write."""

from functools import cache

from wagtail.models import get_page_models

from obole.foundation import ingredients
from obole.pages.models import PublicPage


class NotReadable(LookupError):
    """There is no such page, readers may not see it, or nobody comments on its kind."""


def commented_page(page_id: int) -> PublicPage:
    """Return a page with comments that any reader may read now. Raise NotReadable."""
    # When it moves, is withdrawn or gets another headline; `thread` is another fact.
    ingredients.use(f"page:{page_id}")
    for kind in _commented_kinds():
        readable = kind.objects.exact_type(kind).readable().select_related("locale")
        page: PublicPage | None = readable.filter(pk=page_id).first()
        if page is not None and not page.is_under_embargo():
            return page
    raise NotReadable(f"Page {page_id} has no comments that readers see.")


@cache
def _commented_kinds() -> tuple[type[PublicPage], ...]:
    # Asked by its kind, a page is one query; Wagtail finds out by one what to ask in the next.
    return tuple(
        kind for kind in get_page_models() if issubclass(kind, PublicPage) and kind.takes_comments
    )
