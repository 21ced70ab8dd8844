"""What follows from a fact, told from the subscription table: for `obole explain`."""

import dataclasses
import difflib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from obole.foundation.facts import Subscription, subscriptions
from obole.project.refusals import Refusal


def told(event_name: str) -> list[str]:
    """Return the lines that explain an event. Raises Refusal for a name that is no event."""
    table = {subscription.event.name: subscription for subscription in subscriptions()}
    if event_name not in table:
        close = difflib.get_close_matches(event_name, table, n=3, cutoff=0.3)
        hint = f"Did you mean {' or '.join(close)}?" if close else "obole explain lists them all."
        raise Refusal(f"No event is called {event_name}. {hint}")
    return list(_lines(table[event_name]))


def listed() -> list[tuple[str, str]]:
    """Return every event with the first sentence of what it means, sorted by name."""
    events = [subscription.event for subscription in subscriptions()]
    return sorted((event.name, _first_line(event)) for event in events)


def _lines(subscription: Subscription[Any]) -> Iterator[str]:
    event = subscription.event
    yield f"{event.name}  ({_place(event)})"
    yield from (f"  {line}".rstrip() for line in (inspect.getdoc(event) or "").splitlines())
    yield ""
    yield "Fields"
    yield from (
        f"  {field.name}: {getattr(field.type, '__name__', field.type)}"
        for field in dataclasses.fields(event)
    )
    yield from _reactions("Now, in the same transaction", subscription.now)
    yield from _reactions("Later, each a task of its own", subscription.later)
    if not (subscription.now or subscription.later):
        yield ""
        yield "Nothing follows from it."


def _reactions(title: str, reactions: Any) -> Iterator[str]:
    if reactions:
        yield ""
        yield title
    for reaction in reactions:
        yield f"  {reaction.__module__}.{reaction.__qualname__}  ({_place(reaction)})"
        yield f"    {_first_line(reaction)}"


def _first_line(thing: Callable[..., Any]) -> str:
    return (inspect.getdoc(thing) or "").partition("\n")[0]


def _place(thing: Callable[..., Any]) -> str:
    """Return where it is written, as file:line, relative to the current folder when below it."""
    file = Path(inspect.getsourcefile(thing) or "?")
    _, line = inspect.getsourcelines(thing)
    here = Path.cwd()
    return f"{file.relative_to(here) if file.is_relative_to(here) else file}:{line}"
