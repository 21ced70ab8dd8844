"""Where the shell finds the theme."""

from django import template

from obole.newsroom.models import NewsroomSettings
from obole.project import theme

register = template.Library()


@register.simple_tag
def stylesheet_url(newsroom: NewsroomSettings) -> str:
    """Return the address of the style sheet; it changes with what is in it."""
    return theme.stylesheet_of(newsroom).url


@register.simple_tag
def preloaded_fonts(newsroom: NewsroomSettings) -> list[str]:
    """Return the addresses of the fonts that every page needs at once."""
    return theme.preloaded_fonts(newsroom)
