"""What all decisions about a line of a bank statement share: the lock, the entry, who and when."""

from datetime import datetime
from typing import Final

from django.db import transaction

from obole.accounts.models import User
from obole.donations.models import StatementLine
from obole.ledger.actions.posting import post_entry
from obole.ledger.models import Entry
from obole.ledger.queries.years import open_day
from obole.ledger.rules.chart import BANK
from obole.ledger.rules.drafts import Draft, Posting

Kind = StatementLine.Kind
State = StatementLine.State
SOURCE: Final = "statement"


class LineDecided(Exception):
    """Somebody has decided about this line meanwhile."""


class NothingDecided(Exception):
    """Nothing was decided about this line: there is nothing to undo."""


class WrongDirection(ValueError):
    """Money that came can't be money that went, nor the other way round."""


class OtherAmount(ValueError):
    """What the line is said to be comes to another amount; both are in the books to the cent."""


class EntryFound(ValueError):
    """Another line of a statement is this entry already."""


def locked_line(
    line: StatementLine, *, comes: bool | None = None, also: State | None = None
) -> StatementLine:
    """Return the line as it stands now; nobody else decides until the transaction ends.

    `comes` is whether money must have come or gone, `also` a state besides open in which the
    decision can be made. Raise LineDecided or WrongDirection.
    """
    locked = StatementLine.objects.select_for_update().get(pk=line.pk)
    if locked.state not in (State.OPEN, also):
        raise LineDecided(f"{locked} was decided about.")
    if comes is not None and comes is locked.amount.is_negative:
        raise WrongDirection(f"{locked} goes the other way.")
    return locked


def check_free(entry: Entry) -> None:
    """Raise EntryFound if a line of a statement is this entry."""
    if StatementLine.objects.filter(entry=entry).exists():
        raise EntryFound(f"Entry {entry.number} was found on another line.")


def post_against(
    line: StatementLine, *, kind: str, account: str, text: str, now: datetime
) -> Entry:
    """Post what came to the bank, from another account of the books."""
    again = f":{line.tries}" if line.tries else ""
    draft = Draft(
        reference=f"{SOURCE}:{kind}:{line.key}{again}",
        kind=kind,
        day=open_day(day=line.day),
        text=text,
        postings=(
            Posting(account=BANK, amount=line.amount),
            Posting(account=account, amount=-line.amount),
        ),
    )
    return post_entry(draft=draft, now=now)


def decide(
    line: StatementLine,
    *,
    kind: Kind,
    entry: Entry | None,
    by: User,
    now: datetime,
    state: State = State.MATCHED,
) -> StatementLine:
    """Keep what a line is, who said so and when."""
    assert transaction.get_connection().in_atomic_block, "A decision outside a transaction."
    line.kind = kind
    line.state = state
    line.entry = entry
    line.decided_by = by
    line.decided_at = now
    line.save()
    return line
