"""Statements of reasons: whoever a decision restricts is told why (DSA, article 17)."""

import secrets
import uuid
from datetime import datetime

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

NO_AUTHOR = "no author is known"
NO_ADDRESS = "no address is known"


@transaction.atomic
def state_reasons(*, decision_id: int, now: datetime) -> Statement | None:
    """Write the reasons of a decision down and mail them; a second call does nothing more.

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
    statement = Statement.objects.create(
        decision=decision,
        puid=uuid.uuid4(),
        language=language,
        text=statement_text(decision, language=language, redress_address=page),
        sent_by=Statement.Way.NONE if missing else Statement.Way.MAIL,
        not_sent_because=missing,
        made_at=now,
        secret_digest=secret_digest(secret),
    )
    if reader and reader.email:
        post_mail(
            key=f"statement:{statement.pk}",
            recipient=reader.email,
            subject=subject_of(decision, language=language),
            text=statement.text,
        )
    return statement


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
    if not Statement.objects.filter(decision=reversed_one, sent_by=Statement.Way.MAIL).exists():
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
