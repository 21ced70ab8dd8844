"""Who sends through a channel holds it: one worker at a time, on however many machines.

A lease is only there so that two workers do not stand in each other's way; that nothing is sent
twice does not rest on it, but on the token of each delivery. So a clock that jumps costs a look.
"""

import secrets
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from obole.social.models import Channel

# Uploads and one call, each with its own limit of half a minute, fit in.
LEASE = timedelta(minutes=4)
# Not at every step: each renewal is a commit.
RENEWED_AFTER_SECONDS = 30.0
# With a film or a sound, whose upload may take ten minutes.
UPLOAD_LEASE = timedelta(minutes=12)
# Nobody is ever given more: what is further ahead is of a clock that was wrong.
NEVER_SO_LONG = 2 * UPLOAD_LEASE


@dataclass(kw_only=True)
class Lease:
    """A channel that is held. `moment` is the present, by this process's own even clock."""

    channel_id: int
    token: str
    began_at: datetime
    has_refreshed: bool = False
    """Its token was renewed since: a second failure of the log-in is one."""
    _monotonic: float = field(default_factory=time.monotonic)
    _renewed: float = field(default_factory=time.monotonic)

    def moment(self) -> datetime:
        """Return the time now: when it was taken, and what has passed since."""
        return self.began_at + timedelta(seconds=time.monotonic() - self._monotonic)

    def held(self) -> Channel | None:
        """Return the channel as it stands, held for longer if that is due; None if it was lost."""
        if time.monotonic() - self._renewed > RENEWED_AFTER_SECONDS:
            return self.renew()
        return self._mine().first()

    def renew(self, *, hold: timedelta = LEASE) -> Channel | None:
        """Hold the channel for longer and return it as it stands; None if it was lost."""
        return self._mine().first() if self.prolong(hold=hold) else None

    def prolong(self, *, hold: timedelta) -> bool:
        """Hold the channel for longer; tell whether it is still held."""
        if not self._mine().update(lease_until=self.moment() + hold):
            return False
        self._renewed = time.monotonic()
        return True

    def release(self) -> None:
        """Let others have the channel."""
        self._mine().update(lease_token="", lease_until=None)

    def _mine(self) -> QuerySet[Channel]:
        return Channel.objects.filter(pk=self.channel_id, lease_token=self.token)


def take(*, channel_id: int, now: datetime) -> Lease | None:
    """Take the channel; None while somebody else holds it.

    A lease further ahead than any is given is of a clock that was wrong, and binds nobody.
    """
    token = secrets.token_hex(16)
    free = Q(lease_until=None) | Q(lease_until__lte=now) | Q(lease_until__gt=now + NEVER_SO_LONG)
    taken = Channel.objects.filter(free, pk=channel_id).update(
        lease_token=token, lease_until=now + LEASE
    )
    return Lease(channel_id=channel_id, token=token, began_at=now) if taken else None
