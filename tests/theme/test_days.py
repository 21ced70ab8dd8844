from datetime import date

import pytest

from obole.newsroom.rules.days import Day, day_called


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
