"""Appeals: whoever a decision restricts asks that another person decide again, once."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from obole.accounts.models import User
from obole.comments.actions import deciding
from obole.comments.actions.recording import record
from obole.comments.models import Appeal, Decision, Statement
from obole.comments.queries.citing import decided_comment
from obole.comments.queries.records import is_latest
from obole.comments.rules.states import Standing, State
from obole.comments.rules.verdicts import Measure, Reasons
from obole.foundation.mail import post_mail

# Six months have at most 184 days; nobody is a day late by our counting.
APPEAL_WITHIN = timedelta(days=184)


class TooLateToAppeal(Exception):
    """The six months are over."""


class AppealedBefore(Exception):
    """There is an appeal against this decision already."""


class SamePerson(Exception):
    """Whoever made the decision cannot decide about the appeal against it."""


class AppealDecided(Exception):
    """A colleague was faster."""


@transaction.atomic
def appeal(*, statement: Statement, text: str, now: datetime) -> Appeal:
    """Take an appeal. Raise TooLateToAppeal or AppealedBefore."""
    if now - statement.made_at > APPEAL_WITHIN:
        raise TooLateToAppeal(f"Statement {statement.pk} was made at {statement.made_at}.")
    try:
        with transaction.atomic():
            return Appeal.objects.create(
                decision_id=statement.decision_id, text=text, received_at=now
            )
    except IntegrityError:
        raise AppealedBefore(f"Decision {statement.decision_id} has an appeal.") from None


@transaction.atomic
def decide_appeal(
    *, appeal_id: int, user: User, outcome: Appeal.Outcome, answer: str, now: datetime
) -> Appeal:
    """Let a decision stand or reverse it, and tell whoever appealed, with the answer.

    Raise SamePerson or AppealDecided.
    """
    found = Appeal.objects.select_related("decision__reader", "decision__statement")
    made = found.select_for_update(of=("self",)).get(pk=appeal_id)
    if made.decided_at is not None:
        raise AppealDecided(f"Appeal {appeal_id} is decided.")
    if made.decision.user_id_then == user.pk:
        raise SamePerson(f"{user.pk} made decision {made.decision_id}.")
    made.decided_at, made.user_id_then = now, user.pk
    made.outcome, made.answer = outcome, answer
    # The decision that follows asks whether there was an appeal, and leaves the mail to it.
    made.save()
    if outcome == Appeal.Outcome.REVERSED:
        made.new_decision = _reverse(made.decision, user=user, answer=answer, now=now)
        made.save(update_fields=["new_decision"])
    _tell(made)
    return made


def _reverse(decision: Decision, *, user: User, answer: str, now: datetime) -> Decision:
    """Take back what the decision did, if nothing was decided since; the record says it anyway."""
    reasons = Reasons(explanation=answer)
    comment = decided_comment(decision)
    if decision.reader_id is not None and decision.comment_id is None and is_latest(decision):
        return deciding.set_standing(
            reader_id=decision.reader_id,
            standing=Standing.NORMAL,
            user=user,
            now=now,
            reasons=reasons,
        )
    if comment is not None and is_latest(decision):
        if comment.state == State.HELD:
            return deciding.approve(comment_id=comment.pk, user=user, now=now)
        if comment.state in _CAN_BE_RESTORED and comment.body:
            return deciding.restore(comment_id=comment.pk, user=user, now=now, reasons=reasons)
    return record(
        measure=Measure.LIFT if decision.comment_id is None else Measure.RESTORE,
        comment=comment,
        reader=decision.reader,
        user=user,
        now=now,
        reasons=reasons,
        previous_state=comment.state if comment else "",
    )


_CAN_BE_RESTORED = frozenset({State.REJECTED, State.REMOVED, State.SPAM})


def _tell(made: Appeal) -> None:
    reader = made.decision.reader
    if reader is None or not reader.email:
        return
    with translation.override(made.decision.statement.language):
        outcome = (
            _("Another person has looked at it again, and the decision is reversed.")
            if made.outcome == Appeal.Outcome.REVERSED
            else _("Another person has looked at it again, and the decision stands.")
        )
        closing = _("The newsroom does not decide a third time. You can go to court.")
        subject = _("The answer to your appeal")
    post_mail(
        key=f"appeal:{made.pk}:outcome",
        recipient=reader.email,
        subject=subject,
        text="\n\n".join(part for part in (outcome, made.answer.strip(), closing) if part),
    )
