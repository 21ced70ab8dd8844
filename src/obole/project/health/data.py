"""The data: databases, migrations, static files."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connections

from obole.project import databases, static_files
from obole.project.environment import Environment
from obole.project.health.findings import Finding, broken, well


def database(_environment: Environment, _now: datetime) -> Iterator[Finding]:
    """Look whether each database answers and is whole."""
    for alias in connections:
        connection = connections[alias]
        with connection.cursor() as cursor:
            if connection.vendor != "sqlite":
                cursor.execute("SELECT 1")
                yield well("Database", f"{alias} answers")
                continue
            cursor.execute("PRAGMA integrity_check(10)")
            answers = [str(row[0]) for row in cursor.fetchall()]
            cursor.execute("PRAGMA foreign_key_check")
            orphans = len(cursor.fetchall())
        if answers != ["ok"]:
            yield broken(
                "Database",
                f"{alias} is damaged ({answers[0]})",
                "Stop the site and restore its latest backup.",
            )
        elif orphans:
            yield broken(
                "Database",
                f"{orphans} rows of {alias} point to rows that are gone",
                "Keep a copy, then restore the latest backup or report it.",
            )
        else:
            yield well("Database", f"{alias} is whole")


def migrations(_environment: Environment, _now: datetime) -> Iterator[Finding]:
    """Look whether the databases have the form that this version needs."""
    pending = databases.pending_migrations()
    if pending:
        yield broken(
            "Migrations", f"{len(pending)} are pending", "Back the site up, then: obole upgrade"
        )
    else:
        yield well("Migrations", "all applied")


def static_files_collected(_environment: Environment, _now: datetime) -> Iterator[Finding]:
    """Look whether style sheets and scripts are those of this version."""
    if static_files.is_collected():
        yield well("Static files", "collected")
    else:
        yield broken("Static files", "those of another version", "Run: obole upgrade")
