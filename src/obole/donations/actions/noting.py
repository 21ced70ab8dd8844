"""What the desk wants to remember of a donor."""

from datetime import datetime

from obole.accounts.models import User
from obole.donations.models import Donor, DonorNote


def note_about(*, donor: Donor, text: str, by: User, now: datetime) -> DonorNote:
    """Keep a note about a donor; donors who ask for their data read it."""
    return DonorNote.objects.create(donor=donor, text=text, by=by, made_at=now)
