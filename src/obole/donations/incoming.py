"""What donations do with a message from outside. Reached only through `project/incoming.py`."""

from obole.donations.actions import receiving
from obole.foundation import clock
from obole.foundation.models import InboxMessage


def settle_notice(message: InboxMessage) -> None:
    """Ask the provider about what its notice speaks of, and record what it says."""
    receiving.receive_notice(
        gateway=message.source.partition(":")[2],
        headers=message.headers,
        body=bytes(message.body),
        received_at=message.received_at,
        now=clock.now(),
    )
