"""Tables in the raw form of Wagtail's TableBlock."""

from collections.abc import Callable
from typing import Any

from obole.portability.rules.bodies.markup import Element

# No reader can use a larger one, and a "colspan" may say anything.
MAX_CELLS = 20_000
MAX_SPAN = 100

# Returns the plain words of a cell, or None if it holds more than words.
ReadCell = Callable[[Element], str | None]


def table_value(table: Element, *, caption: str, read_cell: ReadCell) -> dict[str, Any] | None:
    """Return a table, or None for one that its block cannot show."""
    rows = _rows(table)
    head = next(table.all("thead"), None)
    if not rows or table.first("table") is not None or (head and len(_rows(head)) > 1):
        return None
    grid = _Grid(height=len(rows))
    for number, cells in enumerate(rows):
        for cell in cells:
            words = read_cell(cell)
            if words is None or not grid.place(number, cell, words):
                return None
    header = _header(rows, has_head=head is not None)
    return {
        **grid.value(),
        "table_caption": caption,
        "table_header_choice": header,
        "first_row_is_table_header": header in {"row", "both"},
        "first_col_is_header": header in {"column", "both"},
    }


class _Grid:
    """The cells of a table at their places; a cell that spans several stands in the first."""

    def __init__(self, *, height: int) -> None:
        self._height = height
        self._words: dict[tuple[int, int], str] = {}
        self._begun: set[int] = set()
        self._spans: list[tuple[int, int, int, int]] = []

    def place(self, row: int, cell: Element, words: str) -> bool:
        """Put a cell into the first free place of its row; False if it does not fit."""
        column = 0
        while (row, column) in self._words:
            column += 1
        height = min(_span(cell, "rowspan"), self._height - row)
        width = _span(cell, "colspan")
        covered = [(row + y, column + x) for y in range(height) for x in range(width)]
        overlaps = any(place in self._words for place in covered)
        if overlaps or len(self._words) + len(covered) > MAX_CELLS:
            return False
        self._words.update(dict.fromkeys(covered, ""))
        self._words[row, column] = words
        self._begun.add(column)
        self._spans.append((row, column, height, width))
        return True

    def value(self) -> dict[str, Any]:
        """Return all rows, as long as the longest, and which cells span others."""
        columns = self._columns()
        merges: list[dict[str, int]] = []
        hidden: list[dict[str, Any]] = []
        for row, column, height, width in self._spans:
            first = columns.index(column)
            kept = sum(column <= each < column + width for each in columns)
            if height * kept > 1:
                merges.append({"row": row, "col": first, "rowspan": height, "colspan": kept})
            covered = [(row + y, first + x) for y in range(height) for x in range(kept)]
            hidden += [{"row": y, "col": x, "hidden": True} for y, x in covered[1:]]
        rows = range(self._height)
        data = [[self._words.get((row, column), "") for column in columns] for row in rows]
        return {"data": data, "cell": hidden, "mergeCells": merges}

    def _columns(self) -> list[int]:
        """Return the columns in which a cell begins, an empty one at the end of a row included.

        The others are only spanned: they say nothing, and no validator lets them pass.
        """
        width = max((column for _, column in self._words), default=0) + 1
        return [
            column
            for column in range(width)
            if column in self._begun
            or any((row, column) not in self._words for row in range(self._height))
        ]


def _rows(table: Element) -> list[list[Element]]:
    body = [_cells(row) for row in table.all("tr")]
    foot = [_cells(row) for part in table.all("tfoot") for row in part.all("tr")]
    if foot:
        # A foot may be written before the body.
        body = [
            _cells(row)
            for part in table.children
            if isinstance(part, Element) and part.name != "tfoot"
            for row in part.all("tr")
        ]
    return [cells for cells in body + foot if cells]


def _cells(row: Element) -> list[Element]:
    return [
        cell for cell in row.children if isinstance(cell, Element) and cell.name in {"td", "th"}
    ]


def _header(rows: list[list[Element]], *, has_head: bool) -> str:
    heads_columns = has_head or all(cell.name == "th" for cell in rows[0])
    rest = rows[1:] if heads_columns else rows
    heads_rows = bool(rest) and all(cells[0].name == "th" for cells in rest)
    if heads_columns and heads_rows:
        return "both"
    return "row" if heads_columns else "column" if heads_rows else "neither"


def _span(cell: Element, attribute: str) -> int:
    written = cell.attributes.get(attribute, "").strip()
    is_number = written.isascii() and written.isdecimal() and len(written) < 6  # noqa: PLR2004
    return min(max(int(written), 1), MAX_SPAN) if is_number else 1
