"""A small story for the tests of facts and tasks: a bell rings, and reactions follow."""

from dataclasses import dataclass

from obole.foundation.facts import Subscription
from obole.kernel.event import Event


@dataclass(frozen=True)
class BellRung(Event):
    bell: str


class BrokenRope(Exception):
    """What a failing reaction raises."""


heard: list[str] = []
ropes_break: list[bool] = []


def note_bell(event: BellRung) -> None:
    heard.append(f"noted {event.bell}")


def answer_bell(event: BellRung) -> None:
    heard.append(f"answered {event.bell}")


def pull_rope(event: BellRung) -> None:
    heard.append(f"pulled {event.bell}")
    if ropes_break:
        raise BrokenRope(f"the rope of {event.bell} broke")


ANSWERED = Subscription(event=BellRung, now=[note_bell], later=[answer_bell])
PULLED = Subscription(event=BellRung, later=[pull_rope])
