"""How decisions about the same comment, or the same reader, follow one another."""

from django.db.models import QuerySet

from obole.comments.models import Decision
from obole.comments.rules.verdicts import CONFIDENTIAL, Measure


def decisions_like(decision: Decision) -> QuerySet[Decision]:
    """Return the decisions about the same comment; about the same reader, if it is about none.

    What was told to an authority is not among them: it changes neither.
    """
    changing = Decision.objects.exclude(measure__in=CONFIDENTIAL)
    if decision.comment_id is not None:
        return changing.filter(comment=decision.comment_id)
    return changing.filter(comment=None, reader=decision.reader_id)


def decision_before(decision: Decision) -> Decision | None:
    """Return the decision that this one took the place of."""
    return decisions_like(decision).filter(pk__lt=decision.pk).order_by("-pk").first()


def is_latest(decision: Decision) -> bool:
    """Tell whether nothing was decided since about the same comment or reader."""
    return not decisions_like(decision).filter(pk__gt=decision.pk).exists()


def is_undone(decision: Decision) -> bool:
    """Tell whether the next decision about the same comment took this one back."""
    following = decisions_like(decision).filter(pk__gt=decision.pk).order_by("pk").first()
    return following is not None and following.measure == Measure.UNDO
