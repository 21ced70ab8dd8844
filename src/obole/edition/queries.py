"""What is baked, what has changed since a moment, and what an address is made of."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import connection
from django.db.models import Max, Min, QuerySet, Sum

from obole.edition.models import BakedPage, Mark
from obole.foundation.statements import places

# SQLite takes many more values in one query; PostgreSQL plans short lists better.
NAMES_AT_ONCE = 500


def moment() -> str:
    """Return what `has_changed_since` compares with: which changes are committed now."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_snapshot()::text")
            return str(cursor.fetchone()[0])
    return str(Mark.objects.aggregate(latest=Max("pk"))["latest"] or 0)


def has_changed_since(moment: str, *, ingredients: Collection[str]) -> bool:
    """Tell whether a change of one of these was committed after the moment.

    On PostgreSQL a transaction that began before the moment may be committed after it: keys and
    times say nothing there, its snapshots do.
    """
    return any(_is_marked_since(moment, some) for some in portions(ingredients))


def _is_marked_since(moment: str, names: Sequence[str]) -> bool:
    # Asked before each answer, and written out: to put it together takes Django six times as long
    # as the database needs for it.
    since, value = "id > %s", int(moment) if moment.isdigit() else moment
    if connection.vendor == "postgresql":
        since = "NOT pg_visible_in_snapshot(transaction_id::text::xid8, %s::pg_snapshot)"
    table = connection.ops.quote_name(Mark._meta.db_table)
    sql = f"SELECT 1 FROM {table} WHERE {since} AND ingredient IN ({places(names)}) LIMIT 1"  # noqa: S608 - constants
    with connection.cursor() as cursor:
        cursor.execute(sql, [value, *names])
        return cursor.fetchone() is not None


def fresh_pages(*, ingredients: Collection[str]) -> dict[int, str]:
    """Return key and path of the pages that are in the tree and used one of these."""
    fresh = BakedPage.objects.filter(is_stale=False)
    found: dict[int, str] = {}
    for some in portions(ingredients):
        found.update(fresh.filter(ingredients__ingredient__in=some).values_list("pk", "path"))
    return found


def stale_pages() -> QuerySet[BakedPage]:
    """Return the pages to bake again, the most read first."""
    return BakedPage.objects.filter(is_stale=True).order_by("-reads", "pk")


def portions(names: Iterable[str]) -> Iterator[list[str]]:
    """Yield the names in portions that one query takes."""
    remaining = iter(sorted(names))
    while some := list(islice(remaining, NAMES_AT_ONCE)):
        yield some


@dataclass(frozen=True)
class State:
    """The edition in figures."""

    fresh: int
    stale: int
    unswept: int
    size_bytes: int
    oldest: datetime | None


def state_of_edition() -> State:
    """Return how many pages are baked and stale, and how many marks wait."""
    fresh = BakedPage.objects.filter(is_stale=False)
    totals = fresh.aggregate(size=Sum("size_bytes"), oldest=Min("baked_at"))
    return State(
        fresh=fresh.count(),
        stale=BakedPage.objects.filter(is_stale=True).count(),
        unswept=Mark.objects.filter(swept_at__isnull=True).count(),
        size_bytes=totals["size"] or 0,
        oldest=totals["oldest"],
    )
