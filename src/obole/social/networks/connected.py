"""What networks read from a channel, and from answers that may be of any shape."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext_noop as _

from obole.foundation import clock
from obole.social.models import Channel
from obole.social.networks.credentials import credentials_of
from obole.social.rules.network import Credentials, Marker, NotSent

# Our clock and theirs may differ so much; a post is never made before its delivery.
CLOCKS_DIFFER_BY: Final = timedelta(minutes=10)
SHORTEST_SECRET: Final = 10
ENDS_AT: Final = "expires_at"
"""Of a token, in what is stored: ISO 8601, with the zone."""


def connection_of(channel: Channel) -> dict[str, str]:
    """Return what a person filled in, secrets and options alike, as texts without white space.

    Raise LoginLost when the secrets cannot be read.
    """
    told = {**channel.options, **credentials_of(channel).values}
    return {
        name: str(value).strip() for name, value in told.items() if isinstance(value, (str, int))
    }


def secrets_in(told: Mapping[str, str]) -> tuple[str, ...]:
    """Return what must not be said: a number or a version is part of many answers, and short."""
    return tuple(each for each in told.values() if len(each) >= SHORTEST_SECRET)


def at(value: Any, *path: str | int) -> Any:
    """Return what stands at this place of an answer, or None: an answer may be of any shape."""
    for step in path:
        if isinstance(step, int):
            is_there = isinstance(value, list) and step < len(value)
        else:
            is_there = isinstance(value, dict) and step in value
        if not is_there:
            return None
        value = value[step]
    return value


def text_at(value: Any, *path: str | int) -> str:
    """Return the text or the number at this place as a text; an empty one for anything else."""
    found = at(value, *path)
    return str(found) if isinstance(found, (str, int)) and not isinstance(found, bool) else ""


def number_at(value: Any, *path: str | int) -> int:
    """Return the count at this place, or zero."""
    found = at(value, *path)
    return found if isinstance(found, int) and found > 0 else 0


def listed(value: Any, *path: str | int) -> list[Any]:
    """Return the list at this place, or an empty one."""
    found = at(value, *path)
    return found if isinstance(found, list) else []


def looked_through(value: Any, *path: str | int) -> list[Any]:
    """Return the list of what stands. Raise NotSent: an answer without one is no empty one."""
    found = at(value, *path)
    if not isinstance(found, list):
        raise NotSent(_("The network's answer does not list what stands there."))
    return found


def is_marked(marker: Marker, texts: Iterable[str]) -> bool:
    """Tell whether one of the texts has the delivery's own address in it."""
    return bool(marker.url) and any(marker.url in text for text in texts)


def not_before(marker: Marker) -> datetime:
    """Return the earliest moment at which a post of this delivery can have been made."""
    return marker.made_at - CLOCKS_DIFFER_BY


def ends_within(told: Mapping[str, str], left: timedelta) -> bool | None:
    """Tell whether the token ends so soon; None when nobody knows when it ends."""
    ends_at = end_of(told)
    return None if ends_at is None else ends_at - clock.now() < left


def end_of(told: Mapping[str, str]) -> datetime | None:
    """Return when the token ends, where that is known."""
    try:
        return datetime.fromisoformat(told.get(ENDS_AT, ""))
    except ValueError:
        return None


def moment_in(seconds: Any) -> datetime | None:
    """Return the moment that is so many seconds from now, if it is a number."""
    if not isinstance(seconds, int) or seconds <= 0:
        return None
    return clock.now() + timedelta(seconds=seconds)


def moment_of(seconds: Any) -> datetime | None:
    """Return a moment from seconds since 1970; None for zero, which means "never" at Meta's."""
    if not isinstance(seconds, int) or seconds <= 0:
        return None
    now = clock.now()
    return datetime.fromtimestamp(seconds, tz=now.tzinfo)


def renewed(answer: Any) -> Credentials | None:
    """Return the credentials of an OAuth token answer (RFC 6749, 5.1); None if it has no token."""
    token = text_at(answer, "access_token")
    if not token:
        return None
    ends_at = moment_in(at(answer, "expires_in"))
    return Credentials(
        values={
            "access_token": token,
            "refresh_token": text_at(answer, "refresh_token"),
            ENDS_AT: ends_at.isoformat() if ends_at else "",
        }
    )
