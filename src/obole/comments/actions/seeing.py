"""That a person of the newsroom had a comment before their eyes: liability begins there."""

from datetime import datetime

from django.db import transaction

from obole.accounts.models import User
from obole.comments.models import Comment


@transaction.atomic
def mark_seen(*, comment: Comment, user: User, now: datetime) -> None:
    """Keep when a comment, and each report on it, was seen first. Later times change nothing."""
    Comment.objects.filter(pk=comment.pk, first_seen_at=None).update(
        first_seen_at=now, first_seen_by=user
    )
    comment.notices.filter(seen_at=None).update(seen_at=now)
