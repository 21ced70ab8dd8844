"""Whoever reported a comment is told what was decided (DSA, article 16(5))."""

from django.db import transaction

from obole.comments.actions.identities import identity_of
from obole.comments.models import Decision, Notice
from obole.comments.queries.notices import answer_subject, answer_text
from obole.comments.queries.records import decision_before, is_undone
from obole.comments.rules.verdicts import SETTLING, Measure
from obole.foundation.mail import post_mail


@transaction.atomic
def answer_notices(*, decision_id: int) -> int:
    """Answer every report of a comment that came before a decision about it; return how many.

    What only hides the comment for now answers nobody. When a decision is undone, the reports that
    it had answered wait again. A second call does nothing more.
    """
    decision = Decision.objects.get(pk=decision_id)
    if decision.comment_id is None:
        return 0
    if decision.measure == Measure.UNDO:
        _open_again(decision_before(decision))
        return 0
    if decision.measure not in SETTLING or is_undone(decision):
        return 0
    waiting = Notice.objects.select_for_update().filter(
        comment=decision.comment_id, decided_at=None, received_at__lte=decision.made_at
    )
    notices = list(waiting.order_by("pk"))
    for notice in notices:
        notice.decision = decision
        notice.decided_at = decision.made_at
        notice.seen_at = notice.seen_at or decision.made_at
        notice.save(update_fields=["decision", "decided_at", "seen_at"])
        _mail(notice, decision)
    return len(notices)


def _open_again(undone: Decision | None) -> None:
    if undone is not None:
        Notice.objects.filter(decision=undone).update(decision=None, decided_at=None)


def _mail(notice: Notice, decision: Decision) -> None:
    identity = identity_of(notice)
    if identity.email:
        post_mail(
            key=f"notice:{notice.pk}:answer:{decision.pk}",
            recipient=identity.email,
            subject=answer_subject(language=notice.language),
            text=answer_text(notice, decision),
        )
