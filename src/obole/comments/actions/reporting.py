"""A reader says that a comment is against the house rules or the law (DSA, article 16)."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from obole.accounts.models import User
from obole.comments.actions.identities import NOBODY, Identity, sealed
from obole.comments.actions.recording import record
from obole.comments.actions.secrecy import SECRET_BYTES, secret_digest, source_digest
from obole.comments.actions.showing import hide
from obole.comments.events import CommentHeld, CommentReported, DecisionMade
from obole.comments.models import Comment, CommentSettings, CommentSignal, Decision, Notice
from obole.comments.queries.citing import address, address_of_comment
from obole.comments.queries.notices import (
    open_notices,
    open_sources,
    received_subject,
    received_text,
)
from obole.comments.rules.signals import Name, Severity
from obole.comments.rules.states import Queue, State
from obole.comments.rules.verdicts import Ground, Measure, Origin, Reasons
from obole.foundation.facts import emit
from obole.foundation.mail import post_mail


class NotReported(Exception):
    """The comment is not one that readers see: there is nothing to report, or to settle."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a reader wrote into the form. `reason` is a code of `rules.vocabulary`, or a clause."""

    kind: Notice.Kind
    reason: str
    explanation: str
    language: str
    is_in_good_faith: bool
    identity: Identity = NOBODY


@dataclass(frozen=True, kw_only=True)
class Received:
    """What became of a report. `secret` stands in the address of its page."""

    notice: Notice
    secret: str
    hides: bool
    """The comment is hidden until a person has looked."""


@transaction.atomic
def report_comment(*, comment_id: int, report: Report, network: str, now: datetime) -> Received:
    """Take a report of a published comment: acknowledge it, bring the comment before the desk.

    When reports come from as many sources as the settings say, the comment is hidden until a
    person has looked. Raise NotReported.
    """
    comment = Comment.objects.select_for_update().filter(pk=comment_id).first()
    if comment is None or comment.state != State.PUBLISHED:
        raise NotReported(f"Comment {comment_id} is not published.")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    notice = Notice.objects.create(
        comment=comment,
        url=address_of_comment(comment)[:500],
        kind=report.kind,
        reason=report.reason,
        explanation=report.explanation,
        sealed_identity=sealed(report.identity),
        language=report.language,
        is_in_good_faith=report.is_in_good_faith,
        source_digest=source_digest(network),
        secret_digest=secret_digest(secret),
        received_at=now,
        acknowledged_at=now if report.identity.email else None,
    )
    if report.identity.email:
        _acknowledge(notice, report.identity, secret)
    _bring_before_the_desk(comment, notice, now=now)
    hides = open_sources(comment_id=comment.pk) >= _reports_that_hide(comment)
    if hides:
        _hide(comment, now=now)
    emit(CommentReported(notice_id=notice.pk))
    return Received(notice=notice, secret=secret, hides=hides)


def _acknowledge(notice: Notice, identity: Identity, secret: str) -> None:
    page = address("comments:notice", secret, language=notice.language)
    post_mail(
        key=f"notice:{notice.pk}:received",
        recipient=identity.email,
        subject=received_subject(language=notice.language),
        text=received_text(notice, page=page),
    )


def _bring_before_the_desk(comment: Comment, notice: Notice, *, now: datetime) -> None:
    queue = Queue.LEGAL if notice.kind == Notice.Kind.LAW else Queue.REPORTED
    changes: dict[str, object] = {"report_count": F("report_count") + 1}
    # The names of queues are in their order: what waits in a more urgent one stays there.
    if not comment.queue or queue < comment.queue:
        changes |= {"queue": queue, "queued_at": now}
    Comment.objects.filter(pk=comment.pk).update(**changes)
    comment.refresh_from_db()
    CommentSignal.objects.update_or_create(
        comment=comment,
        name=Name.REPORTS,
        defaults={
            "severity": Severity.HOLD,
            "evidence": [str(comment.report_count)],
            "made_at": now,
        },
    )


def _reports_that_hide(comment: Comment) -> int:
    site = comment.thread.page.get_site()
    # A page outside every site is read by nobody.
    return CommentSettings.for_site(site).reports_that_hide if site else 1


def _hide(comment: Comment, *, now: datetime) -> None:
    decision = record(
        measure=Measure.HIDE,
        comment=comment,
        reader=comment.reader,
        now=now,
        reasons=Reasons(ground=Ground.TERMS),
        previous_state=comment.state,
        previous_queue=comment.queue,
    )
    hide(comment=comment, state=State.HELD)
    emit(DecisionMade(decision_id=decision.pk))
    emit(CommentHeld(comment_id=comment.pk))


@transaction.atomic
def settle_withdrawn(
    *, comment_id: int, user: User, now: datetime, reasons: Reasons | None = None
) -> Decision:
    """Decide about the reports of a comment that its author took away meanwhile.

    With reasons it was wrong, without them it was not; its text goes either way. Raise NotReported.
    """
    comment = Comment.objects.select_for_update().get(pk=comment_id)
    if comment.state != State.WITHDRAWN or not open_notices(comment_id=comment_id).exists():
        raise NotReported(f"Comment {comment_id} is {comment.state}, or nobody reported it.")
    decision = record(
        measure=Measure.REMOVE if reasons else Measure.KEEP,
        comment=comment,
        reader=comment.reader,
        user=user,
        now=now,
        reasons=reasons or Reasons(origin=Origin.NOTICE),
        previous_state=comment.state,
        previous_queue=comment.queue,
    )
    comment.revisions.all().delete()
    Comment.objects.filter(pk=comment_id).update(body="", html="", queue="", text_purged_at=now)
    emit(DecisionMade(decision_id=decision.pk))
    return decision
