"""Triggers that keep the record of decisions as it is, whoever writes to the database.

A decision is never deleted, and of its columns only the free texts can change: to nothing. House
rules that decisions cite are not changed at all.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from obole.foundation.triggers import run_statements, triggers_of

DECISIONS = "comments_decision"
UNCHANGING = ("comments_houserules", "comments_clause")
PURGEABLE = ("facts", "explanation")

_REFUSAL = "The record of moderation is only added to."


def install_guards(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers, or make them anew: SQLite drops them when a migration remakes a table."""
    statements = _postgresql() if connection.vendor == "postgresql" else _sqlite(connection)
    run_statements(connection, statements)


def missing_guards(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the tables that lack a trigger: their rows could be changed without a trace."""
    guarded = {table for table, name in triggers_of(connection) if name.endswith("_kept")}
    return {DECISIONS, *UNCHANGING} - guarded


def _sqlite(connection: BaseDatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, DECISIONS)
    same = [f'new."{each.name}" IS old."{each.name}"' for each in described]
    kept = [each for each in same if not any(f'"{name}"' in each for name in PURGEABLE)]
    purged = [f"(new.{name} = '' OR new.{name} = old.{name})" for name in PURGEABLE]
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    statements = []
    for table in (DECISIONS, *UNCHANGING):
        unless = f"WHEN NOT ({' AND '.join(kept + purged)})" if table == DECISIONS else ""
        statements += [
            f"DROP TRIGGER IF EXISTS {table}_kept",
            f"DROP TRIGGER IF EXISTS {table}_unchanged",
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} {unless} {refuse}",
        ]
    return statements


def _postgresql() -> list[str]:
    without = " - ".join(f"'{name}'" for name in PURGEABLE)
    same = f"to_jsonb(new) - {without} = to_jsonb(old) - {without}"
    purged = " AND ".join(f"new.{name} IN ('', old.{name})" for name in PURGEABLE)
    statements = [
        f"""
        CREATE OR REPLACE FUNCTION comments_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$
        """
    ]
    for table in (DECISIONS, *UNCHANGING):
        unless = f"WHEN (NOT ({same} AND {purged}))" if table == DECISIONS else ""
        call = "FOR EACH ROW {} EXECUTE FUNCTION comments_refuse()"
        statements += [
            f"DROP TRIGGER IF EXISTS {table}_kept ON {table}",
            f"DROP TRIGGER IF EXISTS {table}_unchanged ON {table}",
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} {call.format('')}",
            f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} {call.format(unless)}",
        ]
    return statements
