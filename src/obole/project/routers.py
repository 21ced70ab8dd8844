"""Which tables live in which SQLite file."""

from typing import Any

from django.db.models import Model

# Written at every request or attempt, and worth nothing tomorrow.
TRANSIENT_APPS = frozenset({"sessions", "axes", "limits"})


class TransientRouter:
    """Sends sessions, lock-outs and counts of requests to the second file."""

    def db_for_read(self, model: type[Model], **_hints: Any) -> str:
        """Return the alias of the file that holds this model's rows."""
        return "transient" if model._meta.app_label in TRANSIENT_APPS else "default"

    def db_for_write(self, model: type[Model], **_hints: Any) -> str:
        """Return the alias of the file that holds this model's rows."""
        return self.db_for_read(model)

    def allow_migrate(self, db: str, app_label: str, **_hints: Any) -> bool:
        """Tell whether the tables of this app belong in this file."""
        return (db == "transient") == (app_label in TRANSIENT_APPS)
