"""Texts of the repository keep to what a stranger may rely on."""

import json
import re
import tomllib

import pytest
from codebase import REPOSITORY, written_files

# Each pattern, and why a text that matches it is wrong.
FORBIDDEN = {
    r"\b(?:TODO|FIXME|XXX)\b(?! \(?#\d+)(?! without)": "names no issue: finish it, or open one",
    r"(?i)\b(?:index[-_]url|find-links)\b": "installs from a place that others do not have",
    r"(?<![\w.:/])/(?:work|home/\w+|root|Users)/": "is a path of somebody's own machine",
}
LOCK_FILES = {"uv.lock", "package-lock.json"}
PYTHON_HOSTS = {"pypi.org", "files.pythonhosted.org"}


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_no_text_has_a_forbidden_word(pattern):
    found = [
        f"{path.relative_to(REPOSITORY)}:{number}: {line.strip()}"
        for path in written_files()
        if path.name not in LOCK_FILES and path.name != "test_words.py"
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if re.search(pattern, line)
    ]

    assert found == [], f"It {FORBIDDEN[pattern]}."


def test_the_lock_of_python_names_only_the_public_index():
    lock = (REPOSITORY / "uv.lock").read_text()

    assert set(re.findall(r"https?://([^/\"]+)", lock)) == PYTHON_HOSTS
    assert all("hash" in wheel for wheel in wheels_of(tomllib.loads(lock)))


def wheels_of(lock):
    return [wheel for package in lock["package"] for wheel in package.get("wheels", [])]


def test_the_lock_of_node_names_no_registry():
    packages = json.loads((REPOSITORY / "package-lock.json").read_text())["packages"]
    fetched = {name: package for name, package in packages.items() if name}

    assert all("integrity" in package for package in fetched.values())
    assert [name for name, package in fetched.items() if "resolved" in package] == []
