"""The table of what social publishing does names tests that exist."""

import re

from codebase import REPOSITORY

TABLE = REPOSITORY / "docs/reference/social-features.md"


def test_the_tests_that_the_table_names_exist():
    named = set(re.findall(r"`(test_\w+)`", TABLE.read_text()))
    folders = [REPOSITORY / "tests/social", REPOSITORY / "tests/browser"]
    written = {
        name
        for folder in folders
        for file in folder.rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text(), re.MULTILINE)
    }

    assert named
    assert named - written == set()
