"""What editors have still to look at, of what imports brought."""

from django.db.models import F, QuerySet

from obole.portability.models import Kind, SourceRecord


def flagged_records() -> QuerySet[SourceRecord]:
    """Return the texts with flags that nobody has looked at, the latest import first."""
    return (
        SourceRecord.objects.filter(kind__in=(Kind.POST, Kind.PAGE), page__isnull=False)
        .exclude(flags=[])
        .exclude(flags=F("dismissed_flags"))
        .select_related("page__locale")
        .order_by("-run_id", "line", "pk")
    )


def open_flags_of(*, page_id: int) -> list[str]:
    """Return the flags of a page that nobody has looked at."""
    return [flag for record in flagged_records().filter(page=page_id) for flag in record.open_flags]
