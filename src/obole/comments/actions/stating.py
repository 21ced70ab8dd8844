"""Statements of reasons: whoever a decision restricts is told why (DSA, article 17)."""

import secrets
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from obole.comments.actions.secrecy import SECRET_BYTES, secret_digest
from obole.comments.models import Decision, Reader, Statement
from obole.comments.queries.citing import address
from obole.comments.queries.records import decision_before, is_undone
from obole.comments.queries.statements import reversal_text, statement_text, subject_of
from obole.comments.rules.states import State
from obole.comments.rules.verdicts import RESTRICTING, REVERSING
from obole.foundation.mail import post_mail

# Long enough to press "undo" after a slip, for whoever decides with single keys; whoever wrote the
# comment has waited longer. Only the mail waits: the statement is written down at once.
GRACE = timedelta(minutes=5)
# A burst of decisions is mailed in portions: one transaction does not hold up those who write.
MAILED_AT_ONCE = 200

NO_AUTHOR = "no author is known"
NO_ADDRESS = "no address is known"


@transaction.atomic
def state_reasons(*, decision_id: int, now: datetime) -> Statement | None:
    """Write the reasons of a decision down, to be mailed soon; a second call does nothing more.

    None for what restricts nobody, for spam (article 17(2)), and for what was undone before
    anybody was told. Whoever was told of a restriction is told when it is taken back.
    """
    decision = Decision.objects.select_related("reader").get(pk=decision_id)
    if decision.measure in REVERSING:
        _tell_reversal(decision)
        return None
    known = Statement.objects.filter(decision=decision).first()
    if known is not None or not _is_to_be_stated(decision):
        return known
    secret = secrets.token_urlsafe(SECRET_BYTES)
    reader = decision.reader
    language = reader.language if reader else "fr"
    page = address("comments:decision", secret, language=language)
    missing = _what_is_missing(reader)
    return Statement.objects.create(
        decision=decision,
        puid=uuid.uuid4(),
        language=language,
        text=statement_text(decision, language=language, redress_address=page),
        sent_by=Statement.Way.NONE if missing else Statement.Way.MAIL,
        not_sent_because=missing,
        made_at=now,
        secret_digest=secret_digest(secret),
    )


@transaction.atomic
def mail_statements(*, now: datetime) -> int:
    """Mail a portion of the statements whose grace is over; return how many were mailed."""
    due = Statement.objects.filter(
        sent_by=Statement.Way.MAIL, mailed_at=None, made_at__lte=now - GRACE
    ).order_by("made_at", "pk")
    # Locked, so that whoever takes the decision back knows whether its author was told.
    locked = due.select_for_update(of=("self",)).select_related("decision__reader")
    return sum(_mail(statement, now=now) for statement in locked[:MAILED_AT_ONCE])


def _mail(statement: Statement, *, now: datetime) -> bool:
    decision = statement.decision
    if is_undone(decision):
        _withhold(statement, because=Statement.TAKEN_BACK)
        return False
    if missing := _what_is_missing(decision.reader):
        # Its author was erased meanwhile.
        _withhold(statement, because=missing)
        return False
    assert decision.reader is not None, "Somebody without an author has an address."
    post_mail(
        key=f"statement:{statement.pk}",
        recipient=decision.reader.email or "",
        subject=subject_of(decision, language=statement.language),
        text=statement.text,
    )
    Statement.objects.filter(pk=statement.pk).update(mailed_at=now)
    return True


def _withhold(statement: Statement, *, because: str) -> None:
    Statement.objects.filter(pk=statement.pk).update(
        sent_by=Statement.Way.NONE, not_sent_because=because
    )


def _is_to_be_stated(decision: Decision) -> bool:
    return (
        decision.measure in RESTRICTING
        # Its author had taken it away: nothing was restricted.
        and decision.previous_state != State.WITHDRAWN
        and not is_undone(decision)
    )


def _what_is_missing(reader: Reader | None) -> str:
    if reader is None:
        return NO_AUTHOR
    return "" if reader.email else NO_ADDRESS


def _tell_reversal(decision: Decision) -> None:
    reader, reversed_one = decision.reader, decision_before(decision)
    if reader is None or not reader.email or reversed_one is None:
        return
    stated = Statement.objects.filter(decision=reversed_one, sent_by=Statement.Way.MAIL)
    statement = stated.select_for_update().first()
    if statement is None:
        return
    if statement.mailed_at is None:
        # Nobody was told: there is nothing to correct.
        _withhold(statement, because=Statement.TAKEN_BACK)
        return
    if hasattr(reversed_one, "appeal"):
        # The answer to the appeal says it, with its reasons.
        return
    with translation.override(reader.language):
        subject = _("A decision about your comment is taken back")
    post_mail(
        key=f"reversal:{decision.pk}",
        recipient=reader.email,
        subject=subject,
        text=reversal_text(decision, language=reader.language),
    )
