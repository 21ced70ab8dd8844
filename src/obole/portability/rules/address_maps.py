"""A file of two columns that says where the comments of an old address belong."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from obole.portability.rules import refusals
from obole.portability.rules.old_paths import normal_path
from obole.portability.rules.refusals import NotImportable

MOST_CHARACTERS = 2000
_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class MappedAddress:
    """A line of the file."""

    line: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Place:
    """An address as one is compared with another: host without www, normal path, query."""

    host: str
    path: str
    query: str


def place_of(address: str) -> Place | None:
    """Return the place that an address or a path names; None for what is neither."""
    address = address.strip()
    if not address or len(address) > MOST_CHARACTERS or "\0" in address:
        return None
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if parts.scheme not in {"", "http", "https"}:
        return None
    return Place(host, normal_path(parts.path), parts.query)


def mapped_addresses(lines: Iterable[str]) -> Iterator[MappedAddress]:
    """Yield the lines of a map. Raise NotImportable with the line that is none."""
    text = list(lines)
    is_of_semicolons = bool(text) and ";" in text[0] and "," not in text[0]
    rows = csv.reader(text, delimiter=";" if is_of_semicolons else ",")
    seen: dict[Place, int] = {}
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            yield _mapped(cells, rows.line_num, seen)
    except csv.Error as error:
        raise NotImportable(refusals.NO_MAP_LINE, line=rows.line_num, detail=str(error)) from None


def _mapped(cells: list[str], line: int, seen: dict[Place, int]) -> MappedAddress:
    place = place_of(cells[0])
    if len(cells) != _COLUMNS or place is None or not cells[1]:
        raise NotImportable(refusals.NO_MAP_LINE, line=line)
    if place in seen:
        detail = f"{cells[0][:80]}, line {seen[place]}"
        raise NotImportable(refusals.MAPPED_TWICE, line=line, detail=detail)
    seen[place] = line
    return MappedAddress(line=line, old=cells[0], new=cells[1])
