"""What happens to a site that moves in through the desk."""

from dataclasses import dataclass

from obole.kernel.event import Event


@dataclass(frozen=True)
class ExportDelivered(Event):
    """Somebody has brought an export to the desk, or asked for its rehearsal anew."""

    delivery_id: int
    turn: int


@dataclass(frozen=True)
class ImportAdvanced(Event):
    """An import was begun, gone on with or brought a slice further, and is not at its end.

    `turn` counts these facts of one delivery: of two tasks with the same turn one goes on.
    """

    delivery_id: int
    turn: int
