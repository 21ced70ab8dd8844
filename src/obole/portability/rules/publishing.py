"""Whether something of an old site is published here, and with which dates."""

from dataclasses import dataclass
from datetime import datetime

from obole.portability.rules import reasons
from obole.portability.rules.items import SourceItem

_DRAFTS = {
    "draft": reasons.DRAFT,
    "auto-draft": reasons.DRAFT,
    "pending": reasons.PENDING,
    "private": reasons.PRIVATE,
    "trash": reasons.BINNED,
}


@dataclass(frozen=True, slots=True)
class Publishing:
    """How an item is published: `reason` says why it is not."""

    is_live: bool
    reason: str
    go_live_at: datetime | None
    first_at: datetime | None
    last_at: datetime
    """When it was changed last, on the old site."""


def publishing_of(item: SourceItem, *, now: datetime) -> Publishing:
    """Return how an item is published at this moment.

    What has no date at all was published when it was imported.
    """
    published_at = item.published_at or item.modified_at or now
    last_at = max(published_at, item.modified_at or published_at)
    reason = _reason(item, published_at=published_at, now=now)
    return Publishing(
        is_live=not reason,
        reason=reason,
        go_live_at=published_at if reason == reasons.SCHEDULED else None,
        first_at=published_at if not reason else None,
        last_at=min(last_at, now) if not reason else last_at,
    )


def _reason(item: SourceItem, *, published_at: datetime, now: datetime) -> str:
    if item.status in {"publish", "future"}:
        if item.password:
            return reasons.PASSWORD
        if published_at > now:
            return reasons.SCHEDULED
        return reasons.SCHEDULED_IN_THE_PAST if item.status == "future" else ""
    return _DRAFTS.get(item.status, reasons.UNKNOWN_STATUS)
