"""What follows when a site moves in through the desk."""

from obole.foundation import clock
from obole.portability import actions
from obole.portability.events import ExportDelivered, ImportAdvanced


def rehearse_delivery(event: ExportDelivered) -> None:
    """Write the report that an import would make, for whoever brought the file."""
    actions.rehearse_delivery(delivery_id=event.delivery_id, turn=event.turn, now=clock.now())


def advance_delivery(event: ImportAdvanced) -> None:
    """Go on with an import for a slice, and announce the next."""
    actions.advance_delivery(delivery_id=event.delivery_id, turn=event.turn, now=clock.now())
