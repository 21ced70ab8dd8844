"""Stages that go through rows instead of the journal."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

from obole.portability.actions.work import Work

RowT = TypeVar("RowT", bound=Model)


def take_rows(
    work: Work, rows: "QuerySet[RowT]", *, limit: int, handle: Callable[[Sequence[RowT]], None]
) -> bool:
    """Hand the next rows on, by their number, in one transaction; return whether there were any."""
    with transaction.atomic():
        portion = list(rows.filter(pk__gt=work.run.position).order_by("pk")[:limit])
        if not portion:
            return False
        work.move(position=portion[-1].pk)
        handle(portion)
    return True
