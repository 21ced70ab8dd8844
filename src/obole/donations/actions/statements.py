"""A bank statement is read: its new lines are kept, whole or not at all."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from obole.accounts.models import User
from obole.donations.models import Statement, StatementLine
from obole.donations.queries.house import donation_settings
from obole.donations.rules.statements import (
    AccountPart,
    BankLine,
    Columns,
    Problem,
    StatementFile,
    UnreadableStatement,
    read_file,
)
from obole.donations.rules.statements.lines import is_same_account, keyed_lines
from obole.kernel.text import clean

# Where a file does not say what its amounts are.
CURRENCY = "EUR"
# So many rows in one statement of SQL.
_AT_ONCE = 500


class StatementUsed(Exception):
    """Something was decided about lines of the statement: it can't be taken away any more."""


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """A file that is good, before it is kept."""

    name: str
    digest: str
    file_format: str
    account: str
    lines: Sequence[BankLine]


def read_statement(
    *, name: str, content: bytes, by: User | None, now: datetime, columns: Columns | None = None
) -> Statement:
    """Keep the lines of a bank's file that are not known yet, and return the statement.

    The same file again returns the statement that was made of it, and adds nothing. Lines that
    stand in an earlier file are known. Raise UnreadableStatement, ColumnsUnknown of it; then
    nothing was kept.
    """
    digest = hashlib.sha256(content).hexdigest()
    known = Statement.objects.filter(file_digest=digest).first()
    if known is not None:
        return known
    ours = donation_settings().iban.replace(" ", "").upper()
    # Reading is slow and needs no database: others write meanwhile.
    found = read_file(content, currency=CURRENCY, columns=columns)
    part = _our_part(found, ours=ours)
    reading = _Reading(
        name=clean(name)[:200],
        digest=digest,
        file_format=found.file_format,
        account=ours or part.account,
        lines=part.lines,
    )
    try:
        return _keep(reading, by=by, now=now)
    except IntegrityError:
        # Another worker kept the same file, or one with the same lines, at the same moment.
        return Statement.objects.filter(file_digest=digest).first() or _keep(
            reading, by=by, now=now
        )


@transaction.atomic
def forget_statement(*, statement: Statement) -> None:
    """Take a statement away with its lines: the wrong file, or columns that were mixed up.

    Raise StatementUsed once something was decided about a line, even if it was undone.
    """
    lines = StatementLine.objects.select_for_update().filter(statement=statement)
    for line in lines:
        if line.state != StatementLine.State.OPEN or line.tries:
            raise StatementUsed(f"{line} was decided about.")
    lines.delete()
    statement.delete()


def _our_part(found: StatementFile, *, ours: str) -> AccountPart:
    """Return the part of our account; parts of one account that follow one another are joined."""
    parts = [
        part
        for part in found.parts
        if not ours or not part.account or is_same_account(part.account, ours)
    ]
    if not parts:
        others = ", ".join(dict.fromkeys(part.account for part in found.parts))
        raise UnreadableStatement(Problem.OTHER_ACCOUNT, found=others)
    if len({part.account for part in parts}) > 1:
        raise UnreadableStatement(Problem.SEVERAL_ACCOUNTS)
    if len({part.currency for part in parts}) > 1:
        raise UnreadableStatement(Problem.CURRENCY)
    return AccountPart(
        account=parts[0].account,
        currency=parts[0].currency,
        lines=tuple(line for part in parts for line in part.lines),
    )


@transaction.atomic
def _keep(reading: _Reading, *, by: User | None, now: datetime) -> Statement:
    keyed = dict(keyed_lines(reading.lines, account=reading.account))
    days = [line.day for line in reading.lines]
    statement = Statement.objects.create(
        file_name=reading.name,
        file_digest=reading.digest,
        file_format=reading.file_format,
        account=reading.account,
        read_at=now,
        read_by=by,
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        lines_in_file=len(keyed),
    )
    new = set(keyed) - _known_keys(list(keyed))
    StatementLine.objects.bulk_create(
        (_row(statement, key, line) for key, line in keyed.items() if key in new),
        batch_size=_AT_ONCE,
    )
    statement.lines_added = len(new)
    statement.save(update_fields=["lines_added"])
    return statement


def _known_keys(keys: Sequence[str]) -> set[str]:
    known: set[str] = set()
    for start in range(0, len(keys), _AT_ONCE):
        some = StatementLine.objects.filter(key__in=keys[start : start + _AT_ONCE])
        known.update(some.values_list("key", flat=True))
    return known


def _row(statement: Statement, key: str, line: BankLine) -> StatementLine:
    return StatementLine(
        statement=statement,
        key=key,
        day=line.day,
        amount_minor_units=line.amount.minor_units,
        currency=line.amount.currency,
        payer=line.payer,
        payer_iban=line.payer_iban,
        text=line.text,
        reference=line.reference[:60],
    )
