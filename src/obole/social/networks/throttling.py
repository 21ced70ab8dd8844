"""How long a network wants us to wait, from the headers and words that networks say it with."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from obole.foundation import clock

LONGEST_SECONDS: Final = 24 * 60 * 60.0

# Seconds to wait, or an HTTP date: RFC 9110, 10.2.3. Discord's may have decimals.
_WAITS: Final = ("retry-after", "x-ratelimit-reset-after")
# A moment: since 1970 in seconds (Bluesky, X), or ISO 8601 (Mastodon).
_MOMENTS: Final = ("ratelimit-reset", "x-rate-limit-reset", "x-ratelimit-reset")


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds until the network listens again; None when it does not say."""
    lower = {name.lower(): value.strip() for name, value in headers.items()}
    now = clock.now()
    for name in _WAITS:
        seconds = _wait(lower.get(name, ""), now)
        if seconds is not None:
            return seconds
    for name in _MOMENTS:
        moment = _moment(lower.get(name, ""))
        if moment is not None:
            return _within((moment - now).total_seconds())
    return None


def seconds_said(body: Any) -> float | None:
    """Return the wait that an answer's JSON tells: Matrix, Discord, Telegram; else None."""
    if not isinstance(body, dict):
        return None
    parameters = body.get("parameters")
    for said, unit in (
        (body.get("retry_after_ms"), 1_000.0),
        (body.get("retry_after"), 1.0),
        (parameters.get("retry_after") if isinstance(parameters, dict) else None, 1.0),
    ):
        if isinstance(said, int | float) and not isinstance(said, bool):
            return _within(said / unit)
    return None


def _wait(value: str, now: datetime) -> float | None:
    try:
        return _within(float(value))
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return _within((moment - now).total_seconds())


def _moment(value: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(value), tz=UTC)
    except (ValueError, OverflowError, OSError):
        pass
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _within(seconds: float) -> float | None:
    if seconds != seconds:  # noqa: PLR0124 - what is not a number is not equal to itself
        return None
    return min(max(seconds, 0.0), LONGEST_SECONDS)
