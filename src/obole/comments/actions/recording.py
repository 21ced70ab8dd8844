"""The record of decisions, to which one more is added."""

from datetime import datetime

from django.db import transaction

from obole.accounts.models import User
from obole.comments.models import ChainHead, Comment, Decision, Notice, Reader
from obole.comments.queries.chains import link_of
from obole.comments.queries.house_rules import current_version
from obole.comments.rules.chain import digest_of, digest_of_body, digest_of_texts
from obole.comments.rules.signals import Severity
from obole.comments.rules.triage import OF_A_BEGINNER
from obole.comments.rules.verdicts import Ground, Measure, Origin, Reasons

NO_REASONS = Reasons()


def record(  # noqa: PLR0913 - all that a decision says
    *,
    measure: Measure,
    now: datetime,
    comment: Comment | None = None,
    reader: Reader | None = None,
    user: User | None = None,
    reasons: Reasons = NO_REASONS,
    previous_state: str = "",
    previous_queue: str = "",
    ends_at: datetime | None = None,
) -> Decision:
    """Add a decision to the end of the record, inside the transaction of what it is about.

    Without a `user` a rule decided. The oldest open report of the comment is what set the newsroom
    to work, whatever `reasons` says. Every other decision waits for the end of the transaction.
    """
    assert transaction.get_connection().in_atomic_block, f"{measure} outside a transaction"
    notice = _open_notice(comment)
    decision = Decision(
        measure=measure,
        comment=comment,
        reader=reader,
        made_at=now,
        user_id_then=user.pk if user else None,
        user_name=str(user)[:200] if user else "",
        **_fields_of(reasons),
        notice=notice,
        origin=Origin.NOTICE if notice else reasons.origin,
        comment_digest=digest_of_body(comment.body) if comment else "",
        is_automated_detection=user is None or (notice is None and _was_detected(comment)),
        is_automated_decision=user is None,
        previous_state=previous_state,
        previous_queue=previous_queue,
        ends_at=ends_at,
    )
    _append(decision)
    return decision


def _append(decision: Decision) -> None:
    ChainHead.objects.get_or_create(pk=ChainHead.THE_ONE)
    head = ChainHead.objects.select_for_update().get(pk=ChainHead.THE_ONE)
    decision.previous_digest = head.digest
    decision.digest = digest_of(link_of(decision))
    decision.save(force_insert=True)
    head.digest = decision.digest
    head.count += 1
    head.save(update_fields=["digest", "count"])


def _fields_of(reasons: Reasons) -> dict[str, object]:
    cites_terms = reasons.ground is Ground.TERMS or reasons.clause
    return {
        "ground": reasons.ground or "",
        "terms_version": current_version() if cites_terms else 0,
        "clause": reasons.clause,
        "legal_ground": reasons.legal_ground,
        "category": reasons.category,
        "keywords": list(reasons.keywords),
        "facts": reasons.facts,
        "explanation": reasons.explanation,
        "text_digest": digest_of_texts(facts=reasons.facts, explanation=reasons.explanation),
    }


def _open_notice(comment: Comment | None) -> Notice | None:
    if comment is None:
        return None
    waiting = Notice.objects.filter(comment=comment.pk, decided_at=None)
    return waiting.order_by("received_at", "pk").first()


def _was_detected(comment: Comment | None) -> bool:
    """Tell whether a detector brought the comment here, and not just that its author is new."""
    if comment is None:
        return False
    holding = comment.signals.filter(severity=Severity.HOLD)
    return holding.exclude(name__in=OF_A_BEGINNER).exists()
