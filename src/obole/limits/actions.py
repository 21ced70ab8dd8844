"""Counting requests, and refusing those that are too many."""

from datetime import datetime

from django.db.models import F
from django.utils.crypto import salted_hmac

from obole.limits.models import RequestCount
from obole.limits.rules import Limit, window_ends_at, window_of

# Deleting in portions keeps the write lock of SQLite short.
FORGOTTEN_AT_ONCE = 10_000


class LimitReached(Exception):
    """The source has made all the requests that it may make in this window."""

    def __init__(self, *, seconds_left: int) -> None:
        super().__init__(f"The limit is reached for {seconds_left} more seconds.")
        self.seconds_left = seconds_left


def count_request(*, limit: Limit, source: str, now: datetime) -> None:
    """Count a request of this source. Raise LimitReached when it is one too many.

    `source` is kept as a digest only. What is refused is not written: a flood costs one reading
    query a request.
    """
    window = window_of(limit=limit, moment=now)
    ends_at = window_ends_at(limit=limit, window=window)
    key = {
        "limit_name": limit.name,
        "source_digest": salted_hmac("obole.limits", source, algorithm="sha256").hexdigest(),
        "window": window,
    }
    counted = RequestCount.objects.filter(**key)
    seen = counted.values_list("count", flat=True).first()
    if seen is not None and seen >= limit.most:
        raise LimitReached(seconds_left=max(1, round((ends_at - now).total_seconds())))
    if seen is None:
        _, is_new = RequestCount.objects.get_or_create(
            **key, defaults={"ends_at": ends_at, "count": 1}
        )
        if is_new:
            return
    # Added in the database: requests at the same time are all counted.
    counted.update(count=F("count") + 1)


def forget_request_counts(*, now: datetime) -> int:
    """Delete the counts of windows that have ended; return how many."""
    ended = RequestCount.objects.filter(ends_at__lte=now).order_by("ends_at")
    keys = list(ended.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    deleted, _ = RequestCount.objects.filter(pk__in=keys).delete()
    return deleted
