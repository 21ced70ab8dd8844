"""The lists that come with the program: files of one entry a line, read once in a process."""

from functools import cache
from pathlib import Path

_DATA = Path(__file__).parents[1] / "data"


@cache
def disposable_domains() -> frozenset[str]:
    """Return the domains of services that give away addresses for ten minutes."""
    return frozenset(_entries("disposable_domains.txt"))


@cache
def first_suspect_words() -> tuple[str, ...]:
    """Return the patterns (`rules.words`) that the desk is pointed to from the first day."""
    return tuple(_entries("suspect_words.txt"))


def _entries(name: str) -> list[str]:
    lines = (line.strip() for line in (_DATA / name).read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]
