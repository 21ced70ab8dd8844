"""What readers did with posts, read back where a network tells."""

from datetime import datetime, timedelta
from typing import Final

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
    count = 0
    for delivery in posts.order_by("figures__read_at", "-pk")[:MOST_AT_ONCE]:
        if not _read(delivery, network, now):
            return count
        count += 1
    return count


def _read(delivery: Delivery, network: Network, now: datetime) -> bool:
    found: list[Figures] = []
    remote = Remote(
        id=delivery.remote_id, url=delivery.remote_url, revision=delivery.remote_revision
    )
    ended = perform(call=lambda: found.append(network.figures(remote)), changes=False)
    if ended.ending is not Ending.SENT:
        # One that is gone answers so for ever; the others have their turn at the next hour.
        return False
    RemoteFigures.objects.update_or_create(
        delivery=delivery,
        defaults={
            "likes": found[0].likes,
            "shares": found[0].shares,
            "replies": found[0].replies,
            "read_at": now,
        },
    )
    return True
