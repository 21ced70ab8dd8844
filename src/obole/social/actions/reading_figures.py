"""What readers did with posts, read back where a network tells."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import F

from obole.social.actions.performing import perform
from obole.social.models import Channel, Delivery, RemoteFigures
from obole.social.networks.registry import NoNetwork, network_of
from obole.social.rules.delivering import Ending
from obole.social.rules.network import Figures, LoginLost, Network, Remote
from obole.social.rules.vocabulary import ChannelState, DeliveryState, Operation

# After two weeks hardly anybody finds a post.
READ_FOR: Final = timedelta(days=14)
# Of one channel in one hour: networks count what they are asked.
MOST_AT_ONCE: Final = 30
# A post that is gone, or three; after more the network itself is away.
FAILURES_ALLOWED: Final = 3
_MOST_KEPT: Final = 2**31 - 1


def read_figures(*, now: datetime) -> int:
    """Read the figures of young posts back; return of how many. Goes over the network."""
    count = 0
    for channel in Channel.objects.filter(state=ChannelState.ACTIVE).order_by("pk"):
        try:
            network = network_of(channel)
        except (NoNetwork, LoginLost):
            continue
        if network.abilities.has_figures:
            count += _of_channel(channel, network, now)
    return count


def _of_channel(channel: Channel, network: Network, now: datetime) -> int:
    posts = Delivery.objects.filter(
        channel=channel,
        operation=Operation.CREATE,
        state=DeliveryState.SENT,
        made_at__gte=now - READ_FOR,
    ).exclude(remote_id="")
    # Those that were read longest ago first; never read ones before all.
    longest_ago = F("figures__read_at").asc(nulls_first=True)
    count = failures = 0
    for delivery in posts.order_by(longest_ago, "-pk")[:MOST_AT_ONCE]:
        ending = _read(delivery, network, now)
        count += ending is Ending.SENT
        failures += ending is not Ending.SENT
        if failures > FAILURES_ALLOWED or ending in (Ending.THROTTLED, Ending.LOGIN_LOST):
            break
    return count


def _read(delivery: Delivery, network: Network, now: datetime) -> Ending:
    found: list[Figures] = []
    remote = Remote(
        id=delivery.remote_id, url=delivery.remote_url, revision=delivery.remote_revision
    )
    ended = perform(call=lambda: found.append(network.figures(remote)), changes=False)
    if ended.ending is not Ending.SENT:
        # One that is gone answers so for ever; the others have their turn before it.
        RemoteFigures.objects.filter(delivery=delivery).update(read_at=now)
        return ended.ending
    counted = {name: _kept(getattr(found[0], name)) for name in ("likes", "shares", "replies")}
    RemoteFigures.objects.update_or_create(delivery=delivery, defaults={**counted, "read_at": now})
    return ended.ending


def _kept(told: object) -> int:
    """Return a number that the column keeps, whatever a network takes for one."""
    return min(max(told, 0), _MOST_KEPT) if isinstance(told, int) else 0
