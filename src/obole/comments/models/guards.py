"""Triggers that keep the record of decisions as it is, whoever writes to the database.

A decision is never deleted, and of its columns only the free texts can change: to nothing. House
rules that decisions cite are not changed at all.
"""

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

from obole.foundation.triggers import Kept, keep_rows, unkept_tables

KEPT: Final[Kept] = {
    "comments_decision": {"facts": "new.facts = ''", "explanation": "new.explanation = ''"},
    "comments_houserules": {},
    "comments_clause": {},
}

_REFUSAL: Final = "The record of moderation is only added to."


def install_guards(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers, or make them anew: SQLite drops them when a migration remakes a table."""
    keep_rows(connection, app="comments", kept=KEPT, refusal=_REFUSAL)


def missing_guards(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the tables that lack a trigger: their rows could be changed without a trace."""
    return unkept_tables(connection, kept=KEPT)
