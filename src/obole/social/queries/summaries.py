"""What became of posts over some time: for the mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count

from obole.social.models import Channel, Delivery
from obole.social.queries.channels import STUCK, WAITING, stopped_channels
from obole.social.queries.deliveries import stuck_deliveries
from obole.social.rules.vocabulary import ChannelState, DeliveryState, Operation

# More is not read in a mail; the desk has the rest.
LISTED: Final = 10
_ASKING: Final = (DeliveryState.NEEDS_HUMAN, DeliveryState.ASKING)


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Posts, the newest first: as many as a mail names, and how many there are."""

    rows: Sequence[Delivery]
    count: int


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What a mail tells. What was sent is of its time; the rest is as it stands."""

    sent: Sequence[tuple[str, int]]
    """New posts, by the name of their channel."""
    changed: int
    """Changes and removals that were sent."""
    waiting: int
    late: int
    """Of those that wait: the ones whose hour is past."""
    refused: Listed
    asking: Listed
    """What needs a person's word."""
    stopped: Sequence[Channel]

    @property
    def needs_somebody(self) -> int:
        """How many posts do not go on by themselves."""
        return self.refused.count + self.asking.count

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say. What waits for its hour is no news."""
        return not (self.sent or self.changed or self.late or self.needs_somebody or self.stopped)


def summary_of(*, since: datetime, until: datetime) -> Summary:
    """Return what became of posts between these moments, and what is open."""
    done = Delivery.objects.filter(
        state=DeliveryState.SENT, ended_at__gte=since, ended_at__lt=until
    )
    posts = done.filter(operation=Operation.CREATE)
    waiting = Delivery.objects.filter(state__in=WAITING).exclude(
        channel__state=ChannelState.REMOVED
    )
    return Summary(
        sent=list(
            posts.values_list("channel__name")
            .annotate(Count("pk"))
            .order_by("channel__name", "channel")
        ),
        changed=done.exclude(operation=Operation.CREATE).count(),
        waiting=waiting.count(),
        late=waiting.filter(send_at__lt=until).count(),
        refused=_listed([DeliveryState.REJECTED]),
        asking=_listed(_ASKING),
        stopped=stopped_channels(),
    )


def _listed(states: Sequence[DeliveryState]) -> Listed:
    assert set(states) <= set(STUCK), "Only what needs a person is listed."
    rows = stuck_deliveries().filter(state__in=states)
    return Listed(rows=list(rows[:LISTED]), count=rows.count())
