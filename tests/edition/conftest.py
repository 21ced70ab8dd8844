"""An edition and a folder for pictures, for each test."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.conf import LazySettings


@pytest.fixture(autouse=True)
def folders(settings: "LazySettings", tmp_path: Path) -> None:
    """Keep pictures and baked pages in folders of the test."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.EDITION_FOLDER = str(tmp_path / "edition")
