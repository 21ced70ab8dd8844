"""What the books say: sums of accounts, to the cent, as of the last entry.

Every figure is the sums of days that were added up before plus the lines since: the same as adding
up all lines, and as fast for a million of them.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F, Max, QuerySet, Subquery, Sum

from obole.kernel.money import Money
from obole.ledger.models import DaySum, Entry, Line


@dataclass(frozen=True, kw_only=True)
class FundTotal:
    """What some accounts hold for a fund: credits minus debits, and how many gifts that is."""

    amount: Money
    gifts: int
    last_number: int
    """The last entry that moved it; 0 when none did."""
    last_posted_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DayTotal:
    """What a day added to some accounts for a fund."""

    day: date
    amount: Money
    gifts: int


@dataclass
class _Sum:
    credit_minus_debit: int = 0
    gifts: int = 0
    last_number: int = 0

    def add(self, row: dict[str, Any]) -> None:
        self.credit_minus_debit += int(row["credits"]) - int(row["debits"])
        self.gifts += int(row["counted"])
        self.last_number = max(self.last_number, row["last"])


@dataclass
class _Sums:
    by_key: dict[Any, _Sum] = field(default_factory=dict)

    def add(self, rows: Iterable[dict[str, Any]], *, key: str) -> None:
        for row in rows:
            self.by_key.setdefault(row[key], _Sum()).add(row)


def fund_total(*, fund: str, accounts: Collection[str], currency: str) -> FundTotal:
    """Return what these accounts hold for a fund, in one currency."""
    return fund_totals(funds=[fund], accounts=accounts, currency=currency)[fund]


def fund_totals(
    *, funds: Collection[str], accounts: Collection[str], currency: str
) -> dict[str, FundTotal]:
    """Return what these accounts hold for each of the funds; nothing for those never moved."""
    sums = _sums(by="fund", fund__in=funds, account_id__in=accounts, currency=currency)
    numbers = {each.last_number for each in sums.values()}
    moments = dict(Entry.objects.filter(number__in=numbers).values_list("number", "posted_at"))
    return {
        fund: FundTotal(
            amount=Money(each.credit_minus_debit, currency),
            gifts=each.gifts,
            last_number=each.last_number,
            last_posted_at=moments.get(each.last_number),
        )
        for fund in funds
        for each in [sums.get(fund, _Sum())]
    }


def day_totals(*, fund: str, accounts: Collection[str], currency: str) -> list[DayTotal]:
    """Return what each day added to these accounts for a fund, days without entries left out."""
    sums = _sums(by="day", fund=fund, account_id__in=accounts, currency=currency)
    return [
        DayTotal(day=day, amount=Money(each.credit_minus_debit, currency), gifts=each.gifts)
        for day, each in sorted(sums.items())
    ]


def account_days(*, account: str, currency: str, since: date) -> list[DayTotal]:
    """Return what each day since one, and with it, added to an account, whatever the fund."""
    sums = _sums(by="day", account_id=account, currency=currency)
    return [
        DayTotal(day=day, amount=Money(each.credit_minus_debit, currency), gifts=each.gifts)
        for day, each in sorted(sums.items())
        if day >= since
    ]


def balance(*, account: str, currency: str, until: date | None = None) -> Money:
    """Return debits minus credits of an account, up to a day and with it, or of all time."""
    sums = _sums(by="currency", until=until, account_id=account, currency=currency)
    return Money(-sums.get(currency, _Sum()).credit_minus_debit, currency)


def balances(*, until: date | None = None) -> dict[tuple[str, str], Money]:
    """Return debits minus credits of each account in each currency: the trial balance.

    The keys are codes of accounts and currencies, sorted.
    """
    return {
        (code, currency): Money(-each.credit_minus_debit, currency)
        for currency in currencies()
        for code, each in sorted(_sums(by="account_id", until=until, currency=currency).items())
    }


def currencies() -> list[str]:
    """Return the currencies of all lines, sorted."""
    counted = DaySum.objects.order_by().values_list("currency", flat=True).distinct()
    since = Line.objects.filter(entry_id__gt=counted_up_to()).order_by()
    return sorted({*counted, *since.values_list("currency", flat=True).distinct()})


def counted_up_to() -> int:
    """Return the number of the last entry that is in the sums of days."""
    return DaySum.objects.aggregate(last=Max("up_to_id"))["last"] or 0


def _sums(*, by: str, until: date | None = None, **conditions: Any) -> dict[Any, _Sum]:
    sums = _Sums()
    counted, since = _counted(by, until, conditions)
    sums.add(counted, key=by)
    sums.add(_since(since, by, until, conditions), key=by)
    return sums.by_key


def _counted(
    by: str, until: date | None, conditions: dict[str, Any]
) -> tuple[list[dict[str, Any]], int]:
    """Return sums of days, and up to which entry: one query, for one state of the books."""
    rows = DaySum.objects.filter(**conditions)
    if until is not None:
        rows = rows.filter(day__lte=until)
    mark = DaySum.objects.order_by("-up_to_id").values("up_to_id")[:1]
    grouped = list(_grouped(rows, by, last="up_to_id").annotate(mark=Subquery(mark)))
    # Where nothing was counted yet, all lines are since: few, or the sums were just emptied.
    return grouped, max((row["mark"] for row in grouped), default=0)


def _since(
    number: int, by: str, until: date | None, conditions: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    rows = Line.objects.filter(entry_id__gt=number, **conditions)
    if until is not None:
        rows = rows.filter(entry__day__lte=until)
    if by == "day":
        rows = rows.annotate(day=F("entry__day"))
    yield from _grouped(rows, by, last="entry_id")


def _grouped(rows: QuerySet[Any], by: str, *, last: str) -> Any:
    return (
        rows.order_by()
        .values(by)
        .annotate(credits=Sum("credit"), debits=Sum("debit"), counted=Sum("gifts"), last=Max(last))
    )
