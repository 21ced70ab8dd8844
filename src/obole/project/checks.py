"""System checks: what `obole manage check` warns of before anything breaks."""

import sqlite3
from typing import Any

from django.conf import settings
from django.core import checks

# https://sqlite.org/wal.html#walresetbug: before it, and with many writers, commits could be lost.
SAFE_SQLITE = (3, 51, 3)


@checks.register(checks.Tags.compatibility)
def sqlite_is_safe(**_: Any) -> list[checks.CheckMessage]:
    """Warn of an SQLite that can lose commits."""
    uses_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    if not uses_sqlite or sqlite3.sqlite_version_info >= SAFE_SQLITE:
        return []
    return [
        checks.Warning(
            f"SQLite {sqlite3.sqlite_version} can lose commits when several processes write.",
            hint="Install the package pysqlite3 (Linux, Python 3.11 to 3.13), or use PostgreSQL.",
            id="obole.W001",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def debug_is_off(**_: Any) -> list[checks.CheckMessage]:
    """Warn of errors that are shown in full to readers."""
    if not (settings.DEBUG and settings.ENVIRONMENT.is_secure):
        return []
    return [
        checks.Warning(
            "Errors are shown in full on a site that readers reach.",
            hint="Set debug = false in obole.toml.",
            id="obole.W002",
        )
    ]
