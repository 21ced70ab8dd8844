"""What is known of a reader, for that reader (GDPR, articles 15 and 20)."""

from datetime import datetime
from typing import Any

from obole.comments.models import Appeal, Comment, Decision, Follow, Reader, Statement
from obole.comments.queries.citing import address_of_comment
from obole.comments.rules.verdicts import CONFIDENTIAL

Row = dict[str, Any]


def data_of(*, reader: Reader) -> Row:
    """Return everything about a reader as JSON values, without the names of those who decided."""
    return {
        "reader": {
            "email": reader.email,
            "name": reader.name,
            "language": reader.language,
            "email_proven_at": _moment(reader.email_proven_at),
            "standing": reader.standing,
            "standing_until": _moment(reader.standing_until),
            "comments_approved": reader.approved_count,
            "comments_rejected": reader.rejected_count,
            "known_since": _moment(reader.created_at),
        },
        "comments": [_comment(each) for each in _comments_of(reader)],
        "decisions": [_decision(each) for each in _decisions_about(reader)],
        "follows": [
            {"comment": each.comment_id, "since": _moment(each.made_at)}
            for each in Follow.objects.filter(reader=reader, ended_at=None).order_by("pk")
        ],
        "also_kept": (
            "From where each comment came (network address, port, browser, name and e-mail "
            "address), encrypted, for one year, as the law demands (décret 2021-1362)."
        ),
    }


def _comments_of(reader: Reader) -> list[Comment]:
    written = Comment.objects.filter(reader=reader).select_related("thread__page")
    return list(written.prefetch_related("revisions", "signals").order_by("pk"))


def _decisions_about(reader: Reader) -> list[Decision]:
    decisions = Decision.objects.filter(reader=reader).exclude(measure__in=CONFIDENTIAL)
    return list(decisions.select_related("statement", "appeal").order_by("pk"))


def _comment(comment: Comment) -> Row:
    return {
        "id": comment.pk,
        "url": address_of_comment(comment),
        "name": comment.author_name,
        "text": comment.body,
        "earlier_texts": [
            {"text": each.body, "until": _moment(each.replaced_at)}
            for each in comment.revisions.all()
        ],
        "state": comment.state,
        "written_at": _moment(comment.created_at),
        "published_at": _moment(comment.published_at),
        "edited_at": _moment(comment.edited_at),
        "house_rules_version": comment.terms_version,
        "automatic_signals": [
            {"name": each.name, "severity": each.severity, "evidence": each.evidence}
            for each in comment.signals.all()
        ],
        "classifier_score": comment.score,
    }


def _decision(decision: Decision) -> Row:
    statement: Statement | None = getattr(decision, "statement", None)
    appeal: Appeal | None = getattr(decision, "appeal", None)
    return {
        "id": decision.pk,
        "comment": decision.comment_id,
        "measure": decision.measure,
        "made_at": _moment(decision.made_at),
        "ends_at": _moment(decision.ends_at),
        "ground": decision.ground,
        "house_rules_version": decision.terms_version,
        "clause": decision.clause,
        "legal_ground": decision.legal_ground,
        "facts": decision.facts,
        "explanation": decision.explanation,
        "by_a_rule_alone": decision.is_automated_decision,
        "statement_of_reasons": statement.text if statement else None,
        "appeal": {"text": appeal.text, "outcome": appeal.outcome, "answer": appeal.answer}
        if appeal
        else None,
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
