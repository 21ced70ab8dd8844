"""Sending: one step at a time, each committed as being sent before the socket opens.

Every function here goes over the network: call it outside any transaction.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from obole.social.actions import holding, leasing, reconciling, refreshing, resting, wording
from obole.social.actions.leasing import Lease
from obole.social.actions.performing import Ended, perform
from obole.social.actions.recording import Try, record
from obole.social.actions.stepping import (
    NextStep,
    call_of,
    next_step,
    post_of,
    uploaded_before,
)
from obole.social.models import Channel, Delivery
from obole.social.networks.registry import NoNetwork, network_of
from obole.social.queries.deliveries import (
    channels_with_due,
    is_everything_paused,
    may_send,
    next_due,
)
from obole.social.rules.breaker import must_be_probed
from obole.social.rules.delivering import Ending, Guarantees
from obole.social.rules.network import LoginLost, Network, Post, Priced
from obole.social.rules.vocabulary import ChannelState, DeliveryState, Operation

# Then other channels have their turn.
MOST_AT_ONCE = 100


def send_due(*, now: datetime) -> int:
    """Send and look for all that is due; return how many steps were taken.

    Called by several workers at once, each channel is served by one of them.
    """
    reconciling.rescue(now=now)
    return sum(send_channel(channel_id=each, now=now) for each in channels_with_due(now=now))


def send_channel(
    *, channel_id: int, now: datetime, is_ending: Callable[[], bool] = lambda: False
) -> int:
    """Send what is due through one channel; return how many steps were taken.

    Nothing happens while another worker holds the channel, and no further step once the process
    `is_ending`.
    """
    if is_ending():
        return 0
    lease = leasing.take(channel_id=channel_id, now=now)
    if lease is None:
        return 0
    taken = 0
    while taken < MOST_AT_ONCE and not is_ending() and _take_step(lease):
        taken += 1
    # Not in a `finally`: after a crash nobody can say that the channel is free.
    lease.release()
    return taken


def send_delivery(*, delivery_id: int, now: datetime) -> bool:
    """Send one delivery before the others of its channel, if it is due; tell whether it was."""
    delivery = Delivery.objects.get(pk=delivery_id)
    lease = leasing.take(channel_id=delivery.channel_id, now=now)
    if lease is None:
        return False
    taken = 0
    while taken < MOST_AT_ONCE and _take_step(lease, only=delivery_id):
        taken += 1
    lease.release()
    return taken > 0


def _take_step(lease: Lease, *, only: int | None = None) -> bool:
    """Do the next thing through the channel; False if there is nothing, or no more may be done."""
    channel = lease.held()
    now = lease.moment()
    if channel is None or not may_send(channel=channel, now=now) or is_everything_paused():
        return False
    delivery = next_due(channel=channel, now=now, only=only)
    if delivery is None:
        return False
    delivery.channel = channel
    if holding.hold_back(delivery=delivery, now=now):
        return True
    network = _network(channel)
    if network is None:
        return False
    if must_be_probed(failures_in_row=channel.failures_in_row) and not _answers(network, lease):
        return False
    if delivery.state == DeliveryState.UNKNOWN:
        ended = reconciling.look(delivery=delivery, network=network, lease=lease)
    else:
        ended = _send(delivery, network, lease)
    return refreshing.may_go_on(ended=ended, network=network, channel=channel, lease=lease)


def _network(channel: Channel) -> Network | None:
    """Return the network behind the channel; where there is none, the channel stops."""
    try:
        return network_of(channel)
    except NoNetwork:
        state, reason = ChannelState.PAUSED, wording.NO_NETWORK
    except LoginLost as lost:
        state, reason = ChannelState.NEEDS_LOGIN, lost.reason
    resting.stop(channel_id=channel.pk, state=state, reason=reason)
    return None


def _answers(network: Network, lease: Lease) -> bool:
    """Ask a network that has failed often for something harmless first."""
    ended = perform(call=network.check, changes=False)
    with transaction.atomic():
        resting.count(channel_id=lease.channel_id, ended=ended, tried_at=lease.moment())
    if ended.ending is Ending.LOGIN_LOST:
        resting.stop(
            channel_id=lease.channel_id, state=ChannelState.NEEDS_LOGIN, reason=ended.reason
        )
    return ended.ending is Ending.SENT


def _send(delivery: Delivery, network: Network, lease: Lease) -> Ended | None:
    """Take one step of a delivery; None if somebody changed it meanwhile."""
    token = holding.claim(delivery=delivery)
    if token is None:
        return None
    step = next_step(delivery=delivery, network=network, token=token)
    made: list[Post] = []
    ended = perform(call=lambda: made.append(post_of(delivery=delivery)), changes=True)
    if ended.ending is not Ending.SENT:
        record(tried=_tried(step, lease, phase="prepare"), ended=ended)
        return ended
    post = made[0]
    failed = _prepare(delivery, network, lease, step, post)
    if failed is not None:
        return failed
    cost = _cost(network, post, delivery, step)
    hold = leasing.UPLOAD_LEASE if post.recording is not None else leasing.LEASE
    if not _begin(delivery, lease, token, cost, hold):
        return None
    # From here to the record nothing else happens.
    call = call_of(delivery=delivery, network=network, step=step, post=post)
    ended = perform(call=call, changes=True)
    record(tried=_tried(step, lease, cost=cost), ended=ended)
    if ended.forgets_prepared:
        Delivery.objects.filter(pk=delivery.pk).update(prepared={})
    if ended.ending is Ending.SENT and delivery.operation == Operation.CREATE and not step.number:
        resting.note_sent(channel_id=delivery.channel_id, now=lease.moment())
    return ended


def _prepare(
    delivery: Delivery, network: Network, lease: Lease, step: NextStep, post: Post
) -> Ended | None:
    """Upload what the post needs, once; return how it failed, or None."""
    if step.number or delivery.prepared or delivery.operation == Operation.DELETE:
        return None
    if delivery.operation == Operation.UPDATE:
        delivery.prepared = uploaded_before(delivery=delivery)
        if delivery.prepared:
            return None
    if post.recording is not None:
        # It may be sent for minutes.
        lease.prolong(hold=leasing.UPLOAD_LEASE)
    ended = perform(
        call=lambda: network.prepare(post, marker=step.marker),
        changes=False,
        refuses=True,
    )
    if ended.ending is not Ending.SENT:
        record(tried=_tried(step, lease, phase="prepare"), ended=ended)
        return ended
    delivery.prepared = dict(ended.prepared.values)
    if delivery.prepared:
        Delivery.objects.filter(pk=delivery.pk, lease_token=step.token).update(
            prepared=delivery.prepared
        )
    return None


def _cost(network: Network, post: Post, delivery: Delivery, step: NextStep) -> int:
    # A change is a post anew to whoever asks money for it.
    is_paid = delivery.operation != Operation.DELETE or bool(step.number)
    if not is_paid or not isinstance(network, Priced):
        return 0
    # Of an answer only its text goes out: mostly there is no address in it.
    return network.cost_cents(replace(post, text=step.text) if step.number else post)


@transaction.atomic
def _begin(delivery: Delivery, lease: Lease, token: str, cost: int, hold: timedelta) -> bool:
    """Commit that it is being sent; False if that was changed, held back, or costs too much."""
    channel = lease.renew(hold=hold)
    if channel is None or not may_send(channel=channel, now=lease.moment()):
        return False
    if is_everything_paused():
        return False
    mine = Delivery.objects.filter(
        pk=delivery.pk,
        state=DeliveryState.WAITING,
        lease_token=token,
        revision=delivery.revision,
    )
    until = lease.moment() + hold
    if not mine.update(state=DeliveryState.SENDING, lease_until=until):
        return False
    if resting.spend(channel_id=delivery.channel_id, cents=cost, now=lease.moment()):
        return True
    mine_again = Delivery.objects.filter(pk=delivery.pk, lease_token=token)
    mine_again.update(state=DeliveryState.WAITING, lease_until=None)
    resting.stop(
        channel_id=delivery.channel_id, state=ChannelState.OVER_BUDGET, reason=wording.BUDGET
    )
    return False


def _tried(step: NextStep, lease: Lease, *, phase: str = "", cost: int = 0) -> Try:
    is_call = not phase
    return Try(
        delivery_id=step.delivery_id,
        token=step.token,
        phase=phase or step.phase,
        guarantees=step.guarantees if is_call else Guarantees(),
        now=lease.moment(),
        more_steps=step.more_steps,
        cost_cents=cost,
        in_place=step.in_place,
    )
