"""Figures are the sums of lines, to the cent, whatever was added up before."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from bookkeeping import DAY, FUND, NOW, books, euros, gift, payout, post, post_books, take_back
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from obole.kernel.money import Money
from obole.ledger.actions.summing import sum_anew, sum_days
from obole.ledger.models import DaySum
from obole.ledger.queries import proving
from obole.ledger.queries.figures import (
    FundTotal,
    balance,
    balances,
    counted_up_to,
    day_totals,
    fund_total,
    fund_totals,
)
from obole.ledger.rules.chart import CHART, FEE_COVER, FEES, GIFTS, STRIPE
from obole.ledger.rules.drafts import Draft

pytestmark = pytest.mark.django_db

EACH_EXAMPLE = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def test_a_fund_that_was_never_moved_has_nothing():
    nothing = FundTotal(amount=euros("0"), gifts=0, last_number=0, last_posted_at=None)

    assert fund_total(fund=FUND, accounts=[GIFTS], currency="EUR") == nothing
    assert day_totals(fund=FUND, accounts=[GIFTS], currency="EUR") == []
    assert balances() == {}


def test_gifts_are_counted_gross_of_fees_and_net_of_what_was_taken_back():
    post(gift(1, amount="50", fee="0.98"))
    second = post(gift(2, amount="20.50"))
    last = take_back(second)

    total = fund_total(fund=FUND, accounts=[GIFTS], currency="EUR")

    assert (total.amount, total.gifts) == (euros("50"), 1)
    assert (total.last_number, total.last_posted_at) == (last.number, NOW)


def test_each_day_tells_what_it_added():
    post(gift(1, amount="50"))
    post(gift(2, amount="30", day=DAY - timedelta(days=1)))
    sum_days()
    taken_back = post(gift(3, amount="5"))
    take_back(taken_back, day=DAY + timedelta(days=3))

    days = day_totals(fund=FUND, accounts=[GIFTS], currency="EUR")

    assert [(each.day.day, str(each.amount), each.gifts) for each in days] == [
        (28, "30.00 EUR", 1),
        (1, "55.00 EUR", 2),
        (4, "-5.00 EUR", -1),
    ]


def test_a_balance_can_be_that_of_a_day():
    post(gift(amount="50", fee="1"))
    post(payout(amount="20", day=DAY + timedelta(days=1)))
    sum_days()

    assert balance(account=STRIPE, currency="EUR", until=DAY) == euros("49")
    assert balance(account=STRIPE, currency="EUR") == euros("29")
    assert balance(account=GIFTS, currency="EUR") == -euros("50")
    assert balance(account=STRIPE, currency="CHF") == Money.zero("CHF")


def test_figures_of_what_was_added_up_need_few_queries(django_assert_max_num_queries):
    post(gift())
    sum_days()
    post(gift(2))

    with django_assert_max_num_queries(3):
        fund_totals(funds=[FUND, "campaign:2"], accounts=[GIFTS, FEE_COVER], currency="EUR")


def test_adding_up_twice_adds_nothing():
    post(gift(1))
    post(gift(2))

    assert (sum_days(), sum_days()) == (2, 0)
    before = list(DaySum.objects.order_by("pk").values())
    assert sum_anew() == 2

    assert [{**each, "id": 0} for each in DaySum.objects.order_by("pk").values()] == [
        {**each, "id": 0} for each in before
    ]


def test_long_books_are_added_up_in_portions(monkeypatch):
    monkeypatch.setattr("obole.ledger.actions.summing.ENTRIES_AT_ONCE", 2)
    for number in range(5):
        post(gift(number))

    assert sum_days() == 5
    assert counted_up_to() == 5
    assert fund_total(fund=FUND, accounts=[GIFTS], currency="EUR").gifts == 5


@EACH_EXAMPLE
@given(contents=books(), summed_after=st.integers(0, 6))
def test_figures_are_the_sums_of_the_lines_whatever_was_added_up_before(contents, summed_after):
    with transaction.atomic():
        posted = post_books(contents[:summed_after])
        sum_days()
        posted += post_books(contents[summed_after:])

        for currency in ("EUR", "CHF"):
            for accounts in ([GIFTS], [GIFTS, FEE_COVER, FEES]):
                for fund in ("campaign:1", "campaign:2"):
                    expected = _of_fund(posted, fund, accounts, currency)
                    total = fund_total(fund=fund, accounts=accounts, currency=currency)
                    assert (total.amount.minor_units, total.gifts) == expected
                    days = day_totals(fund=fund, accounts=accounts, currency=currency)
                    assert sum(each.amount.minor_units for each in days) == expected[0]
            for until in (None, date(2025, 12, 31)):
                assert {
                    account.code: balance(account=account.code, currency=currency, until=until)
                    for account in CHART
                } == _balances(posted, currency, until)
        assert not any(
            Money.total(
                (each for (_, code), each in balances().items() if code == currency), currency
            )
            for currency in ("EUR", "CHF")
        )
        wrong = [each for each in proving.all_faults(until=len(posted)) if each is not None]
        assert wrong == []
        transaction.set_rollback(True)


def _of_fund(posted: list[Draft], fund: str, accounts: list[str], currency: str) -> tuple[int, int]:
    lines = [
        each
        for draft in posted
        for each in draft.postings
        if each.fund == fund and each.account in accounts and each.amount.currency == currency
    ]
    return -sum(each.amount.minor_units for each in lines), sum(each.gifts for each in lines)


def _balances(posted: list[Draft], currency: str, until: date | None) -> dict[str, Money]:
    sums: defaultdict[str, int] = defaultdict(int)
    for draft in posted:
        if until is None or draft.day <= until:
            for each in draft.postings:
                if each.amount.currency == currency:
                    sums[each.account] += each.amount.minor_units
    return {account.code: Money(sums[account.code], currency) for account in CHART}
