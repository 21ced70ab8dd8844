"""What the desk's templates ask for."""

from django import template

from obole.newsroom.queries import desk
from obole.pages.models import PublicPage

register = template.Library()


@register.simple_tag
def original_changed(page: PublicPage) -> desk.OriginalChanged | None:
    """Return what changed in the original of this translation since it was made, if anything."""
    return desk.original_changed(page=page)


@register.simple_tag
def newsroom_name(otherwise: str) -> str:
    """Return the name of the newsroom, or the other text before there is one."""
    return desk.newsroom_name() or otherwise
