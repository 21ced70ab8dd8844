"""The inbox: what comes in is stored before it is handled, so that a crash loses nothing.

Who handles what is the table `obole/project/incoming.py`, a floor above, handed down at start.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django_tasks import task

from obole.foundation import clock
from obole.foundation.models import InboxMessage

# As long as a donor's bank may take a debit back as unauthorised: by then nobody asks any more.
KEEP_BODIES = timedelta(days=90)
EMPTIED_AT_ONCE = 1_000
# Every attempt of the task is over after a day; what is older has been given up.
GIVEN_UP_AFTER = timedelta(days=1)


class NobodyExpects(LookupError):
    """No line of the table takes messages from this source."""


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """One line of the table: who handles what comes from a source.

    `handle` may be called again for the same message: a crash can fall between its work and the
    note that it was done. It may go over the network.
    """

    source: str
    handle: Callable[[InboxMessage], None]


_table: dict[str, Incoming] = {}


def install(lines: Iterable[Incoming]) -> None:
    """Make this the table of the process."""
    _table.clear()
    _table.update({line.source: line for line in lines})


def lines() -> list[Incoming]:
    """Return the installed table, in its order."""
    return list(_table.values())


def handler_of(source: str) -> Callable[[InboxMessage], None]:
    """Return who handles messages of `source`: what stands before its colon counts."""
    name = source.partition(":")[0]
    try:
        return _table[name].handle
    except KeyError:
        raise NobodyExpects(f"Nobody expects messages from {name!r}.") from None


@transaction.atomic
def store_message(
    *, source: str, key: str, body: bytes, headers: Mapping[str, str], now: datetime
) -> bool:
    """Store a message and the task that handles it; False if it is known already.

    A sender who asks again although it was stored is answered as if it were new.
    """
    handler_of(source)
    message, is_new = InboxMessage.objects.get_or_create(
        source=source,
        key=key,
        defaults={"body": body, "headers": dict(headers), "received_at": now},
    )
    if is_new:
        handle_message.enqueue(message_id=message.pk)
    return is_new


@task()
def handle_message(*, message_id: int) -> None:
    """Hand a message to who handles it, unless that was done."""
    message = InboxMessage.objects.get(pk=message_id)
    if message.handled_at is not None:
        return
    this_one = InboxMessage.objects.filter(pk=message_id)
    try:
        handler_of(message.source)(message)
    except Exception as error:
        this_one.update(problem=f"{type(error).__name__}: {error}"[:300])
        raise
    this_one.update(handled_at=clock.now(), problem="")


@transaction.atomic
def try_message(*, message: InboxMessage) -> bool:
    """Give one message a new task; False if it was handled meanwhile."""
    if InboxMessage.objects.filter(pk=message.pk, handled_at=None).exists():
        handle_message.enqueue(message_id=message.pk)
        return True
    return False


@transaction.atomic
def try_given_up(*, now: datetime) -> int:
    """Give messages whose task gave up a new one; return how many."""
    old = InboxMessage.objects.filter(handled_at=None, received_at__lt=now - GIVEN_UP_AFTER)
    keys = list(old.exclude(body=b"").order_by("pk").values_list("pk", flat=True)[:EMPTIED_AT_ONCE])
    for key in keys:
        handle_message.enqueue(message_id=key)
    return len(keys)


def forget_bodies(*, now: datetime) -> int:
    """Empty messages that came long ago, for what they say of people; return how many.

    Their keys stay: a message that is repeated after a year is still known.
    """
    old = InboxMessage.objects.filter(received_at__lt=now - KEEP_BODIES).exclude(body=b"")
    keys = list(old.order_by("pk").values_list("pk", flat=True)[:EMPTIED_AT_ONCE])
    return InboxMessage.objects.filter(pk__in=keys).update(body=b"", headers={})
