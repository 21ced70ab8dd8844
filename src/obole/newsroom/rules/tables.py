"""Which columns of a table hold numbers."""

import re
from collections.abc import Sequence

# "1 250,5", "−3 %", "14,2 M€", "$12": digits, and a unit of a few letters at most.
_FIGURE = re.compile(r"[+−-]?[^\w\s]?\s?\d[\d\s.,]*\s?(?:%|‰|[^\W\d_]{0,3}[€$£]?)")


def figure_columns(rows: Sequence[Sequence[object]]) -> frozenset[int]:
    """Return the positions of the columns in which every cell that is not empty is a number.

    They are set flush right, under one another; the row of headers is not among `rows`.
    """
    width = max((len(row) for row in rows), default=0)
    return frozenset(at for at in range(width) if _are_figures(_column(rows, at)))


def _column(rows: Sequence[Sequence[object]], at: int) -> list[str]:
    cells = [str(row[at] or "").strip() for row in rows if at < len(row)]
    return [cell for cell in cells if cell not in ("", "–", "—")]


def _are_figures(cells: Sequence[str]) -> bool:
    return bool(cells) and all(_FIGURE.fullmatch(cell) for cell in cells)
