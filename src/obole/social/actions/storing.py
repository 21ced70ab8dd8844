"""Rows of many deliveries, in one statement however many they are.

Written out: an article that is published has a row for each channel, its headline another, and
putting such a statement together takes Django five times as long as the database takes to run it.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper

from obole.social.models import Delivery

_ALL: Final = tuple(
    each.attname for each in Delivery._meta.get_fields() if each.concrete and not each.primary_key
)


def add_deliveries(*, deliveries: Sequence[Delivery]) -> None:
    """Insert new deliveries, all or none. Their numbers stay unknown to who holds them."""
    connection = connections[router.db_for_write(Delivery)]
    columns = ", ".join(map(_column, _ALL))
    marks = ", ".join(["%s"] * len(_ALL))
    statement = f"INSERT INTO {Delivery._meta.db_table} ({columns}) VALUES ({marks})"  # noqa: S608 - names of ours
    _run(connection, statement, deliveries, _ALL)


def rewrite_deliveries(*, deliveries: Sequence[Delivery], names: Sequence[str]) -> None:
    """Write these columns of deliveries that the caller has locked."""
    connection = connections[router.db_for_write(Delivery)]
    columns = ", ".join(f"{_column(each)} = %s" for each in names)
    statement = f"UPDATE {Delivery._meta.db_table} SET {columns} WHERE id = %s"  # noqa: S608 - names of ours
    _run(connection, statement, deliveries, (*names, "id"))


def _run(
    connection: BaseDatabaseWrapper,
    statement: str,
    deliveries: Sequence[Delivery],
    names: Sequence[str],
) -> None:
    if not deliveries:
        return
    columns = [_values(each, deliveries, connection) for each in names]
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(zip(*columns, strict=True)))


def _values(
    name: str, deliveries: Sequence[Delivery], connection: BaseDatabaseWrapper
) -> list[Any]:
    """Return a column as the database takes it; what several rows share is converted once."""
    convert: Callable[[Any, BaseDatabaseWrapper], Any] = Delivery._meta.get_field(
        name
    ).get_db_prep_save
    values = [getattr(each, name) for each in deliveries]
    # By the object, not by what it is equal to: 1 is equal to True.
    distinct = {id(value): value for value in values}
    converted = {number: convert(value, connection) for number, value in distinct.items()}
    return [converted[id(value)] for value in values]


def _column(name: str) -> str:
    column: str = Delivery._meta.get_field(name).column
    return column
