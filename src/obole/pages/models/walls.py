"""Which pages not everybody may read."""

from django.db.models import Q
from wagtail.models import PageViewRestriction

from obole.foundation.ingredients import use
from obole.foundation.memory import remembered
from obole.pages.rules import SITE


def walled_paths() -> tuple[str, ...]:
    """Return the paths in the tree at which something begins that not everybody may read."""
    return remembered("walls", _walled_paths)


def outside_walls() -> Q:
    """Return the condition for pages that anybody may read, whether or not they are live."""
    # Wagtail's own `public()` asks for the restrictions each time, and for a page with each.
    outside = Q()
    for path in walled_paths():
        outside &= ~Q(path__startswith=path)
    return outside


def _walled_paths() -> tuple[str, ...]:
    use(SITE)
    restrictions = PageViewRestriction.objects.order_by("pk")
    return tuple(restrictions.values_list("page__path", flat=True))
