"""Where things stand on the line of a meter, in percent of its width. Pure.

The line is drawn as SVG in percents, and not in units of its own: so its text keeps its size on
every screen, and no inline style is needed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from obole.donations.rules.meter import WHOLE, Meter, words
from obole.kernel.money import Money

NARROWEST_GAP: Final = 2_000
"""Labels closer than a fifth of the line run into one another on a phone."""
EDGE: Final = 900
"""A label this near to an end begins or ends at its tick, instead of standing around it."""

HALF_LABEL: Final = 750
"""Half of what « 42 000 € » takes of the line of a phone."""


class Anchor(StrEnum):
    """On which side of its tick a label stands, in the words of SVG."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of a campaign as the line needs it."""

    amount: Money
    label: str
    is_done: bool = False


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A step on the line."""

    x: str
    """« 47.61% », for an attribute of SVG."""
    amount: str
    """Empty where there is no room for it."""
    label: str
    anchor: Anchor
    is_reached: bool


@dataclass(frozen=True, kw_only=True)
class MeterLine:
    """The line: how far it is filled, where the goal stands on it, and its ticks."""

    filled: str
    goal: str
    """Where the goal stands when more than it is there; empty when it is the end of the line."""
    goal_label: str
    goal_anchor: Anchor
    ticks: tuple[Tick, ...]


def line_of(meter: Meter, *, steps: Sequence[Step], language: str) -> MeterLine:
    """Return the line of a meter. It is as long as the goal, or as what is there beyond it."""
    share = meter.percent_hundredths
    longest = max(share, WHOLE)
    goal = WHOLE * WHOLE // longest
    is_beyond = share > WHOLE
    return MeterLine(
        filled=_percent(share * WHOLE // longest),
        goal=_percent(goal) if is_beyond else "",
        goal_label=words(meter, language).goal if is_beyond else "",
        goal_anchor=_anchor(goal),
        ticks=tuple(_ticks(meter, steps, language, taken=goal if is_beyond else None)),
    )


def _ticks(
    meter: Meter, steps: Sequence[Step], language: str, *, taken: int | None
) -> Iterator[Tick]:
    """Yield the steps that have a place on the line; `taken` is where the goal is labelled."""
    if meter.goal is None:
        return
    longest = max(meter.goal, meter.received)
    labelled = [] if taken is None else [_middle(taken)]
    for step in sorted(steps, key=lambda each: each.amount.minor_units):
        if step.amount > longest:
            continue
        place = step.amount.minor_units * WHOLE // longest.minor_units
        middle = _middle(place)
        has_room = all(abs(middle - other) >= NARROWEST_GAP for other in labelled)
        labelled += [middle] if has_room else []
        yield Tick(
            x=_percent(place),
            amount=step.amount.formatted(language) if has_room else "",
            label=step.label,
            anchor=_anchor(place),
            is_reached=step.amount <= meter.received,
        )


def _anchor(place: int) -> Anchor:
    if place < EDGE:
        return Anchor.START
    return Anchor.END if place > WHOLE - EDGE else Anchor.MIDDLE


def _middle(place: int) -> int:
    """Return where the middle of a label is: beside its tick at the ends of the line."""
    match _anchor(place):
        case Anchor.START:
            return place + HALF_LABEL
        case Anchor.END:
            return place - HALF_LABEL
        case Anchor.MIDDLE:
            return place


def _percent(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}%"
