"""The curve of a campaign's sum, and the days on which its steps were reached."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from obole.donations.rules.curve import MOST_ROWS, Day, curve_of, points_of, reached_on
from obole.kernel.money import Money

FIRST = date(2026, 1, 1)


def days(*amounts: int) -> list[Day]:
    return [
        Day(
            day=FIRST + timedelta(days=number),
            amount=Money(each, "EUR"),
            gifts=1 if each > 0 else -1,
        )
        for number, each in enumerate(amounts)
    ]


def euros(cents: int) -> Money:
    return Money(cents, "EUR")


def test_a_sum_stays_until_the_next_entry():
    curve = curve_of(points_of(days(500, 500), "EUR"), goal=None)

    assert curve.path == "M0 1000H500V524H1000V48"
    assert curve.area == f"{curve.path}V1000Z"
    assert [row.total for row in curve.rows] == [euros(500), euros(1000)]


def test_a_goal_that_is_near_is_drawn_and_one_far_off_is_not():
    points = points_of(days(1000), "EUR")

    assert curve_of(points, goal=euros(2000)).goal_y == "4.8%"
    assert curve_of(points, goal=euros(100_000)).goal_y == ""


def test_before_the_first_gift_there_is_no_curve():
    assert curve_of([], goal=euros(1)) is None


def test_a_step_is_reached_on_the_first_day_from_which_it_stayed_so():
    points = points_of(days(600, 500, -400, 100, 400, 50), "EUR")

    assert reached_on(points, euros(500)) == FIRST
    assert reached_on(points, euros(1000)) == FIRST + timedelta(days=4)
    assert reached_on(points, euros(1300)) is None


@given(amounts=st.lists(st.integers(-(10**6), 10**7).filter(bool), min_size=1, max_size=60))
@settings(max_examples=40)
def test_a_curve_ends_with_the_sum_and_its_table_is_short(amounts):
    points = points_of(days(*amounts), "EUR")
    curve = curve_of(points, goal=euros(10**6))

    assert points[-1].total == euros(sum(amounts))
    assert curve.rows[-1] == points[-1]
    assert len(curve.rows) <= MOST_ROWS
    numbers = [int(each) for each in curve.path.replace("H", " ").replace("V", " ")[1:].split()]
    assert all(0 <= each <= 1000 for each in numbers)
