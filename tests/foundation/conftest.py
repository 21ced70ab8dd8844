import bells
import pytest

from obole.foundation import facts


@pytest.fixture
def table():
    """Let a test install its own subscription table; the site's comes back afterwards."""
    before = facts.subscriptions()
    bells.heard.clear()
    bells.ropes_break.clear()
    yield facts.install
    facts.install(before)
