"""One source may ask so often, and is told when it may ask again."""

from datetime import UTC, datetime, timedelta

import pytest

from obole.limits import actions
from obole.limits.actions import LimitReached, count_request, forget_request_counts
from obole.limits.models import RequestCount
from obole.limits.rules import Limit, window_ends_at, window_of

pytestmark = pytest.mark.django_db

LIMIT = Limit(name="ask", most=3, window_seconds=60)
NOON = datetime(2026, 11, 24, 12, 0, 0, tzinfo=UTC)


def ask(*, source="192.0.2.1", limit=LIMIT, now=NOON, times=1):
    for _ in range(times):
        count_request(limit=limit, source=source, now=now)


def test_one_request_more_than_allowed_is_refused_until_the_window_ends():
    ask(times=3)

    with pytest.raises(LimitReached) as refusal:
        ask(now=NOON + timedelta(seconds=18))

    assert refusal.value.seconds_left == 42


def test_the_next_window_begins_anew():
    ask(times=3)

    ask(now=NOON + timedelta(seconds=60), times=3)

    assert RequestCount.objects.count() == 2


def test_sources_and_limits_are_counted_apart():
    ask(times=3)

    ask(source="192.0.2.2", times=3)
    ask(limit=Limit(name="other", most=3, window_seconds=60), times=3)

    assert RequestCount.objects.count() == 3


def test_what_is_refused_is_not_written(django_assert_num_queries):
    ask(times=3)

    with django_assert_num_queries(1, using=_alias()), pytest.raises(LimitReached):
        ask()

    assert RequestCount.objects.get().count == 3


def test_of_requests_at_the_same_time_none_is_counted_too_many(monkeypatch):
    ask(times=3)
    # As if all had looked before any was counted.
    monkeypatch.setattr(actions, "_SEEN", f"{actions._SEEN} AND 1 = 0")

    with pytest.raises(LimitReached):
        ask()

    assert RequestCount.objects.get().count == 3


def test_the_table_does_not_say_who_asked():
    ask(source="192.0.2.1")

    row = RequestCount.objects.values().get()

    assert "192.0.2.1" not in str(row)


def test_counts_are_forgotten_once_their_window_has_ended():
    ask()
    ask(now=NOON + timedelta(seconds=60))

    forgotten = forget_request_counts(now=NOON + timedelta(seconds=61))

    assert forgotten == 1
    assert RequestCount.objects.get().ends_at == NOON + timedelta(seconds=120)


@pytest.mark.parametrize("second", [0, 1, 59])
def test_every_moment_lies_before_the_end_of_its_window(second):
    moment = NOON + timedelta(seconds=second)

    window = window_of(limit=LIMIT, moment=moment)

    assert window_ends_at(limit=LIMIT, window=window) == NOON + timedelta(seconds=60)


def _alias():
    return RequestCount.objects.all().db
