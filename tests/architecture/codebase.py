"""The code as the tests of its architecture see it: floors, files, and what imports what."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
SOURCE = REPOSITORY / "src/obole"

# Folders that people write in; everything else in a checkout is fetched or made.
WRITTEN_FOLDERS = ("src", "docs", "tests", "tools", "bench", ".ci")
UNREADABLE_SUFFIXES = frozenset(
    {
        ".avif",
        ".bin",
        ".gif",
        ".ico",
        ".jpg",
        ".mo",
        ".pdf",
        ".png",
        ".pyc",
        ".ttf",
        ".webp",
        ".woff2",
    }
)


@cache
def levels() -> tuple[tuple[str, ...], ...]:
    """Return the apps of each floor, from the lowest to the highest, as import-linter is told."""
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "floors")
    # The siblings of a floor are parted by bars, the first one drawn first.
    return tuple(tuple(reversed(layer.split(" | "))) for layer in reversed(layers))


def floors() -> tuple[str, ...]:
    """Return the apps from the lowest floor to the highest; siblings follow each other."""
    return tuple(app for level in levels() for app in level)


def is_above(app: str, other: str) -> bool:
    """Tell whether the first app stands on a higher floor than the second."""
    level_of = {name: number for number, level in enumerate(levels()) for name in level}
    return level_of[app] > level_of[other]


def python_files() -> list[Path]:
    """Return the modules of the program, without generated migrations."""
    return [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]


def app_of(path: Path) -> str:
    """Return the app that a file below `src/obole` belongs to."""
    return path.relative_to(SOURCE).parts[0]


def written_files() -> Iterator[Path]:
    """Yield every text that people write: code, templates, documents, tests, tools."""
    # In a second working tree, .git is a file that Git has written.
    at_top = (path for path in sorted(REPOSITORY.iterdir()) if path.name != ".git")
    yield from (path for path in at_top if path.is_file())
    for folder in WRITTEN_FOLDERS:
        for path in sorted((REPOSITORY / folder).rglob("*")):
            is_made = "__pycache__" in path.parts or "var" in path.parts
            if path.is_file() and not is_made and path.suffix not in UNREADABLE_SUFFIXES:
                yield path
