"""When a post goes: the channel's hours of the week, and the distance between two posts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WRITTEN: Final = re.compile(r"(mon|tue|wed|thu|fri|sat|sun) ([01][0-9]|2[0-3]):([0-5][0-9])")
_DAYS_AHEAD: Final = 9


class WrongSlot(ValueError):
    """The text is no hour of the week, such as "mon 08:00"."""


@dataclass(frozen=True, kw_only=True, order=True)
class Slot:
    """An hour of the week, by the clocks where the newsroom is."""

    day: int
    hour: time


def read_slots(written: Sequence[str]) -> list[Slot]:
    """Return hours of the week, in order, each once. Raise WrongSlot."""
    slots: set[Slot] = set()
    for text in written:
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise WrongSlot(f"{text!r} is no hour of the week, such as 'mon 08:00'.")
        day, hour, minute = found.groups()
        slots.add(Slot(day=DAYS.index(day), hour=time(int(hour), int(minute))))
    return sorted(slots)


def send_time(
    *,
    not_before: datetime,
    slots: Sequence[Slot],
    zone: ZoneInfo,
    taken: Sequence[datetime],
    spacing: timedelta,
) -> datetime:
    """Return when a post goes, at the earliest at `not_before`.

    With slots: at the next one that no other post has taken. Without: as soon as `spacing` lies
    between it and every post that is `taken`. A slot that a change of clocks skips is an hour
    later; one that comes twice counts once.
    """
    if slots:
        return _next_slot(not_before, slots, zone=zone, taken=frozenset(taken))
    moment = not_before
    for other in sorted(taken):
        if abs(other - moment) < spacing:
            moment = other + spacing
    return moment


def _next_slot(
    not_before: datetime, slots: Sequence[Slot], *, zone: ZoneInfo, taken: frozenset[datetime]
) -> datetime:
    today = not_before.astimezone(zone).date()
    ahead = 0
    while True:
        day = today + timedelta(days=ahead)
        for slot in slots:
            if slot.day != day.weekday():
                continue
            moment = _moment(day, slot.hour, zone)
            if moment >= not_before and moment not in taken:
                return moment
        ahead += 1
        assert ahead < _DAYS_AHEAD + 7 * (len(taken) + 1), "A week has none of its slots."


def _moment(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """Return the moment in UTC, so that moments are compared and not what clocks show."""
    return datetime.combine(day, hour, tzinfo=zone).astimezone(ZoneInfo("UTC"))
