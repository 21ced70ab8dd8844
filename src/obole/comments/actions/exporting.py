"""Which statements of reasons went to the EU Transparency Database."""

from collections.abc import Sequence
from datetime import datetime

from obole.comments.models import Statement


def note_exported(*, puids: Sequence[str], now: datetime) -> None:
    """Note when statements were handed out first."""
    Statement.objects.filter(puid__in=puids, exported_at=None).update(exported_at=now)
