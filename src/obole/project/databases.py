"""Bringing the databases to the state that this version of the program needs."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from obole.project.routers import TRANSIENT_APPS
from obole.project.site_folder import PRIVATE_FILE_MODE

# Migrations make a million objects that live to the end; looking through them again and again
# doubled the time of a new site (26 seconds of computing instead of 12, Wagtail 8.0.1).
_COLLECT_AFTER_OBJECTS = 200_000


def migrate(*, is_new: bool = False) -> None:
    """Apply all migrations; on a new site without waiting for the disk at each of them."""
    with few_collections():
        for alias in connections:
            with _disk_at_the_end(alias) if is_new else _as_always():
                _migrate_one(alias)


def refresh_statistics() -> None:
    """Let SQLite look at the sizes of its tables, where they have changed much.

    Without it the planner reads all pages to find the three sections: with 100,000 articles a
    page took three times as long. PostgreSQL does it by itself.
    """
    for alias in connections:
        connection = connections[alias]
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                # All tables, not only those that this connection has asked; a few rows of each.
                cursor.execute("PRAGMA optimize=0x10002")


def pending_migrations() -> list[str]:
    """Return the migrations that are not applied, as `app.name`."""
    pending = []
    for alias in connections:
        executor = MigrationExecutor(connections[alias])
        targets = [node for node in executor.loader.graph.leaf_nodes() if _belongs(node[0], alias)]
        plan = executor.migration_plan(targets)
        pending += [str(migration) for migration, _ in plan]
    return pending


def _migrate_one(alias: str) -> None:
    if alias == "default":
        call_command("migrate", database=alias, verbosity=0, skip_checks=True)
        return
    # The second file holds these apps only. Walking through all other migrations without
    # applying them would take as long as applying them.
    for app in sorted(TRANSIENT_APPS):
        call_command("migrate", app, database=alias, verbosity=0, skip_checks=True)


def _belongs(app: str, alias: str) -> bool:
    return alias == "default" or app in TRANSIENT_APPS


@contextmanager
def few_collections() -> Iterator[None]:
    """Let Python look for unused objects seldom, for work that makes very many."""
    before = gc.get_threshold()
    gc.set_threshold(_COLLECT_AFTER_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def _as_always() -> Iterator[None]:
    yield


@contextmanager
def _disk_at_the_end(alias: str) -> Iterator[None]:
    """Write a new SQLite file at full speed, then put it on the disk as a whole.

    After a crash in between, the site is still marked as being made, and is made anew.
    """
    connection = connections[alias]
    if connection.vendor != "sqlite":
        yield
        return
    # Made here so that nobody else on the machine can read it; its journals inherit the mode.
    Path(connection.settings_dict["NAME"]).touch(mode=PRIVATE_FILE_MODE)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        yield
        cursor.execute("PRAGMA synchronous=FULL")
        # In FULL, a checkpoint syncs the file.
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
