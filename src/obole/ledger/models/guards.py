"""Triggers that keep the books right, whoever writes to the database.

Lines are written before their entry; the foreign key waits for the end of the transaction. The
trigger of the entry then sees all of its lines: it is refused unless they sum to zero in each
currency, its number is the next one, and its year is open. From then on, lines for it are refused.
So no entry that was committed is out of balance, on SQLite too, whose triggers cannot be deferred.
"""

from collections.abc import Sequence
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

from obole.foundation.triggers import run_statements, triggers_of

KEPT: Final = ("ledger_entry", "ledger_line", "ledger_closedyear")
"""Tables whose rows are neither changed nor deleted."""
ACCOUNTS: Final = "ledger_account"
"""Accounts can be renamed, and that is all."""

PEN: Final = 0x0B01E_B00C5
"""The number of the advisory lock that whoever writes an entry holds on PostgreSQL."""

_KEPT_REFUSAL: Final = "The books are only added to."

_BAD_LINE: Final = """
    EXISTS (SELECT 1 FROM ledger_entry WHERE number = NEW.entry_id)
"""
_UNBALANCED: Final = """
    NOT EXISTS (SELECT 1 FROM ledger_line WHERE entry_id = NEW.number AND debit + credit > 0)
    OR EXISTS (
        SELECT 1 FROM ledger_line WHERE entry_id = NEW.number
        GROUP BY currency HAVING sum(debit) <> sum(credit)
    )
"""
_REPLACED_ROWS: Final = (
    (ACCOUNTS, "EXISTS (SELECT 1 FROM ledger_account WHERE code = NEW.code)"),
    ("ledger_closedyear", "EXISTS (SELECT 1 FROM ledger_closedyear WHERE year = NEW.year)"),
)
_CLOSED: Final = """
    EXISTS (SELECT 1 FROM ledger_closedyear WHERE year >= extract(year FROM NEW.day))
"""
_GAP: Final = "NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM ledger_entry)"


def install_guards(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers, or make them anew: SQLite drops them when a migration remakes a table."""
    statements = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    remove_guards(connection)
    run_statements(connection, statements)


def remove_guards(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for tests that empty their tables, and for nothing else."""
    with connection.cursor() as cursor:
        for table, name in sorted(_wanted(connection)):
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def missing_guards(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the tables that lack a trigger: their rows could be changed without a trace."""
    return {table for table, _ in _wanted(connection) - triggers_of(connection)}


def _wanted(connection: BaseDatabaseWrapper) -> set[tuple[str, str]]:
    wanted = {(table, f"{table}_{verb}") for table in KEPT for verb in ("kept", "unchanged")}
    wanted |= {(ACCOUNTS, f"{ACCOUNTS}_kept"), (ACCOUNTS, f"{ACCOUNTS}_unchanged")}
    wanted |= {("ledger_entry", "ledger_entry_admitted"), ("ledger_line", "ledger_line_admitted")}
    if connection.vendor == "sqlite":
        wanted |= {(table, f"{table}_admitted") for table, _ in _REPLACED_ROWS}
    if connection.vendor == "postgresql":
        wanted |= {(table, f"{table}_not_emptied") for table in (*KEPT, ACCOUNTS)}
    return wanted


# INSERT OR REPLACE deletes what it replaces without asking the triggers of deletion.
_REPLACED_LINE: Final = "EXISTS (SELECT 1 FROM ledger_line WHERE id = NEW.id)"
_REPLACED_ENTRY: Final = """EXISTS (
    SELECT 1 FROM ledger_entry WHERE reference = NEW.reference OR reverses_id = NEW.reverses_id
)"""
# SQLite stores what it is given: a text is no smaller than 0.
_NO_INTEGERS: Final = "NOT (typeof(NEW.debit) = 'integer' AND typeof(NEW.credit) = 'integer')"
_SQLITE_CLOSED: Final = """EXISTS (
    SELECT 1 FROM ledger_closedyear WHERE year >= CAST(strftime('%Y', NEW.day) AS INTEGER)
)"""
_SQLITE_LINES: Final = (
    (_BAD_LINE, "The entry of this line is complete."),
    (_REPLACED_LINE, _KEPT_REFUSAL),
    (_NO_INTEGERS, "An amount is a whole number."),
    ("NEW.currency NOT GLOB '[A-Z][A-Z][A-Z]'", "A currency has three letters."),
)
_SQLITE_ENTRIES: Final = (
    (_GAP, "Numbers of entries have no gap."),
    (_REPLACED_ENTRY, _KEPT_REFUSAL),
    ("NEW.day IS NOT date(NEW.day)", "An entry has a day."),
    (_UNBALANCED, "Debit and credit of the entry differ."),
    (_SQLITE_CLOSED, "The year of the entry is closed."),
)


def _sqlite() -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_KEPT_REFUSAL}'); END"
    statements = []
    for table in (*KEPT, ACCOUNTS):
        changed = "" if table != ACCOUNTS else "OF code, kind "
        statements += [
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE {changed}ON {table} {refuse}",
        ]
    return [
        *statements,
        *(_sqlite_checks(table, [(row, _KEPT_REFUSAL)]) for table, row in _REPLACED_ROWS),
        _sqlite_checks("ledger_line", _SQLITE_LINES),
        _sqlite_checks("ledger_entry", _SQLITE_ENTRIES),
    ]


def _sqlite_checks(table: str, checks: Sequence[tuple[str, str]]) -> str:
    selects = " ".join(
        f"SELECT RAISE(ABORT, '{refusal}') WHERE {condition};" for condition, refusal in checks
    )
    return f"CREATE TRIGGER {table}_admitted BEFORE INSERT ON {table} BEGIN {selects} END"


def _postgresql() -> list[str]:
    # Whoever adds lines waits for whoever is writing an entry: else lines could slip into it.
    line = f"""
        PERFORM pg_advisory_xact_lock({PEN});
        IF {_BAD_LINE} THEN RAISE EXCEPTION 'The entry of this line is complete.'; END IF;
        IF NEW.currency !~ '^[A-Z]{{3}}$'
        THEN RAISE EXCEPTION 'A currency has three letters.'; END IF;
    """
    entry = f"""
        PERFORM pg_advisory_xact_lock({PEN});
        IF {_GAP} THEN RAISE EXCEPTION 'Numbers of entries have no gap.'; END IF;
        IF {_UNBALANCED} THEN RAISE EXCEPTION 'Debit and credit of the entry differ.'; END IF;
        IF {_CLOSED} THEN RAISE EXCEPTION 'The year of the entry is closed.'; END IF;
    """
    statements = [
        _function("ledger_refuse", f"RAISE EXCEPTION '{_KEPT_REFUSAL}';"),
        _function("ledger_admit_line", f"{line} RETURN NEW;"),
        _function("ledger_admit_entry", f"{entry} RETURN NEW;"),
    ]
    refuse = "EXECUTE FUNCTION ledger_refuse()"
    for table in (*KEPT, ACCOUNTS):
        changed = "" if table != ACCOUNTS else "OF code, kind "
        on_row = f"ON {table} FOR EACH ROW {refuse}"
        statements += [
            f"CREATE TRIGGER {table}_kept BEFORE DELETE {on_row}",
            f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE {changed}{on_row}",
            f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} {refuse}",
        ]
    for table, word in (("ledger_line", "line"), ("ledger_entry", "entry")):
        statements.append(
            f"CREATE TRIGGER {table}_admitted BEFORE INSERT ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION ledger_admit_{word}()"
        )
    return statements


def _function(name: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {body} END $$"
    )
