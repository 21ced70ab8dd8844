"""From where a comment came: kept sealed for a year, opened on a legal request only.

Décret 2021-1362, articles 2 to 5: whoever hosts texts keeps for one year what identifies their
authors, for the courts. No screen of moderation reads it.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from obole.accounts.models import User
from obole.comments.models import Comment, IdentificationRecord, LegalRequest
from obole.comments.queries.citing import address_of_comment
from obole.foundation.sealing import seal, unseal

KEPT_FOR = timedelta(days=365)
PERMISSION = "comments.answer_legal_comment"
# Deleting in portions keeps the write lock of SQLite short.
FORGOTTEN_AT_ONCE = 1_000
LONGEST_USER_AGENT = 500

_PURPOSE = "comments.identification"


@dataclass(frozen=True, kw_only=True)
class Question:
    """What an authority asks for, and under which reference."""

    authority: str
    reference: str
    scope: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is handed out, once: the record keeps its digest only."""

    request: LegalRequest
    exported: str


def keep_identification(
    *, comment: Comment, address: str, port: int, user_agent: str, now: datetime
) -> IdentificationRecord:
    """Keep from where a comment came, and under which name and address, for one year."""
    kept = {
        "address": address,
        "port": port,
        "user_agent": user_agent[:LONGEST_USER_AGENT],
        "name": comment.author_name,
        "email": (comment.reader.email or "") if comment.reader else "",
    }
    return IdentificationRecord.objects.create(
        comment=comment,
        sealed=seal(json.dumps(kept), purpose=_PURPOSE),
        made_at=now,
        expires_at=now + KEPT_FOR,
    )


def forget_identification(*, now: datetime) -> int:
    """Delete the records whose year is over; return how many."""
    over = IdentificationRecord.objects.filter(expires_at__lte=now).order_by("expires_at")
    keys = list(over.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    deleted, _ = IdentificationRecord.objects.filter(pk__in=keys).delete()
    return deleted


@transaction.atomic
def answer_legal_request(
    *, question: Question, comment_id: int, user: User, now: datetime
) -> Answer:
    """Open what is kept of a comment's origin, and write down who asked and who answered.

    What expired is not handed out, even if it is not deleted yet. Raise PermissionDenied, or
    Comment.DoesNotExist.
    """
    if not user.has_perm(PERMISSION):
        raise PermissionDenied(f"{user.pk} may not answer legal requests.")
    comment = Comment.objects.select_related("thread__page", "reader").get(pk=comment_id)
    exported = json.dumps(
        {
            "authority": question.authority,
            "reference": question.reference,
            "answered_at": now.isoformat(),
            "comment": _facts_of(comment),
            "identification": _records_of(comment, now=now),
        },
        ensure_ascii=False,
        indent=2,
    )
    request = LegalRequest.objects.create(
        authority=question.authority,
        reference=question.reference,
        scope=question.scope,
        comment=comment,
        user=user,
        made_at=now,
        exported_digest=hashlib.sha256(exported.encode()).hexdigest(),
    )
    return Answer(request=request, exported=exported)


def _facts_of(comment: Comment) -> dict[str, object]:
    return {
        "number": comment.pk,
        "url": address_of_comment(comment),
        "text": comment.body,
        "written_at": comment.created_at.isoformat(),
        "published_at": comment.published_at.isoformat() if comment.published_at else None,
    }


def _records_of(comment: Comment, *, now: datetime) -> list[dict[str, object]]:
    kept = IdentificationRecord.objects.filter(comment=comment.pk, expires_at__gt=now)
    return [
        {
            **json.loads(unseal(each.sealed, purpose=_PURPOSE)),
            "made_at": each.made_at.isoformat(),
            "expires_at": each.expires_at.isoformat(),
        }
        for each in kept.order_by("pk")
    ]
