from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obole.newsroom.rules.days import Day, called_so_until, day_called

DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2028, 12, 31))


@pytest.mark.parametrize(
    ("day", "called"),
    [
        (date(2027, 1, 1), Day.TODAY),
        (date(2026, 12, 31), Day.YESTERDAY),
        (date(2026, 12, 30), Day.EARLIER),
        (date(2027, 1, 2), Day.EARLIER),
    ],
)
def test_yesterday_may_be_last_year(day: date, called: Day) -> None:
    assert day_called(day, today=date(2027, 1, 1)) is called


def test_a_day_of_this_year_needs_no_year() -> None:
    assert day_called(date(2026, 3, 1), today=date(2026, 11, 22)) is Day.THIS_YEAR


@pytest.mark.parametrize(
    ("day", "until"),
    [
        (date(2026, 11, 22), date(2026, 11, 23)),
        (date(2026, 11, 21), date(2026, 11, 23)),
        (date(2026, 3, 1), date(2027, 1, 1)),
        (date(2025, 3, 1), None),
        (date(2026, 12, 24), date(2026, 12, 24)),
    ],
)
def test_a_day_is_called_so_until_another_day(day: date, until: date | None) -> None:
    assert called_so_until(day, today=date(2026, 11, 22)) == until


@given(day=DAYS, today=DAYS)
def test_it_is_called_so_until_then_and_no_longer(day: date, today: date) -> None:
    until = called_so_until(day, today=today)

    called = day_called(day, today=today)
    days = 1500 if until is None else (until - today).days
    assert all(day_called(day, today=today + timedelta(n)) is called for n in range(0, days, 3))
    if until is not None:
        assert until > today
        assert day_called(day, today=until - timedelta(1)) is called
        assert day_called(day, today=until) is not called
