"""What people do with channels: connect, pause, resume, remove; and pause everything."""

import logging
from collections.abc import Mapping
from copy import copy
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Site

from obole.accounts.models import User
from obole.foundation.facts import emit
from obole.social.actions import wording
from obole.social.actions.recording import log
from obole.social.actions.refreshing import keep_identity
from obole.social.events import ChannelResumed
from obole.social.models import Channel, Delivery, SocialSettings
from obole.social.networks.credentials import sealed_credentials
from obole.social.networks.registry import network_of
from obole.social.queries.deliveries import HELD_BACK
from obole.social.rules.network import (
    Identity,
    LoginLost,
    Network,
    NotSent,
    Rejected,
    WrongCredentials,
)
from obole.social.rules.reasons import stored
from obole.social.rules.vocabulary import ChannelState, DeliveryState, Outcome

logger = logging.getLogger(__name__)


def connect_channel(  # noqa: PLR0913 - all that connects a channel
    *,
    network: str,
    name: str,
    credentials: Mapping[str, str],
    options: Mapping[str, Any],
    by: User,
    now: datetime,
    channel: Channel | None = None,
) -> Channel:
    """Connect a new channel, or `channel` anew, once the network says that it knows us.

    Goes over the network: call it outside any transaction. What waited goes then, unless
    somebody paused the channel. Raise WrongCredentials (also for another account than before), or
    NotSent where nobody answers.
    """
    tried = copy(channel) if channel is not None else Channel(network=network)
    tried.name = name
    tried.options = {**tried.options, **options}
    tried.sealed_credentials = sealed_credentials(credentials) if credentials else ""
    # Without a number: what a network renews meanwhile is kept with the rest, or not at all.
    trial = copy(tried)
    trial.pk = None
    identity = _checked(network_of(trial))
    tried.sealed_credentials = trial.sealed_credentials
    if channel is not None and not _is_same(channel, identity) and channel.deliveries.exists():
        raise WrongCredentials(
            _("This is the account %(new)s, and the channel is %(old)s: connect it apart.")
            % {"new": identity.handle, "old": channel.identity["handle"]}
        )
    return _keep(tried, identity, by=by, now=now)


@transaction.atomic
def pause(*, channel: Channel, by: User) -> None:
    """Let deliveries of the channel wait until somebody resumes it. Twice is once."""
    active = Channel.objects.filter(pk=channel.pk).exclude(
        state__in=(ChannelState.REMOVED, ChannelState.PAUSED)
    )
    active.update(state=ChannelState.PAUSED, state_reason=str(by)[:300])


@transaction.atomic
def resume(*, channel: Channel, by: User, now: datetime) -> None:
    """Let a channel send again, whatever had stopped it, and forget its failures."""
    logger.info("Channel %s is resumed by user %s at %s.", channel.pk, by.pk, now)
    stopped = Channel.objects.filter(pk=channel.pk).exclude(state=ChannelState.REMOVED)
    if stopped.update(
        state=ChannelState.ACTIVE,
        state_reason="",
        failures_in_row=0,
        throttled_in_row=0,
        rests_until=None,
    ):
        emit(ChannelResumed(channel_id=channel.pk))


@transaction.atomic
def remove_channel(*, channel: Channel, by: User, now: datetime) -> None:
    """Send nothing more through the channel and forget its token; its log stays.

    What waits is taken back; what is being sent ends as it ends.
    """
    locked = Channel.objects.select_for_update().get(pk=channel.pk)
    locked.state, locked.state_reason = ChannelState.REMOVED, str(by)[:300]
    locked.sealed_credentials = ""
    locked.save(update_fields=["state", "state_reason", "sealed_credentials"])
    waiting = locked.deliveries.select_for_update().filter(state__in=HELD_BACK)
    for delivery in waiting.order_by("pk"):
        cancel_row(delivery=delivery, reason=wording.CHANNEL_REMOVED, by=str(by), now=now)


def cancel_row(*, delivery: Delivery, reason: str, by: str, now: datetime) -> None:
    """Take back a delivery that waits and that the caller has locked.

    One of which a part stands already is what it is: the rest of it is left out.
    """
    stands = bool(delivery.remote_id)
    delivery.state = DeliveryState.SENT if stands else DeliveryState.CANCELLED
    delivery.reason, delivery.ended_at = reason, now
    delivery.save(update_fields=["state", "reason", "ended_at"])
    log(
        delivery=delivery,
        phase="person" if by else "cancel",
        outcome=Outcome.NOT_SENT,
        reason=reason,
        started_at=now,
        by=by,
    )


@transaction.atomic
def pause_everything(*, by: User) -> None:
    """Let all channels of all sites wait."""
    logger.info("All channels are paused by user %s.", by.pk)
    for site in Site.objects.order_by("pk"):
        SocialSettings.for_site(site)
    SocialSettings.objects.update(is_paused=True)


@transaction.atomic
def resume_everything(*, by: User) -> None:
    """Let all channels go on that nothing else stops."""
    logger.info("All channels are resumed by user %s.", by.pk)
    SocialSettings.objects.update(is_paused=False)
    for channel in Channel.objects.filter(state=ChannelState.ACTIVE).order_by("pk"):
        emit(ChannelResumed(channel_id=channel.pk))


def _is_same(channel: Channel, identity: Identity) -> bool:
    """Tell whether this is the account that the channel has been, renamed or not."""
    handle, number = channel.identity.get("handle"), channel.identity.get("number")
    return not handle or identity.handle == handle or bool(number and identity.number == number)


def _checked(network: Network) -> Identity:
    """Return whom the credentials post as. Raise WrongCredentials or NotSent, whatever comes."""
    try:
        return network.check()
    except (LoginLost, Rejected) as refusal:
        raise WrongCredentials(refusal.reason) from None
    except (NotSent, WrongCredentials):
        raise
    except Exception as fault:  # noqa: BLE001 - an answer of another shape is none
        # Not its words: they may quote a token.
        logger.error("A network's module failed with %s.", type(fault).__name__)  # noqa: TRY400
        raise NotSent(wording.UNREADABLE) from None


def _start(channel: Channel) -> None:
    """Set that the channel sends, unless a person paused it: it stays so until somebody resumes it.

    Only a person pauses a channel behind which there is a network.
    """
    now = Channel.objects.select_for_update().get(pk=channel.pk)
    channel.state, channel.state_reason = ChannelState.ACTIVE, ""
    if now.state == ChannelState.PAUSED and now.state_reason != stored(wording.NO_NETWORK):
        channel.state, channel.state_reason = ChannelState.PAUSED, now.state_reason


@transaction.atomic
def _keep(channel: Channel, identity: Identity, *, by: User, now: datetime) -> Channel:
    keep_identity(channel=channel, identity=identity, now=now)
    if channel.pk is not None:
        # Its lease belongs to whoever sends through it: only our own columns are written.
        _start(channel)
        channel.failures_in_row, channel.rests_until = 0, None
        channel.throttled_in_row = 0
        channel.save(
            update_fields=[
                "name",
                "options",
                "sealed_credentials",
                "identity",
                "checked_at",
                "token_ends_at",
                "state",
                "state_reason",
                "failures_in_row",
                "throttled_in_row",
                "rests_until",
            ]
        )
        if channel.state == ChannelState.ACTIVE:
            emit(ChannelResumed(channel_id=channel.pk))
    else:
        channel.save()
    logger.info("Channel %s is connected by user %s.", channel.pk, by.pk)
    return channel
