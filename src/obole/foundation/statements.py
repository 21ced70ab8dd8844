"""Pieces of SQL for statements that are written out."""

from collections.abc import Collection


def places(values: Collection[object]) -> str:
    """Return a place for each value, as in `IN (...)` or `VALUES (...)`."""
    return ", ".join(["%s"] * len(values))
