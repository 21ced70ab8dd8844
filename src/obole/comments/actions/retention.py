"""What is not kept for ever: texts that were rejected, reasons, names of who reported.

Press offences of the gravest kind can be prosecuted for one year (loi du 29 juillet 1881, article
65-3); until then a rejected text, and why it was, may be needed in court. The rows stay, so that
threads, figures and the chain of decisions do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from obole.comments.models import (
    Appeal,
    Comment,
    CommentSignal,
    Decision,
    Fingerprint,
    Notice,
    Reader,
    Revision,
    Statement,
)
from obole.comments.queries.chains import TEXT_IS_KEPT
from obole.comments.rules.states import State

UNPROVEN_IS_KEPT = timedelta(hours=48)
IDENTITY_IS_KEPT = timedelta(days=365)
# In portions, so that nobody who writes a comment waits for long.
PURGED_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Purged:
    """How many rows lost their text in one run; the next run takes what was too much for it."""

    unproven: int
    comments: int
    decisions: int
    identities: int


def purge(*, now: datetime) -> Purged:
    """Purge a portion of everything whose time is over. For the schedule."""
    return Purged(
        unproven=purge_unproven(now=now),
        comments=purge_rejected(now=now),
        decisions=purge_reasons(now=now),
        identities=forget_identities(now=now),
    )


@transaction.atomic
def purge_unproven(*, now: datetime) -> int:
    """Purge comments whose address nobody proved in time, and readers known of nothing else."""
    late = Comment.objects.filter(
        state=State.UNPROVEN, created_at__lte=now - UNPROVEN_IS_KEPT, text_purged_at=None
    ).order_by("created_at")
    keys = list(late.values_list("pk", flat=True)[:PURGED_AT_ONCE])
    readers = set(Comment.objects.filter(pk__in=keys).values_list("reader", flat=True))
    erase_texts(comment_ids=keys, now=now)
    Comment.objects.filter(pk__in=keys).update(reader=None, author_name="", source_digest="")
    strangers = Reader.objects.filter(
        pk__in=readers - {None}, email_proven_at=None, comments=None, decisions=None
    )
    strangers.delete()
    return len(keys)


@transaction.atomic
def purge_rejected(*, now: datetime) -> int:
    """Purge the text of comments that were rejected or removed a year ago."""
    old = Comment.objects.filter(
        state__in=(State.REJECTED, State.SPAM, State.REMOVED),
        decided_at__lte=now - TEXT_IS_KEPT,
        text_purged_at=None,
    ).order_by("decided_at")
    keys = list(old.values_list("pk", flat=True)[:PURGED_AT_ONCE])
    erase_texts(comment_ids=keys, now=now)
    return len(keys)


@transaction.atomic
def purge_reasons(*, now: datetime) -> int:
    """Purge the free text of decisions, of their statements and of appeals, after a year."""
    has_text = ~Q(facts="") | ~Q(explanation="") | Q(statement__text__gt="")
    old = Decision.objects.filter(has_text, made_at__lte=now - TEXT_IS_KEPT).order_by("pk")
    keys = list(old.values_list("pk", flat=True)[:PURGED_AT_ONCE])
    Decision.objects.filter(pk__in=keys).update(facts="", explanation="")
    Statement.objects.filter(decision__in=keys).update(text="")
    Appeal.objects.filter(decision__in=keys, decided_at__isnull=False).update(text="", answer="")
    return len(keys)


@transaction.atomic
def forget_identities(*, now: datetime) -> int:
    """Forget who reported a comment, a year after they were answered."""
    old = Notice.objects.filter(decided_at__lte=now - IDENTITY_IS_KEPT).exclude(sealed_identity="")
    keys = list(old.order_by("decided_at").values_list("pk", flat=True)[:PURGED_AT_ONCE])
    return Notice.objects.filter(pk__in=keys).update(sealed_identity="", source_digest="")


def erase_texts(*, comment_ids: Sequence[int], now: datetime) -> None:
    """Empty these comments and everything that was made of their texts."""
    Revision.objects.filter(comment__in=comment_ids).delete()
    CommentSignal.objects.filter(comment__in=comment_ids).update(evidence=[])
    Fingerprint.objects.filter(comment__in=comment_ids).delete()
    Comment.objects.filter(pk__in=comment_ids).update(body="", html="", text_purged_at=now)
