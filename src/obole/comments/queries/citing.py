"""Where things are found that mails cite: comments, pages with a secret, house rules."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from obole.comments.models import Comment, Decision
from obole.comments.queries.addresses import permanent_path, root_of_site


def decided_comment(decision: Decision) -> Comment | None:
    """Return what a decision is about; None for a reader's standing, or if its page has gone."""
    if decision.comment_id is None:
        return None
    comments = Comment.objects.select_related("thread__page")
    return comments.filter(pk=decision.comment_id).first()


def address_of_comment(comment: Comment) -> str:
    """Return the permanent address of a comment, in full."""
    return f"{root_of_site(comment.thread.page)}{permanent_path(comment)}"


def address(name: str, *arguments: object, language: str) -> str:
    """Return an address such as `moderation:rules` in a language, in full, for a mail."""
    with translation.override(language):
        path = reverse(name, args=arguments)
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}"
