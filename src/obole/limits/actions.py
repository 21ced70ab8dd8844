"""Counting requests, and refusing those that are too many."""

from datetime import datetime
from typing import Final

from django.db import connections, router
from django.utils.crypto import salted_hmac

from obole.limits.models import RequestCount
from obole.limits.rules import Limit, window_ends_at, window_of

# Deleting in portions keeps the write lock of SQLite short.
FORGOTTEN_AT_ONCE = 10_000

# Written out: each comment is counted three times, and putting such queries together takes Django
# ten times as long as the database takes to answer.
_SEEN: Final = """
    SELECT count FROM limits_requestcount
    WHERE limit_name = %s AND source_digest = %s AND "window" = %s
"""
_COUNTED: Final = """
    INSERT INTO limits_requestcount (limit_name, source_digest, "window", ends_at, count)
    VALUES (%s, %s, %s, %s, 1)
    ON CONFLICT (limit_name, source_digest, "window")
    DO UPDATE SET count = limits_requestcount.count + 1 WHERE limits_requestcount.count < %s
    RETURNING count
"""


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
    digest = salted_hmac("obole.limits", source, algorithm="sha256").hexdigest()
    key = (limit.name, digest, window)
    if not _is_counted(key, ends_at=ends_at, most=limit.most):
        raise LimitReached(seconds_left=max(1, round((ends_at - now).total_seconds())))


def _is_counted(key: tuple[str, str, int], *, ends_at: datetime, most: int) -> bool:
    """Count one more, unless there are as many as may be; tell which."""
    connection = connections[router.db_for_write(RequestCount)]
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, key)
        seen = cursor.fetchone()
        if seen is not None and seen[0] >= most:
            return False
        # Added in the database: requests at the same time are all counted, and none too many.
        moment = connection.ops.adapt_datetimefield_value(ends_at)
        cursor.execute(_COUNTED, (*key, moment, most))
        return cursor.fetchone() is not None


def forget_request_counts(*, now: datetime) -> int:
    """Delete the counts of windows that have ended; return how many."""
    ended = RequestCount.objects.filter(ends_at__lte=now).order_by("ends_at")
    keys = list(ended.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    deleted, _ = RequestCount.objects.filter(pk__in=keys).delete()
    return deleted
