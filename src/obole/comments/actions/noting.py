"""What moderators write down for one another, and how each of them works."""

from datetime import datetime

from obole.accounts.models import User
from obole.comments.models import DeskPreferences, ReaderNote


def note_about(*, reader_id: int, user: User, text: str, now: datetime) -> ReaderNote:
    """Write down something about a reader, for colleagues."""
    return ReaderNote.objects.create(reader_id=reader_id, user=user, text=text, made_at=now)


def prefer(
    *, user: User, has_shortcuts: bool, wants_mails: bool, mail_after_hours: int
) -> DeskPreferences:
    """Keep how a moderator works."""
    preferences, _ = DeskPreferences.objects.update_or_create(
        user=user,
        defaults={
            "has_shortcuts": has_shortcuts,
            "wants_mails": wants_mails,
            "mail_after_hours": mail_after_hours,
        },
    )
    return preferences
