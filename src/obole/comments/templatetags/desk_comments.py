"""Comments in the desk."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from obole.comments.models import Comment

register = template.Library()


@register.filter
def as_readers_see_it(comment: Comment) -> SafeString:
    """Return the text of a comment as it is, or would be, shown."""
    # Sanitised last, before it was stored (`rules.texts.render`).
    return mark_safe(comment.html)  # noqa: S308
