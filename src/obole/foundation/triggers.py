"""Triggers of the database: those that keep rows as they are, and seeing which are there."""

from collections.abc import Iterable, Mapping

from django.db.backends.base.base import BaseDatabaseWrapper

Kept = Mapping[str, Mapping[str, str]]
"""For each table whose rows are kept: its columns that can become another, and when.

A condition is SQL about `old` and `new`; a column that is not named never changes.
"""


def run_statements(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    """Run statements that make or drop triggers."""
    with connection.cursor() as cursor:
        for statement in statements:
            # Without parameters nothing in it is taken for a placeholder.
            cursor.execute(statement)


def triggers_of(connection: BaseDatabaseWrapper) -> set[tuple[str, str]]:
    """Return table and name of each trigger that is there and switched on."""
    query = (
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgenabled = 'O'"
        if connection.vendor == "postgresql"
        else "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {(table, name) for table, name in cursor.fetchall()}


def keep_rows(connection: BaseDatabaseWrapper, *, app: str, kept: Kept, refusal: str) -> None:
    """Refuse, whoever writes, that rows are deleted or changed in another way than they can.

    The triggers are made, or made anew: SQLite drops them when a migration remakes a table.
    """
    if connection.vendor == "postgresql":
        run_statements(connection, _postgresql(f"{app}_refuse", kept, refusal))
    else:
        run_statements(connection, _sqlite(connection, kept, refusal))


def unkept_tables(connection: BaseDatabaseWrapper, *, kept: Kept) -> set[str]:
    """Return the tables that lack a trigger: their rows could be changed without a trace."""
    there = {name for _table, name in triggers_of(connection)}
    return {table for table in kept if not {f"{table}_kept", f"{table}_unchanged"} <= there}


def _sqlite(connection: BaseDatabaseWrapper, kept: Kept, refusal: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
    statements = []
    for table, changeable in kept.items():
        with connection.cursor() as cursor:
            columns = connection.introspection.get_table_description(cursor, table)
        names = [each.name for each in columns if each.name not in changeable]
        may = [f'new."{name}" IS old."{name}"' for name in names]
        may += [f"(new.{name} IS old.{name} OR ({when}))" for name, when in changeable.items()]
        unless = f"WHEN NOT ({' AND '.join(may)})" if changeable else ""
        statements += [
            f"DROP TRIGGER IF EXISTS {table}_kept",
            f"DROP TRIGGER IF EXISTS {table}_unchanged",
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} {unless} {refuse}",
        ]
    return statements


def _postgresql(function: str, kept: Kept, refusal: str) -> list[str]:
    statements = [
        f"""
        CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{refusal}'; END $$
        """
    ]
    for table, changeable in kept.items():
        without = "".join(f" - '{name}'" for name in changeable)
        may = [f"to_jsonb(new){without} = to_jsonb(old){without}"]
        may += [
            f"(new.{name} IS NOT DISTINCT FROM old.{name} OR ({when}))"
            for name, when in changeable.items()
        ]
        unless = f"WHEN (NOT ({' AND '.join(may)}))" if changeable else ""
        rows, call = f"ON {table} FOR EACH ROW", f"EXECUTE FUNCTION {function}()"
        statements += [
            f"DROP TRIGGER IF EXISTS {table}_kept ON {table}",
            f"DROP TRIGGER IF EXISTS {table}_unchanged ON {table}",
            f"CREATE TRIGGER {table}_kept BEFORE DELETE {rows} {call}",
            f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE {rows} {unless} {call}",
        ]
    return statements
