"""An editor has looked at what an import flagged."""

from django.db import transaction

from obole.portability.models import SourceRecord


@transaction.atomic
def dismiss_flags(*, page_id: int) -> None:
    """Take the flags of a page off the list; those that a later import finds come anew."""
    for record in SourceRecord.objects.select_for_update().filter(page=page_id):
        record.dismissed_flags = record.flags
        record.save(update_fields=["dismissed_flags"])
