"""Facts: an app emits what has happened; the subscription table says what follows.

The table itself is `obole/project/subscriptions.py`, a floor above, and is handed down at start.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import transaction
from django_tasks import task

from obole.kernel.event import Event, JsonValue

FactT_co = TypeVar("FactT_co", bound=Event, covariant=True)
Reaction = Callable[[Any], None]


class WrongTable(Exception):
    """The subscription table cannot work; the message says which line."""


class NotInTable(LookupError):
    """The subscription table has no line for this event, or not this reaction in it."""


@dataclass(frozen=True, kw_only=True)
class Subscription(Generic[FactT_co]):
    """One line of the table: what follows from one kind of event.

    `now` reactions run inside the fact's own transaction and touch the database only. Each
    `later` reaction becomes a task of its own, tried again when it fails: it must be idempotent.
    """

    event: type[FactT_co]
    now: Sequence[Callable[[FactT_co], None]] = ()
    later: Sequence[Callable[[FactT_co], None]] = ()


_table: dict[type[Event], Subscription[Any]] = {}


def install(subscriptions: Iterable[Subscription[Any]]) -> None:
    """Make this the subscription table of the process. Raise WrongTable."""
    table: dict[type[Event], Subscription[Any]] = {}
    for subscription in subscriptions:
        if subscription.event in table:
            raise WrongTable(f"{subscription.event.name} has two lines.")
        for reaction in subscription.later:
            if "<" in path_of(reaction):
                raise WrongTable(f"{path_of(reaction)} is not a function of a module.")
        table[subscription.event] = subscription
    _table.clear()
    _table.update(table)


def subscriptions() -> list[Subscription[Any]]:
    """Return the installed table, in its order."""
    return list(_table.values())


def subscription_of(event_type: type[Event]) -> Subscription[Any]:
    """Return the line of this event, or raise NotInTable."""
    try:
        return _table[event_type]
    except KeyError:
        raise NotInTable(f"{event_type.name} has no line in the subscription table.") from None


def path_of(reaction: Reaction) -> str:
    """Return the dotted path under which a reaction is stored and shown."""
    return f"{reaction.__module__}.{reaction.__qualname__}"


def emit(event: Event) -> None:
    """Announce a fact inside the transaction that made it true.

    Tasks for the `later` reactions are rows of the same transaction: both happen or neither.
    """
    assert transaction.get_connection().in_atomic_block, (
        f"{event.name} was emitted outside a transaction: a crash could part it from its cause."
    )
    subscription = subscription_of(type(event))
    stored = event.to_json()
    for reaction in subscription.now:
        reaction(event)
    for reaction in subscription.later:
        run_reaction.enqueue(reaction=path_of(reaction), event=stored)


@task()
def run_reaction(*, reaction: str, event: dict[str, JsonValue]) -> None:
    """Run one `later` reaction. Only what the table lists is ever called."""
    fact = Event.from_json(event)
    for listed in subscription_of(type(fact)).later:
        if path_of(listed) == reaction:
            listed(fact)
            return
    raise NotInTable(f"{reaction} does not follow {fact.name} in the subscription table.")
