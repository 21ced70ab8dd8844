"""Whom the newsroom trusts, and whom it does not."""

from datetime import datetime

from obole.comments.models import Reader
from obole.comments.rules.states import Standing


def is_trusted(reader: Reader | None, *, approvals: int) -> bool:
    """Tell whether a reader is published at once in the default mode."""
    return (
        reader is not None
        and reader.email_proven_at is not None
        and reader.approved_count >= approvals
    )


def standing_of(reader: Reader | None, *, now: datetime) -> Standing:
    """Return what the newsroom decided about a reader, if that has not ended by itself."""
    if reader is None or (reader.standing_until is not None and reader.standing_until <= now):
        return Standing.NORMAL
    return Standing(reader.standing)
