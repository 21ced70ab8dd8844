"""Tokens and identities: renewed before they end, and when a network no longer takes one."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from obole.social.actions import leasing, resting
from obole.social.actions.leasing import Lease
from obole.social.actions.performing import UNKEPT, Ended, perform
from obole.social.models import Channel
from obole.social.networks.credentials import keep_credentials
from obole.social.networks.registry import NoNetwork, network_of
from obole.social.rules.delivering import Ending
from obole.social.rules.limits import written_limits
from obole.social.rules.linking import linkable
from obole.social.rules.network import Credentials, Identity, LoginLost, Network
from obole.social.rules.vocabulary import ChannelState


def may_go_on(*, ended: Ended | None, network: Network, channel: Channel, lease: Lease) -> bool:
    """Tell whether the channel sends on after this ending.

    Where the log-in is lost, the token is renewed once; if that is no help, the channel stops,
    and what waits is kept. A failure on the way there stops nothing.
    """
    if ended is None or ended.ending not in (Ending.LOGIN_LOST, Ending.THROTTLED):
        return True
    if ended.ending is Ending.THROTTLED:
        return False
    renewal = _renew(network, channel) if _may_renew(network, lease) else None
    if renewal is not None and renewal.ending is not Ending.LOGIN_LOST:
        lease.has_refreshed = True
        if renewal.ending is not Ending.SENT:
            _count(channel, renewal, lease.moment())
        return renewal.ending is Ending.SENT
    resting.stop(channel_id=channel.pk, state=ChannelState.NEEDS_LOGIN, reason=ended.reason)
    return False


def refresh_tokens(*, now: datetime) -> int:
    """Renew the tokens that will end; return how many. For the schedule, every hour.

    Each network's module says whether it is time, from what it knows of its tokens' lives.
    """
    return sum(_refresh(channel, now) for channel in _each_active(now))


def check_credentials(*, now: datetime) -> int:
    """Ask each network who we are there; return how many answered. For the schedule, daily."""
    return sum(check_channel(channel=channel, now=now) for channel in _each_active(now))


def check_channel(*, channel: Channel, now: datetime) -> bool:
    """Ask the network who we are there and keep it; False if it did not say, for any reason."""
    found: list[Identity] = []
    try:
        network = network_of(channel)
    except NoNetwork:
        return False
    except LoginLost as lost:
        resting.stop(channel_id=channel.pk, state=ChannelState.NEEDS_LOGIN, reason=lost.reason)
        return False
    ended = perform(call=lambda: found.append(network.check()), changes=False)
    if ended.ending is Ending.LOGIN_LOST:
        resting.stop(channel_id=channel.pk, state=ChannelState.NEEDS_LOGIN, reason=ended.reason)
    if not found:
        return False
    keep_identity(channel=channel, identity=found[0], now=now)
    channel.save(update_fields=["identity", "checked_at", "token_ends_at"])
    return True


def keep_identity(*, channel: Channel, identity: Identity, now: datetime) -> None:
    """Set what the network says of the account; the caller saves it."""
    channel.identity = {
        "name": UNKEPT.sub("", identity.name),
        "handle": UNKEPT.sub("", identity.handle),
        "number": UNKEPT.sub("", identity.number),
        "url": linkable(UNKEPT.sub("", identity.url)),
        "avatar_url": linkable(UNKEPT.sub("", identity.avatar_url)),
        "limits": written_limits(identity.limits),
    }
    channel.checked_at, channel.token_ends_at = now, identity.expires_at


def _each_active(now: datetime) -> Iterator[Channel]:
    """Yield each channel that sends, held meanwhile, but those that somebody sends through.

    As it stands at its turn: while others were asked it may have been removed, or renewed.
    """
    active = Channel.objects.filter(state=ChannelState.ACTIVE).order_by("pk")
    for number in active.values_list("pk", flat=True):
        lease = leasing.take(channel_id=number, now=now)
        if lease is None:
            continue
        channel = lease.held()
        if channel is not None and channel.state == ChannelState.ACTIVE:
            yield channel
        lease.release()


def _may_renew(network: Network, lease: Lease) -> bool:
    return network.abilities.refreshes and not lease.has_refreshed


def _renew(network: Network, channel: Channel) -> Ended | None:
    """Renew the token; None if the network's module has nothing to renew."""
    found: list[Credentials | None] = []
    ended = perform(call=lambda: found.append(network.refreshed()), changes=False)
    if ended.ending is not Ending.SENT:
        return ended
    if found[0] is None:
        return None
    keep_credentials(channel=channel, renewed=found[0])
    return ended


def _refresh(channel: Channel, now: datetime) -> bool:
    try:
        network = network_of(channel)
    except (NoNetwork, LoginLost):
        # The next delivery says it, once.
        return False
    if not network.abilities.refreshes:
        return False
    ended = _renew(network, channel)
    if ended is None or ended.ending is not Ending.SENT:
        return False
    check_channel(channel=channel, now=now)
    return True


@transaction.atomic
def _count(channel: Channel, ended: Ended, now: datetime) -> None:
    resting.count(channel_id=channel.pk, ended=ended, tried_at=now)
