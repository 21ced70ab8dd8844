"""What to look at before the books of a year are closed, for there is no way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from obole.donations.models import Cheque, DepositSlip, Gift, PaymentProblem, StatementLine
from obole.donations.queries.cheques import waiting_cheques
from obole.donations.rules.vocabulary import GiftState
from obole.kernel.money import Money
from obole.ledger.models import Account, ClosedYear, Entry
from obole.ledger.queries.figures import balances
from obole.ledger.rules.chart import (
    CASH,
    CHEQUES,
    INTERMEDIARIES,
    OTHER_GATEWAYS,
    PAYPAL,
    STRIPE,
    UNMATCHED,
)

CLEARING: Final = (CHEQUES, CASH, STRIPE, PAYPAL, OTHER_GATEWAYS, INTERMEDIARIES, UNMATCHED)
"""Accounts on which money only stands until it is somewhere else."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing to look at: how much of it there is, and where."""

    label: str | Promise
    count: int
    url_name: str
    query: str = ""


@dataclass(frozen=True, kw_only=True)
class AccountBalance:
    """What stood on an account at the end of the year."""

    account: Account
    balance: Money


@dataclass(frozen=True, kw_only=True)
class YearEnd:
    """What is known of a year before it is closed."""

    year: int
    entries: int
    checks: Sequence[Check]
    balances: Sequence[AccountBalance]


def years() -> list[int]:
    """Return the years that have entries, the latest first."""
    days = Entry.objects.dates("day", "year", order="DESC")
    return [day.year for day in days]


def closed_years() -> list[ClosedYear]:
    """Return the years that are closed, the latest first."""
    return list(ClosedYear.objects.order_by("-year"))


def year_end(year: int) -> YearEnd:
    """Return what to look at before this year is closed."""
    until = date(year, 12, 31)
    return YearEnd(
        year=year,
        entries=Entry.objects.filter(day__year=year).count(),
        checks=[*_of_the_bank(until), *_of_payments(until)],
        balances=_balances(until),
    )


def _of_the_bank(until: date) -> list[Check]:
    states = StatementLine.State
    lines = StatementLine.objects.filter(day__lte=until)
    return [
        Check(
            label=_("lines of bank statements to match"),
            count=lines.filter(state=states.OPEN).count(),
            url_name="donations_lines",
            query="?state=open",
        ),
        Check(
            label=_("amounts set aside, to be identified"),
            count=lines.filter(state=states.ASIDE).count(),
            url_name="donations_lines",
            query="?state=aside",
        ),
        Check(
            label=_("cheques that are on no deposit slip"),
            count=_of_the_year(waiting_cheques(), until).count(),
            url_name="donations_cheques",
        ),
        Check(
            label=_("deposit slips that no statement shows"),
            count=DepositSlip.objects.filter(line=None, made_on__lte=until).count(),
            url_name="donations_cheques",
        ),
    ]


def _of_the_year(cheques: QuerySet[Cheque], until: date) -> QuerySet[Cheque]:
    return cheques.filter(gift__paid_on__lte=until)


def _of_payments(until: date) -> list[Check]:
    gifts = Gift.objects.filter(begun_at__date__lte=until)
    return [
        Check(
            label=_("direct debits on their way"),
            count=gifts.filter(state=GiftState.PENDING).count(),
            url_name="donations_gifts",
            query="?state=pending",
        ),
        Check(
            label=_("disputed gifts"),
            count=gifts.filter(state=GiftState.DISPUTED).count(),
            url_name="donations_gifts",
            query="?state=disputed",
        ),
        Check(
            label=_("payments that a person must look at"),
            count=PaymentProblem.objects.filter(solved_at=None).count(),
            url_name="donations_problems",
        ),
    ]


def _balances(until: date) -> list[AccountBalance]:
    accounts = {account.code: account for account in Account.objects.filter(code__in=CLEARING)}
    return [
        AccountBalance(account=accounts[code], balance=balance)
        for (code, _currency), balance in balances(until=until).items()
        if code in accounts and balance
    ]
