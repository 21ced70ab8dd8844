"""What the desk's screens of social networks show beside text."""

from typing import Any, Final

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from obole.pages.models import Picture
from obole.social.queries.words import in_words
from obole.social.rules.posts import Pictured

register = template.Library()
register.filter("in_words", in_words)

SIZE: Final = "max-480x360"


@register.simple_tag
def post_picture(pictured: Pictured) -> SafeString | str:
    """Return a small picture of a post, with the alternative text that goes out with it."""
    picture = Picture.objects.filter(pk=pictured.picture_id).first()
    if picture is None:
        return ""
    rendition: Any = picture.get_rendition(SIZE)
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="{}">',
        rendition.url,
        rendition.width,
        rendition.height,
        pictured.alt_text,
    )
