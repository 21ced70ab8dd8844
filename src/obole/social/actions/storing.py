"""Rows of many deliveries, in one statement however many they are.

Written out: an article that is published has a row for each channel, its new headline another, and
making objects and a statement of them takes Django five times as long as the database takes to run
it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import connections, router

from obole.foundation.statements import places
from obole.social.models import Delivery

_FIELDS: Final = {
    each.attname: each
    for each in Delivery._meta.get_fields()
    if each.concrete and not each.primary_key
}


def add_deliveries(*, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert deliveries, all or none. Each is given by its columns, as `Delivery(**row)` would be.

    What is not given is what the model says. Their numbers stay unknown.
    """
    names = list(_FIELDS)
    columns = ", ".join(str(_FIELDS[each].column) for each in names)
    statement = f"INSERT INTO {Delivery._meta.db_table} ({columns}) VALUES ({places(names)})"  # noqa: S608 - names of ours
    _run(statement, [_converted(each, rows) for each in names])


def rewrite_deliveries(*, deliveries: Sequence[Delivery], names: Sequence[str]) -> None:
    """Write these columns of deliveries that the caller has locked."""
    columns = ", ".join(f"{_FIELDS[each].column} = %s" for each in names)
    statement = f"UPDATE {Delivery._meta.db_table} SET {columns} WHERE id = %s"  # noqa: S608 - names of ours
    rows = [vars(each) for each in deliveries]
    _run(statement, [*(_converted(each, rows) for each in names), [each.pk for each in deliveries]])


def _run(statement: str, columns: Sequence[Sequence[Any]]) -> None:
    rows = list(zip(*columns, strict=True))
    if rows:
        with connections[router.db_for_write(Delivery)].cursor() as cursor:
            cursor.executemany(statement, rows)


def _converted(name: str, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Return a column as the database takes it; what several rows share is converted once."""
    field = _FIELDS[name]
    connection = connections[router.db_for_write(Delivery)]
    default = field.get_default()
    values = [row.get(name, default) for row in rows]
    # By the object, not by what it is equal to: 1 is equal to True.
    distinct = {id(value): value for value in values}
    converted = {
        number: field.get_db_prep_save(value, connection) for number, value in distinct.items()
    }
    return [converted[id(value)] for value in values]
