"""Is everything that was issued still what it was? Each rule, looked at again in the database."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.db.models import Count, Max, Min

from obole.donations.models import Gift
from obole.receipts.models import Doubt, Receipt, ReceiptGift, Series
from obole.receipts.models.guards import missing_guards
from obole.receipts.queries.facts import net_amounts
from obole.receipts.rules.sheets import sheet_digest

AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is not as it must be. `number` is empty when it is about no single receipt."""

    number: str
    text: str


def faults(*, folder: Path) -> Iterator[Fault]:
    """Yield all that is wrong with the receipts and their files below the folder."""
    yield from _gaps()
    yield from _altered(folder)
    yield from _overdrawn()
    if missing := missing_guards(connection):
        yield Fault(
            number="",
            text=f"These tables can be changed: {', '.join(sorted(missing))}. "
            "Run `obole receipts guard`.",
        )


def _gaps() -> Iterator[Fault]:
    counted = {
        (row["scheme"], row["year"]): row
        for row in Receipt.objects.order_by()
        .values("scheme", "year")
        .annotate(count=Count("pk"), first=Min("ordinal"), last=Max("ordinal"))
    }
    for series in Series.objects.order_by("year", "scheme"):
        row = counted.pop((series.scheme, series.year), None)
        there = (row["count"], row["first"], row["last"]) if row else (0, 1, 0)
        wanted = (series.last_number, 1, series.last_number)
        if there != wanted:
            yield Fault(number="", text=f"The series {series.scheme} of {series.year} has a gap.")
    for scheme, year in counted:
        yield Fault(number="", text=f"The series {scheme} of {year} has lost its counter.")


def _altered(folder: Path) -> Iterator[Fault]:
    receipts = Receipt.objects.order_by("pk").annotate(gifts=Count("lines"))
    for receipt in receipts.iterator(chunk_size=AT_ONCE):
        number = receipt.number
        if receipt.purged_at is None and sheet_digest(receipt.sheet) != receipt.digest:
            yield Fault(number=number, text="What is printed on it was altered.")
        if receipt.pdf_name:
            yield from _altered_file(receipt, folder / receipt.pdf_name)
        lines = receipt.lines.values_list("amount_minor_units", "is_valid")
        if sum(amount for amount, _ in lines) != receipt.amount_minor_units:
            yield Fault(number=number, text="Its gifts do not sum to its amount.")
        if any(holds != receipt.is_valid for _, holds in lines):
            yield Fault(number=number, text="Its gifts do not stand as it does.")


def _altered_file(receipt: Receipt, path: Path) -> Iterator[Fault]:
    if not path.is_file():
        yield Fault(number=receipt.number, text=f"Its file {receipt.pdf_name} is not there.")
    elif hashlib.sha256(path.read_bytes()).hexdigest() != receipt.pdf_sha256:
        yield Fault(number=receipt.number, text=f"Its file {receipt.pdf_name} was altered.")


def _overdrawn() -> Iterator[Fault]:
    """Find receipts that say more than the books and that nobody was told of."""
    doubted = Doubt.objects.values("receipt")
    lines = (
        ReceiptGift.objects.filter(is_valid=True)
        .exclude(receipt__in=doubted)
        .select_related("receipt")
        .order_by("pk")
    )
    last = 0
    while portion := list(lines.filter(pk__gt=last)[:AT_ONCE]):
        last = portion[-1].pk
        nets = net_amounts(gifts=Gift.objects.filter(pk__in=[each.gift_id for each in portion]))
        for line in portion:
            if line.amount > nets[line.gift_id]:
                yield Fault(
                    number=line.receipt.number, text="It says more than is left of its gift."
                )
