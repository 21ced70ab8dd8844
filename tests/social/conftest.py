"""What holds for every test of social publishing."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Begin each test in one language: the request of another may have left its own behind."""
    with translation.override("en"):
        yield
