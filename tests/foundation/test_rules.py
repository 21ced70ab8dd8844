from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obole.foundation.rules import ATTEMPT_LIMIT, JITTER_SHARE, LONGEST_DELAY, retry_delay


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 15), (2, 60), (3, 240), (4, 960)])
def test_each_delay_is_four_times_the_one_before(attempts, seconds):
    assert retry_delay(attempts=attempts, chance=0.5) == timedelta(seconds=seconds)


def test_the_attempts_span_about_a_day():
    delays = [retry_delay(attempts=n, chance=0.5) for n in range(1, ATTEMPT_LIMIT)]

    assert timedelta(hours=20) < sum(delays, timedelta()) < timedelta(hours=28)


def test_it_gives_up_at_the_limit():
    assert retry_delay(attempts=ATTEMPT_LIMIT, chance=0.5) is None
    assert retry_delay(attempts=ATTEMPT_LIMIT - 1, chance=0.5) is not None


@given(st.integers(min_value=1, max_value=ATTEMPT_LIMIT - 1), st.floats(min_value=0, max_value=1))
def test_the_jitter_stays_within_its_share_and_the_cap(attempts, chance):
    plain = retry_delay(attempts=attempts, chance=0.5)
    delay = retry_delay(attempts=attempts, chance=chance)

    assert abs(delay - plain) <= plain * JITTER_SHARE + timedelta(microseconds=1)
    assert delay <= LONGEST_DELAY * (1 + JITTER_SHARE)
