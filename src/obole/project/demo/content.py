"""The texts of the demonstration as they are written in `content/`, and their earlier versions."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "content"
PICTURES = Path(__file__).parent / "pictures"

# A table as TOML gives it.
Table = Mapping[str, Any]


class WrongContent(Exception):
    """A text of the demonstration contradicts another; the message says which."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """Everything that `content/` holds."""

    newsroom: Table
    sections: Sequence[Table]
    authors: Sequence[Table]
    standing_pages: Sequence[Table]
    articles: Sequence[Table]
    threads: Sequence[Table]
    campaign: Table


@dataclass(frozen=True, kw_only=True)
class Version:
    """An article as it stood so many days after its first publication."""

    days_after: float
    text: Table


def read_content() -> Content:
    """Read all files."""
    return Content(
        newsroom=_read("newsroom.toml"),
        sections=_read("sections.toml")["sections"],
        authors=_read("authors.toml")["authors"],
        standing_pages=_read("standing.toml")["pages"],
        articles=[
            _read(f"articles/{path.name}") for path in sorted((FOLDER / "articles").glob("*.toml"))
        ],
        threads=_read("comments.toml")["threads"],
        campaign=read_campaign(),
    )


@cache
def read_campaign() -> Table:
    """Read the campaign alone."""
    return _read("campaign.toml")


def picture_names() -> list[str]:
    """Return the names of all pictures, without their endings."""
    return sorted(path.stem for path in PICTURES.iterdir() if path.suffix != ".txt")


def versions_of(article: Table) -> list[Version]:
    """Return the published versions of an article, the first one first.

    The file holds the latest text; undoing its `history`, last change first, gives the earlier
    ones. A correction belongs to the versions that were published with it or after it.
    """
    changes = sorted(article.get("history", []), key=lambda change: change["days_after"])
    moments = {change["days_after"] for change in changes}
    moments |= {correction["days_after"] for correction in article.get("corrections", [])}
    text: Any = article
    versions = []
    for moment in [*sorted(moments, reverse=True), 0.0]:
        corrections = [
            each for each in article.get("corrections", []) if each["days_after"] <= moment
        ]
        versions.append(Version(days_after=moment, text={**text, "corrections": corrections}))
        for change in changes:
            if change["days_after"] == moment:
                text = _undone(text, change["replace"])
    return versions[::-1]


def _read(name: str) -> dict[str, Any]:
    with (FOLDER / name).open("rb") as file:
        return tomllib.load(file)


def _undone(text: Any, replacements: Sequence[Sequence[str]]) -> Any:
    for old, new in replacements:
        before = _replaced(text, new, old)
        if before == text:
            raise WrongContent(f"{text['slug']}: the text does not hold {new!r}.")
        text = before
    return text


def _replaced(value: Any, old: str, new: str) -> Any:
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, list):
        return [_replaced(each, old, new) for each in value]
    if isinstance(value, dict):
        # The history itself, and what a correction quotes, are not part of the text.
        return {
            key: each if key in {"history", "corrections"} else _replaced(each, old, new)
            for key, each in value.items()
        }
    return value
