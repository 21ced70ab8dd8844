"""The sums of days are brought up to the last entries, so that figures stay fast."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Min, Sum

from obole.ledger.actions.posting import take_the_pen
from obole.ledger.models import DaySum, Line
from obole.ledger.queries.entries import end_of_chain
from obole.ledger.queries.figures import counted_up_to

# Others wait to post while a portion is added up: for a tenth of a second.
ENTRIES_AT_ONCE = 10_000
KEY = ("account_id", "fund", "currency", "day")


def sum_days() -> int:
    """Add what was posted since to the sums of days; return how many entries that was.

    In portions, each a transaction of its own. Twice adds nothing.
    """
    first = counted_up_to()
    last = first
    while (counted := _sum_portion()) > last:
        last = counted
    return last - first


def sum_anew() -> int:
    """Forget the sums of days and add them up again; return of how many entries.

    Figures are right meanwhile, and slow.
    """
    DaySum.objects.all().delete()
    return sum_days()


@transaction.atomic
def _sum_portion() -> int:
    take_the_pen()
    mark = counted_up_to()
    last = min(end_of_chain()[0], mark + ENTRIES_AT_ONCE)
    rows = list(_rows(mark, last))
    if rows:
        _add(rows)
    return last


def _rows(mark: int, last: int) -> Iterator[dict[str, Any]]:
    lines = Line.objects.filter(entry_id__gt=mark, entry_id__lte=last).order_by()
    yield from (
        lines.annotate(day=F("entry__day"))
        .values(*KEY)
        .annotate(
            debits=Sum("debit"),
            credits=Sum("credit"),
            counted=Sum("gifts"),
            first=Min("entry_id"),
            last=Max("entry_id"),
        )
    )


def _add(rows: list[dict[str, Any]]) -> None:
    days = [row["day"] for row in rows]
    known = {
        (each.account_id, each.fund, each.currency, each.day): each
        for each in DaySum.objects.filter(
            day__range=(min(days), max(days)), fund__in={row["fund"] for row in rows}
        )
    }
    sums = []
    for row in rows:
        key = {name: row[name] for name in KEY}
        total = known.get(tuple(key.values())) or DaySum(**key)
        total.debit += int(row["debits"])
        total.credit += int(row["credits"])
        total.gifts += int(row["counted"])
        total.up_to_id = row["last"]
        sums.append(total)
    DaySum.objects.bulk_create([each for each in sums if each.pk is None], batch_size=500)
    DaySum.objects.bulk_update(
        [each for each in sums if each.pk is not None],
        ["debit", "credit", "gifts", "up_to"],
        batch_size=500,
    )
