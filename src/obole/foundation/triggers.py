"""Triggers of the database: making them, and seeing which are there."""

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper


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
