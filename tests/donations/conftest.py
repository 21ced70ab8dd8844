"""What tests of donations share."""

from collections.abc import Iterator

import pytest


@pytest.fixture
def books_only() -> Iterator[None]:
    """Let nothing follow from a fact but what asks providers: no pages, no mails."""
    # Imported here: Django has started only now.
    from taking_over import only_the_books

    from obole.foundation import facts

    table = facts.subscriptions()
    only_the_books()
    yield
    facts.install(table)
