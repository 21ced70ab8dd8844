"""Triggers that keep what was issued as it is, whoever writes to the database.

Nothing is deleted. Of a receipt three things can still happen, each once: its PDF is noted, it is
made void, its words are purged when the law no longer asks for them. A line of a receipt can stop
being valid. Decisions and signatures never change.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from obole.foundation.triggers import run_statements, triggers_of

RECEIPTS = "receipts_receipt"
LINES = "receipts_receiptgift"
UNCHANGING = ("receipts_issuingdecision", "receipts_signature")
TABLES = (RECEIPTS, LINES, *UNCHANGING)

PURGED = "(old.purged_at IS NULL AND new.purged_at IS NOT NULL)"
# Column: when it may be another than before, besides being the same.
CHANGEABLE = {
    RECEIPTS: {
        "pdf_name": f"old.pdf_name = '' OR (new.pdf_name = '' AND {PURGED})",
        "pdf_sha256": "old.pdf_sha256 = ''",
        "voided_at": "old.voided_at IS NULL",
        "voided_by": "old.voided_at IS NULL AND new.voided_at IS NOT NULL",
        "void_reason": "old.voided_at IS NULL AND new.voided_at IS NOT NULL",
        "sheet": f"new.sheet = '{{}}' AND {PURGED}",
        "signature_id": f"new.signature_id IS NULL AND {PURGED}",
        "purged_at": "old.purged_at IS NULL",
    },
    LINES: {"is_valid": "old.is_valid AND NOT new.is_valid"},
}

_REFUSAL = "What was issued stays as it is."


def install_guards(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers, or make them anew: SQLite drops them when a migration remakes a table."""
    statements = _postgresql() if connection.vendor == "postgresql" else _sqlite(connection)
    run_statements(connection, statements)


def missing_guards(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the tables that lack a trigger: their rows could be changed without a trace."""
    there = {name for _table, name in triggers_of(connection)}
    return {each for each in TABLES if not {f"{each}_kept", f"{each}_unchanged"} <= there}


def _changes(table: str, is_same: str) -> str:
    """Return the condition under which a change of the table's rows is one that may be."""
    allowed = CHANGEABLE.get(table, {})
    conditions = [
        f"({is_same.format(name=name)} OR ({condition}))" for name, condition in allowed.items()
    ]
    return " AND ".join(conditions) or "TRUE"


def _sqlite(connection: BaseDatabaseWrapper) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    statements = []
    for table in TABLES:
        with connection.cursor() as cursor:
            described = connection.introspection.get_table_description(cursor, table)
        names = [each.name for each in described if each.name not in CHANGEABLE.get(table, {})]
        same = [f'new."{name}" IS old."{name}"' for name in names]
        may = [*same, _changes(table, "new.{name} IS old.{name}")]
        unless = f"WHEN NOT ({' AND '.join(may)})" if table in CHANGEABLE else ""
        statements += [
            f"DROP TRIGGER IF EXISTS {table}_kept",
            f"DROP TRIGGER IF EXISTS {table}_unchanged",
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} {unless} {refuse}",
        ]
    return statements


def _postgresql() -> list[str]:
    statements = [
        f"""
        CREATE OR REPLACE FUNCTION receipts_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$
        """
    ]
    for table in TABLES:
        without = "".join(f" - '{name}'" for name in CHANGEABLE.get(table, {}))
        same = f"to_jsonb(new){without} = to_jsonb(old){without}"
        may = f"{same} AND {_changes(table, 'new.{name} IS NOT DISTINCT FROM old.{name}')}"
        unless = f"WHEN (NOT ({may}))" if table in CHANGEABLE else ""
        call = "FOR EACH ROW {} EXECUTE FUNCTION receipts_refuse()"
        statements += [
            f"DROP TRIGGER IF EXISTS {table}_kept ON {table}",
            f"DROP TRIGGER IF EXISTS {table}_unchanged ON {table}",
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} {call.format('')}",
            f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} {call.format(unless)}",
        ]
    return statements
