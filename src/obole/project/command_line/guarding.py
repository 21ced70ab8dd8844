"""What the commands `guard` have in common: making the triggers of an app anew."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


def make_anew(install_guards: "Callable[[BaseDatabaseWrapper], None]") -> None:
    """Make the triggers of an app, all of them or none."""
    from django.db import connection, transaction

    with transaction.atomic():
        install_guards(connection)
