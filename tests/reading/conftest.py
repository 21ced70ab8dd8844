"""A search index, and a folder for pictures.

Django is not set up yet when this module is imported: what needs it is imported inside.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.conf import LazySettings
    from factories import Newsroom


@pytest.fixture
def search_words(newsroom: "Newsroom") -> None:
    """Make the full-text index, which a database without migrations lacks."""
    from django.db import connection

    from obole.newsroom.models import search_index

    if not search_index.is_installed(connection):
        search_index.install(connection)


@pytest.fixture(autouse=True)
def media(settings: "LazySettings", tmp_path: Path) -> None:
    """Keep pictures in a folder of the test."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
