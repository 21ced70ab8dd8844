"""What social publishing announces."""

from dataclasses import dataclass

from obole.kernel.event import Event


@dataclass(frozen=True)
class DeliveriesQueued(Event):
    """Deliveries wait to be sent, now or at their hour."""

    page_id: int


@dataclass(frozen=True)
class DeliverySent(Event):
    """A delivery stands on its network."""

    delivery_id: int


@dataclass(frozen=True)
class DeliveryStuck(Event):
    """A delivery was rejected, or needs a person."""

    delivery_id: int


@dataclass(frozen=True)
class ChannelStopped(Event):
    """A channel sends no more until somebody does something: log-in lost, budget spent, breaker."""

    channel_id: int


@dataclass(frozen=True)
class ChannelResumed(Event):
    """A channel sends again: what waited for it goes."""

    channel_id: int


@dataclass(frozen=True)
class UpkeepWanted(Event):
    """Channels are to be looked after: their "tokens", their "accounts", or their "figures"."""

    what: str
