"""Whatever is done, in whatever order: nobody reads an old page, and `verify` finds nothing."""

import os

import pytest
from hours import Hours
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

# A change each; after it every address that was ever seen is compared.
CHANGES = 14
NEWSROOMS = 4
# `make torture` sets it: many more newsrooms, others each time.
TORTURE = int(os.environ.get("OBOLE_TORTURE", "0"))


@pytest.mark.django_db(transaction=True)
def test_no_order_of_changes_leaves_an_old_page(monkeypatch: pytest.MonkeyPatch) -> None:
    from in_trouble import forget, trouble

    hours = Hours()
    hours.rule(monkeypatch)
    forget(monkeypatch)

    run_state_machine_as_test(
        trouble(hours),
        settings=settings(
            max_examples=TORTURE or NEWSROOMS,
            stateful_step_count=CHANGES,
            # The same ones in each build, so that a red build is about what was changed in it.
            derandomize=not TORTURE,
            # A shorter story of the same fault takes longer to find than a long one to read.
            phases=[Phase.generate],
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
