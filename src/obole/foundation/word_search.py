"""Finding rows by words that somebody types, where their columns have no index of words."""

from functools import reduce
from operator import or_
from typing import Final, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)

# More words than this narrow nothing down, and each is a look at every row.
MOST_WORDS: Final = 6


def with_all_words(rows: QuerySet[Row], words: str | None, *lookups: str) -> QuerySet[Row]:
    """Return the rows of which each word is found by one of the lookups at least."""
    for word in (words or "").split()[:MOST_WORDS]:
        rows = rows.filter(reduce(or_, (Q((lookup, word)) for lookup in lookups)))
    return rows
